import type { RetentionFrame } from '../retention/law.ts'
import type { SystemState } from './system-record.ts'

/** How long a system's logs are to be kept. */
export interface LogMinimum {
  readonly months: number
  /** What the law asks for at its level; 0: it sets no period. */
  readonly law: number
  /** Set where more was decided than the law asks for. */
  readonly reason: string | null
}

/** What the law asks for at the system's level, or what was decided beyond it. */
export function logMinimum(
  { level, logMonths }: Pick<SystemState, 'level' | 'logMonths'>,
  frame: RetentionFrame,
): LogMinimum {
  const law = frame.months[level]
  return logMonths === null || logMonths.months <= law
    ? { months: law, law, reason: null }
    : { months: logMonths.months, law, reason: logMonths.reason }
}
