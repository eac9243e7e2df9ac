import { statfs } from 'node:fs/promises'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError, problemText } from '../core/lib/errors.ts'
import { dayOf } from '../response/retention/calendar.ts'
import type { DiskRoom, Watermarks } from '../response/retention/disk.ts'
import { frameOn, type RetentionFrame, retentionFrames, type SystemLevel } from '../response/retention/law.ts'
import { type ClassPolicy, classPolicy, type RetentionClass } from '../response/retention/policy.ts'
import { type SourceClasses, sourceClasses } from '../response/retention/source-classes.ts'

/** What is kept for how long, as law and configuration have it. */
export interface Retention {
  readonly frame: RetentionFrame
  readonly classes: SourceClasses
  /** `systems`: the months for which logs of systems in the register are kept at least. */
  policyOf(name: string, systems?: readonly number[]): ClassPolicy | undefined
}

/** Reads law and source lists. Throws `bad-request` with a line for each mistake in the lists. */
export function retentionOf(config: Config, clock: Clock): Retention {
  const frame = frameOn(retentionFrames(), dayOf(clock.now()))
  const standard = {
    class: config.storage.retentionClass as RetentionClass,
    level: config.retention.level as SystemLevel,
  }
  const classes = sourceClasses(config.retention.sources, standard, frame)
  if (!classes.ok) throw new CodedError('bad-request', classes.error.map(problemText).join('\n'))
  return {
    frame,
    classes: classes.value,
    policyOf: (name, systems) => classPolicy(name, frame, classes.value, systems),
  }
}

const gib = 1024 ** 3

/** The watermarks of the configuration. */
export function watermarksOf({ storage }: Config): Watermarks {
  const headroom = storage.headroomGiB === 0 ? Number.MAX_SAFE_INTEGER : storage.headroomGiB * gib
  return { warnAt: storage.warnAt, fullAt: storage.fullAt, headroom }
}

/** Room on the disk that holds the folder. What is kept for root counts as used: the platform cannot have it. */
export async function roomOf(folder: string): Promise<DiskRoom> {
  const { blocks, bfree, bavail, bsize } = await statfs(folder)
  return { total: (blocks - bfree + bavail) * bsize, free: bavail * bsize }
}
