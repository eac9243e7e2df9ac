/** Milliseconds of each unit; a month and a year are those of the Gregorian mean, as the reference implementation has them. */
const units: { readonly [unit: string]: number } = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_629_746_000,
  y: 31_556_952_000,
}

/** Milliseconds of a timespan such as `15m` (Sigma Correlation 2.1, Time span); undefined if it is none. */
export function parseTimespan(text: string): number | undefined {
  const found = /^([0-9]{1,9})([smhdwMy])$/.exec(text)
  const unit = units[found?.[2] ?? '']
  const length = Number(found?.[1]) * (unit ?? Number.NaN)
  return length > 0 && length <= longest ? length : undefined
}

/** Ten years: no partition is kept for longer. */
const longest = 10 * 31_556_952_000
