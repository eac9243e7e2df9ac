import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { RecordStore } from '../../core/store/store.ts'

export const failedTriesKind = 'failed-tries'
/** How often a failure is written again that met another one of the same key. */
const attempts = 5

/** How many failures within the window close the door. */
export interface TryLimitOptions {
  readonly failures: number
  /** Milliseconds. */
  readonly window: number
}

/**
 * Slows down guessing: after so many failures of one key (account and address, or address alone) within the window,
 * further tries are refused until the oldest failure is a window old. Kept in records: every process counts along.
 */
export interface TryLimit {
  /** Rejects with `too-many-tries` while the key is closed; the hint says for how many seconds. */
  check(key: string): Promise<void>
  failed(key: string): Promise<void>
  passed(key: string): Promise<void>
}

/** `purpose` tells the keys of one limit from those of another. */
export function createTryLimit(
  records: RecordStore,
  clock: Clock,
  purpose: string,
  { failures, window }: TryLimitOptions,
): TryLimit {
  // Names that were typed in do not belong into the store: a password typed into the wrong field is among them.
  const idOf = (key: string) => hashId(purpose, key)
  async function kept(key: string) {
    const record = await records.get<{ times: readonly number[] }>(systemScope, failedTriesKind, idOf(key))
    const times = (record?.document.times ?? []).filter((at) => at > clock.now() - window)
    return { times, version: record?.version }
  }
  return {
    async check(key) {
      const { times } = await kept(key)
      const oldest = times[times.length - failures]
      if (oldest === undefined) return
      const seconds = Math.ceil((oldest + window - clock.now()) / 1000)
      throw new CodedError('too-many-tries', 'too many failed tries', { hint: `${seconds}` })
    },
    async failed(key) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const { times, version } = await kept(key)
        const now = clock.now()
        // No more than close the door.
        const document = { times: [...times, now].slice(-failures), expires: now + window }
        const written = await records.write([
          { kind: failedTriesKind, id: idOf(key), document, unitIds: [], expect: version ?? 'absent' },
        ])
        if (written.ok) return
      }
    },
    async passed(key) {
      const { version } = await kept(key)
      if (version === undefined) return
      const gone = { kind: failedTriesKind, id: idOf(key), document: undefined, unitIds: [], expect: 'any' } as const
      await records.write([gone])
    },
  }
}
