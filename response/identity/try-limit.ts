import { setTimeout as wait } from 'node:timers/promises'
import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { hashId, randomId } from '../../core/lib/ids.ts'
import type { RecordStore } from '../../core/store/store.ts'

export const failedTriesKind = 'failed-tries'
/** How often a record is written again that somebody else changed in between. */
const attempts = 20
/** Milliseconds between two looks for a place, and how often one looks. */
const look = 100
const looks = 100
/** Milliseconds after which a try that never said how it went counts as failed: its process is gone. */
const longest = 60_000

/** How many failures within the window close the door. */
export interface TryLimitOptions {
  readonly failures: number
  /** Milliseconds. */
  readonly window: number
  /** A try that goes well forgets the failures before it. */
  readonly forgets?: boolean
}

/**
 * Slows down guessing: after so many failures of one key (account and address, or address alone) within the window,
 * further tries are refused until the oldest failure is a window old. A try holds a place from before it is judged, so that
 * many at one moment are no more than one after another. Kept in records: every process counts along.
 */
export interface TryLimit {
  /**
   * Makes a try. Rejects with `too-many-tries` before it is begun while the key is closed, the hint says for how many
   * seconds; else as `work` does. `innocent`: an error that says nothing of whether somebody guesses.
   */
  attempt<T>(key: string, work: () => Promise<T>, innocent?: (error: unknown) => boolean): Promise<T>
}

interface Tries {
  /** Failures, the oldest first. */
  readonly times: readonly number[]
  /** Tries that are being judged. */
  readonly open: readonly { readonly id: string; readonly at: number }[]
  readonly expires: number
}

/** `purpose` tells the keys of one limit from those of another. */
export function createTryLimit(
  records: RecordStore,
  clock: Clock,
  purpose: string,
  { failures, window, forgets = false }: TryLimitOptions,
): TryLimit {
  // Names that were typed in do not belong into the store: a password typed into the wrong field is among them.
  const idOf = (key: string) => hashId(purpose, key)
  async function kept(id: string): Promise<Pick<Tries, 'times' | 'open'> & { version: number | undefined }> {
    const record = await records.get<Tries>(systemScope, failedTriesKind, id)
    const now = clock.now()
    const open = record?.document.open ?? []
    const lost = open.filter(({ at }) => at <= now - longest).map(({ at }) => at)
    const times = [...(record?.document.times ?? []), ...lost].filter((at) => at > now - window).sort((a, b) => a - b)
    return { times, open: open.filter(({ at }) => at > now - longest), version: record?.version }
  }
  async function write(id: string, tries: Omit<Tries, 'expires'> | undefined, version: number | undefined) {
    const document = tries && { ...tries, expires: clock.now() + Math.max(window, longest) }
    const change = { kind: failedTriesKind, id, document, unitIds: [], expect: version ?? ('absent' as const) }
    return (await records.write([change])).ok
  }

  /** Takes a place; waits where all that are left are held by tries that may yet turn out well. */
  async function enter(id: string, own: string): Promise<void> {
    for (let looked = 0; ; looked++) {
      const { times, open, version } = await kept(id)
      const oldest = times[times.length - failures]
      if (oldest !== undefined) throw closed(Math.ceil((oldest + window - clock.now()) / 1000))
      if (times.length + open.length < failures) {
        if (await write(id, { times, open: [...open, { id: own, at: clock.now() }] }, version)) return
      }
      if (looked === looks) throw closed(1)
      await wait(look)
    }
  }
  async function leave(id: string, own: string, how: 'failed' | 'passed' | 'innocent'): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { times, open, version } = await kept(id)
      const others = open.filter((one) => one.id !== own)
      const left =
        how === 'failed' ? [...times, clock.now()].slice(-failures) : how === 'passed' && forgets ? [] : times
      const tries = left.length + others.length === 0 ? undefined : { times: left, open: others }
      if (tries === undefined && version === undefined) return
      if (await write(id, tries, version)) return
      await wait(Math.random() * look)
    }
  }

  /** Those of this process wait for one another and not for the store to refuse them. */
  const lines = new Map<string, Promise<unknown>>()
  function inLine<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (lines.get(id) ?? Promise.resolve()).then(work, work)
    const settled = turn.then(
      () => undefined,
      () => undefined,
    )
    lines.set(id, settled)
    void settled.then(() => lines.get(id) === settled && lines.delete(id))
    return turn
  }

  return {
    async attempt(key, work, innocent = () => false) {
      const id = idOf(key)
      const own = randomId()
      await inLine(`in ${id}`, () => enter(id, own))
      const end = (how: 'failed' | 'passed' | 'innocent') => inLine(`out ${id}`, () => leave(id, own, how))
      try {
        const done = await work()
        await end('passed')
        return done
      } catch (error) {
        await end(innocent(error) ? 'innocent' : 'failed')
        throw error
      }
    },
  }
}

const closed = (seconds: number) => new CodedError('too-many-tries', 'too many failed tries', { hint: `${seconds}` })
