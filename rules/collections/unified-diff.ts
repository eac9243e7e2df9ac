import { type DiffLine, lineDiff } from '../live/line-diff.ts'

const context = 3

/** The difference of two texts in the unified format (GNU diffutils, Detailed Unified), three lines of context; '' for none. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  const lines = linesOf(before, after)
  const shown = lines.map((_, at) => {
    return lines.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== 'same')
  })
  const hunks: string[] = []
  let old = before === undefined ? 0 : 1
  let now = after === undefined ? 0 : 1
  for (let at = 0; at < lines.length; ) {
    const end = shown[at] === true ? endOf(shown, at) : at
    const part = lines.slice(at, Math.max(end, at + 1))
    const [oldCount, nowCount] = [count(part, 'added'), count(part, 'removed')]
    if (end > at) {
      const words = part.map(({ kind, text }) => `${sign[kind]}${text}`)
      hunks.push(`@@ -${old},${oldCount} +${now},${nowCount} @@`, ...words)
    }
    old += oldCount
    now += nowCount
    at += part.length
  }
  if (hunks.length === 0) return ''
  const name = (side: string, text: string | undefined) => (text === undefined ? '/dev/null' : `${side}/${path}`)
  return [`--- ${name('a', before)}`, `+++ ${name('b', after)}`, ...hunks, ''].join('\n')
}

function linesOf(before: string | undefined, after: string | undefined): readonly DiffLine[] {
  if (before !== undefined && after !== undefined) return lineDiff(before, after)
  const kind = before === undefined ? 'added' : 'removed'
  return (before ?? after)?.split('\n').map((text) => ({ kind, text })) ?? []
}

const sign = { same: ' ', added: '+', removed: '-' } as const

/** Where the run of lines that are shown ends. */
function endOf(shown: readonly boolean[], start: number): number {
  const end = shown.indexOf(false, start)
  return end === -1 ? shown.length : end
}

const count = (lines: readonly { readonly kind: string }[], but: string) =>
  lines.filter(({ kind }) => kind !== but).length
