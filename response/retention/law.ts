import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isObject } from '../../core/lib/json.ts'

/** Levels of an information system (Nghị định 331/2026/NĐ-CP Điều 11–15). */
export const systemLevels = [1, 2, 3, 4, 5] as const
export type SystemLevel = (typeof systemLevels)[number]

/** What the law asks of logs in one period. */
export interface RetentionFrame {
  /** Days, yyyy-mm-dd; the last is null while the frame is in force. */
  readonly effectiveFrom: string
  readonly effectiveTo: string | null
  readonly source: string
  readonly verifiedBy: string
  /** Months by level; 0 where none are set. */
  readonly months: Readonly<Record<SystemLevel, number>>
}

/** The frames of `log-retention.yml`, the newest first. Throws when the file is not as it must be. */
export function retentionFrames(file = join(import.meta.dirname, 'log-retention.yml')): readonly RetentionFrame[] {
  // As text a day stays a day.
  const entries: unknown = parse(readFileSync(file, 'utf8'), { schema: 'core' })
  if (!Array.isArray(entries) || entries.length === 0) throw new Error(`${file} holds no frames`)
  return entries.map((entry) => frame(entry, file)).sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))
}

/**
 * The frame in force on a day. Before the first of them the first stands in: a log is then kept no shorter than the law
 * will ask for.
 */
export function frameOn(frames: readonly RetentionFrame[], day: string): RetentionFrame {
  const found = frames.find((one) => one.effectiveFrom <= day && (one.effectiveTo === null || day <= one.effectiveTo))
  const first = found ?? frames.at(-1)
  if (first === undefined) throw new Error('there is no frame')
  return first
}

function frame(entry: unknown, file: string): RetentionFrame {
  const months = isObject(entry) && isObject(entry.months) ? entry.months : {}
  const level = (of: SystemLevel): number => {
    const value = months[of]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Error(`${file}: level ${of}`)
    return value
  }
  if (!isObject(entry) || typeof entry.source !== 'string' || typeof entry.verified_by !== 'string') {
    throw new Error(`${file}: every frame names its source and who verified it`)
  }
  return {
    effectiveFrom: String(entry.effective_from),
    effectiveTo: entry.effective_to === null ? null : String(entry.effective_to),
    source: entry.source.trim(),
    verifiedBy: entry.verified_by,
    months: { 1: level(1), 2: level(2), 3: level(3), 4: level(4), 5: level(5) },
  }
}
