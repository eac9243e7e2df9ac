/** A day as people write it, `30/11/2026`, of one as the API has it, `2026-11-30`. */
export const dayWords = (day: string): string => day.split('-').reverse().join('/')

/** True where the browser writes the day before the month and the year. */
export const dayFirst: boolean = (() => {
  const parts = new Intl.DateTimeFormat().formatToParts(0)
  return parts.find(({ type }) => type !== 'literal')?.type === 'day'
})()
