import { bucketOf, type Entry } from './entry.ts'

/**
 * Matches of one rule in one group that are looked at in one span of time: half of them the earliest, half the latest, so that
 * windows over either border of the span are whole. A finding says when there were more.
 */
export const groupCeiling = 10_000
const half = groupCeiling / 2

const byTime = (a: Entry, b: Entry): number => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.step - b.step)

/** Of one group's entries, in any order, those that are looked at, each once; `full` are the spans that had more. */
export function underCeiling(entries: readonly Entry[], timespan: number) {
  return select(entries, timespan, half)
}

/**
 * Of a group's entries those that could ever be looked at, whatever more come: what lies amid a span that is full already
 * never will be.
 */
export function thinned(entries: readonly Entry[], timespan: number): readonly Entry[] {
  return select(entries, timespan, half + 1).kept
}

function select(entries: readonly Entry[], timespan: number, ends: number) {
  const spans = new Map<string, { readonly bucket: number; readonly entries: Entry[] }>()
  let before: Entry | undefined
  for (const entry of [...entries].sort(byTime)) {
    if (before?.id === entry.id && before.step === entry.step && before.time === entry.time) continue
    before = entry
    const bucket = bucketOf(entry.time, timespan)
    const key = `${bucket} ${entry.step}`
    const span = spans.get(key)
    if (span === undefined) spans.set(key, { bucket, entries: [entry] })
    else span.entries.push(entry)
  }
  const full = new Set<number>()
  const kept: Entry[] = []
  for (const span of spans.values()) {
    const few = span.entries.length <= 2 * ends
    if (!few) full.add(span.bucket)
    // A loop: a spread of ten thousand arguments is deep.
    for (const entry of few ? span.entries : [...span.entries.slice(0, ends), ...span.entries.slice(-ends)]) {
      kept.push(entry)
    }
  }
  return { kept, full }
}
