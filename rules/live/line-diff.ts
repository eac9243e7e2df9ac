/** A line of a difference: in both texts, only in the newer, only in the older. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Beyond so many cells the middle is told as removed and added whole: the table grows with both texts. */
const mostCells = 4_000_000

/** The difference from one text to another, line by line, by their longest common subsequence. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const old = before.split('\n')
  const now = after.split('\n')
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let ends = 0
  while (
    ends < old.length - start &&
    ends < now.length - start &&
    old[old.length - 1 - ends] === now[now.length - 1 - ends]
  ) {
    ends++
  }
  return [
    ...lines('same', old.slice(0, start)),
    ...middle(old.slice(start, old.length - ends), now.slice(start, now.length - ends)),
    ...lines('same', old.slice(old.length - ends)),
  ]
}

const lines = (kind: DiffLine['kind'], texts: readonly string[]): DiffLine[] => texts.map((text) => ({ kind, text }))

function middle(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  if (old.length * now.length > mostCells) return [...lines('removed', old), ...lines('added', now)]
  const width = now.length + 1
  // Cell (i, j): how many lines the rests from i and j on have in common.
  const common = new Uint32Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const here = i * width + j
      common[here] =
        old[i] === now[j]
          ? (common[here + width + 1] ?? 0) + 1
          : Math.max(common[here + width] ?? 0, common[here + 1] ?? 0)
    }
  }
  const diff: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < now.length) {
    const [removed, added] = [old[i], now[j]]
    if (removed !== undefined && removed === added) {
      diff.push({ kind: 'same', text: removed })
      i++
      j++
    } else if (
      removed !== undefined &&
      (added === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      diff.push({ kind: 'removed', text: removed })
      i++
    } else if (added !== undefined) {
      diff.push({ kind: 'added', text: added })
      j++
    }
  }
  return diff
}
