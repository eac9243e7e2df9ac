import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Partition, RecordStore } from '../../core/store/store.ts'

const holdKind = 'hold'
const dayShape = /^\d{4}-\d{2}-\d{2}$/

/** Keeps partitions from being deleted, for as long as it is not lifted. Days are yyyy-mm-dd, both included. */
export interface Hold {
  readonly id: string
  readonly from: string
  readonly to: string
  /** The classes it covers; null: all of them. */
  readonly classes: readonly string[] | null
  readonly reason: string
  readonly placed: { readonly at: number; readonly by: string }
  readonly lifted: { readonly at: number; readonly by: string } | null
}

/** True when one of the holds keeps the partition. */
export function isHeld(holds: readonly Hold[], { class: name, day }: Partition): boolean {
  return holds.some(
    ({ from, to, classes, lifted }) =>
      lifted === null && from <= day && day <= to && (classes === null || classes.includes(name)),
  )
}

/** Every hold, lifted ones included; the newest first. */
export async function listHolds(records: RecordStore): Promise<readonly Hold[]> {
  const { rows } = await records.list<Hold>(systemScope, holdKind, {
    where: { kind: 'true' },
    sort: [{ field: 'placed.at', direction: 'desc' }],
    limit: 10_000,
  })
  return rows.map(({ document }) => document)
}

/** Places a hold; an audit row is kept. Rejects with `bad-request` when its days are none. */
export async function placeHold(
  records: RecordStore,
  by: string,
  { from, to, classes, reason }: Pick<Hold, 'from' | 'to' | 'classes' | 'reason'>,
  clock: Clock,
): Promise<Hold> {
  const isDay = (day: string) => dayShape.test(day) && !Number.isNaN(Date.parse(day))
  if (!isDay(from) || !isDay(to) || to < from) {
    throw new CodedError('bad-request', 'a hold goes from one day to the same or a later one, each yyyy-mm-dd')
  }
  if (reason.trim() === '') throw new CodedError('bad-request', 'a hold says its reason')
  const id = randomId()
  const hold: Hold = { id, from, to, classes, reason, placed: { at: clock.now(), by }, lifted: null }
  await records.write(
    [{ kind: holdKind, id, document: hold, unitIds: [], expect: 'absent' }],
    [{ actor: by, action: 'hold.place', target: `hold/${id}`, unitIds: [], details: { from, to, reason } }],
  )
  return hold
}

/** Lifts a hold; an audit row is kept. Rejects with `not-found`, or `conflict` when it was lifted before. */
export async function liftHold(records: RecordStore, by: string, id: string, clock: Clock): Promise<void> {
  const found = await records.get<Hold>(systemScope, holdKind, id)
  if (found === undefined) throw new CodedError('not-found', `there is no hold ${id}`)
  const lifted = { ...found.document, lifted: { at: clock.now(), by } }
  const written =
    found.document.lifted === null &&
    (
      await records.write(
        [{ kind: holdKind, id, document: lifted, unitIds: [], expect: found.version }],
        [{ actor: by, action: 'hold.lift', target: `hold/${id}`, unitIds: [], details: {} }],
      )
    ).ok
  if (!written) throw new CodedError('conflict', `the hold ${id} was lifted before`)
}
