import type { RuleVersions } from '../../../../api/schemas/rule-texts.ts'

type Line = RuleVersions['versions'][number]['diff'][number]
type Shown = Line | { readonly kind: 'left-out'; readonly lines: number }

/** Lines that stayed and are shown around each change. */
const around = 3

/** A difference with what stayed left out, but for three lines around each change. */
export function foldDiff(lines: readonly Line[]): readonly Shown[] {
  const near = new Uint8Array(lines.length)
  for (const [at, { kind }] of lines.entries()) {
    if (kind !== 'same') near.fill(1, Math.max(0, at - around), at + around + 1)
  }
  const shown: Shown[] = []
  let out = 0
  for (const [at, line] of lines.entries()) {
    if (near[at] === 0) {
      out++
      continue
    }
    if (out > 0) shown.push({ kind: 'left-out', lines: out })
    out = 0
    shown.push(line)
  }
  if (out > 0) shown.push({ kind: 'left-out', lines: out })
  return shown
}
