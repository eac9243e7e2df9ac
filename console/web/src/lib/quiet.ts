import type { Source } from '../../../api/schemas/sources.ts'

/** A source that has sent nothing for this long is said to have gone silent. */
export const quietAfterMs = 15 * 60_000

/** True when the source has gone silent. */
export function isQuiet(source: Pick<Source, 'lastSeen'>, now: number): boolean {
  return now - source.lastSeen > quietAfterMs
}
