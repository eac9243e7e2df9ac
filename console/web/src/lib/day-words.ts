/** A day as people write it, `30/11/2026`, of one as the API has it, `2026-11-30`. */
export const dayWords = (day: string): string => day.split('-').reverse().join('/')
