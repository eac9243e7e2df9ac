import type { Finding } from '../console/cli/commands/doctor.ts'

/** What a look of the doctor found. */
export type Answer = Omit<Finding, 'what'>
export const ok = (detail: string): Answer => ({ state: 'ok', detail })
export const warn = (detail: string): Answer => ({ state: 'warn', detail })
export const bad = (detail: string): Answer => ({ state: 'fail', detail })
