const dayLength = 86_400_000

/**
 * Days past its months for which a partition stays. Events are placed by their own time up to 30 days late, and the
 * shortest month has 28: without them a partition could be filled again after it was deleted.
 */
const lateDays = 3

/** The day (yyyy-mm-dd, UTC) of a moment. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The day so many days later. */
export const addDays = (day: string, days: number): string => dayOf(Date.parse(day) + days * dayLength)

/** The day so many months later; the last of its month where that month is shorter (31 January + 1 = 28 February). */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(date, last)))
}

/** The first day on which a partition that is kept for so many months may be deleted. */
export const keptUntil = (day: string, months: number): string => addDays(addMonths(day, months), lateDays)
