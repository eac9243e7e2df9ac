const dayLength = 86_400_000

/** The `count` days (yyyy-mm-dd, UTC) before a day, nearest first. */
export function daysBefore(day: string, count: number): readonly string[] {
  const start = Date.parse(`${day}T00:00:00Z`)
  return Array.from({ length: count }, (_, i) => new Date(start - (i + 1) * dayLength).toISOString().slice(0, 10))
}
