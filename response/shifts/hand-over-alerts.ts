import { type Actor, may } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { StoredRecord } from '../../core/store/store.ts'
import { type Bulks, bulkId } from '../alerts/bulk.ts'
import { type AlertFilter, listAlerts } from '../alerts/queue.ts'
import type { Takers } from '../alerts/takers.ts'
import type { Shift } from './shift.ts'
import type { Shifts } from './shifts.ts'

type Kept = StoredRecord<Shift>
type Asked<V extends 'offer' | 'accept' | 'refuse' | 'withdraw'> = Parameters<Shifts[V]>[1]

interface Parts {
  readonly shifts: Shifts
  readonly bulks: Pick<Bulks, 'ask' | 'undo' | 'cancel' | 'find'>
  readonly takers: Takers
  readonly records: Parameters<typeof listAlerts>[0]
  readonly units: UnitTree
}

const all = { from: 0, to: 8_640_000_000_000_000 } as const
const openOf = (person: string): AlertFilter => ({ ...all, status: ['new', 'acknowledged'], assignee: [person] })
/** Names the step of one hand-over, so that it is done once however often it is asked for. */
const keyOf = ({ id, handOver }: Shift, verb: string) => `shift-${verb}-${id}-${handOver?.at ?? 0}`

/**
 * Offers the watch and, where asked for, the giver's open alerts with it: each is a hand-off of its own that waits for the same
 * person, or for the analysts of the watch's unit. Rejects as `Shifts.offer` does, and with `bad-request` before anything is
 * done where the receiver can take no alerts.
 */
export async function offerWatch(
  parts: Parts,
  actor: Actor,
  { alerts, note, ...at }: Omit<Asked<'offer'>, 'alerts'> & { alerts: boolean; note: string },
): Promise<Kept> {
  const { shifts, bulks, takers, records, units } = parts
  if (!alerts || !may(actor, 'alert.triage')) return shifts.offer(actor, at)
  const scope = scopeOf(actor, 'alert.triage', units)
  const { shift } = await shifts.get(at.scope, at.id)
  const to =
    at.to === null ? ({ kind: 'unit', id: shift.document.unit } as const) : ({ kind: 'person', id: at.to } as const)
  await takers.find(scope, to)
  const filter = openOf(actor.id)
  const page = { sort: 'last', direction: 'desc', limit: 1, offset: 0 } as const
  const { total } = await listAlerts(records, scope, filter, page)
  const offered = await shifts.offer(actor, { ...at, alerts: total })
  if (total > 0) {
    const step = { verb: 'hand', to, note } as const
    await bulks.ask(actor, { scope, key: keyOf(offered.document, 'hand'), step, target: { filter } })
  }
  return offered
}

/** Takes the watch over, and with it the alerts that came along and wait for the actor. Rejects as `Shifts.accept` does. */
export async function acceptWatch({ shifts, bulks, units }: Parts, actor: Actor, at: Asked<'accept'>): Promise<Kept> {
  const accepted = await shifts.accept(actor, at)
  const { person, handOver } = accepted.document
  if ((handOver?.alerts ?? 0) > 0 && may(actor, 'alert.triage')) {
    const target = { filter: { ...openOf(person.id), handOff: ['offered'] } } as const
    const scope = scopeOf(actor, 'alert.triage', units)
    await bulks.ask(actor, { scope, key: keyOf(accepted.document, 'accept'), step: { verb: 'accept' }, target })
  }
  return accepted
}

/**
 * Refuses the watch, and with it the alerts that came along and wait for the actor: each goes back to its giver with the same
 * reason. Rejects as `Shifts.refuse` does.
 */
export async function refuseWatch({ shifts, bulks, units }: Parts, actor: Actor, at: Asked<'refuse'>): Promise<Kept> {
  const refused = await shifts.refuse(actor, at)
  const { person, handOver } = refused.document
  if ((handOver?.alerts ?? 0) > 0 && may(actor, 'alert.triage')) {
    const target = { filter: { ...openOf(person.id), handOff: ['offered'] } } as const
    const scope = scopeOf(actor, 'alert.triage', units)
    const step = { verb: 'refuse', reason: at.reason } as const
    await bulks.ask(actor, { scope, key: keyOf(refused.document, 'refuse'), step, target })
  }
  return refused
}

/**
 * Takes the offer back, and the hand-offs of alerts that went with it, refused ones too; those that somebody answered
 * otherwise meanwhile stay as they are. Rejects as `Shifts.withdraw` does.
 */
export async function withdrawWatch(parts: Parts, actor: Actor, at: Asked<'withdraw'>): Promise<Kept> {
  const { shifts, bulks, units } = parts
  const { shift } = await shifts.get(at.scope, at.id)
  const before = shift.document
  const withdrawn = await shifts.withdraw(actor, at)
  if ((before.handOver?.alerts ?? 0) > 0) {
    const scope = scopeOf(actor, 'alert.triage', units)
    const { id, state } = await bulks.find(actor, bulkId(actor, keyOf(before, 'hand')))
    if (state === 'running') await bulks.cancel(actor, id)
    await bulks.undo(actor, { scope, key: keyOf(before, 'undo'), id })
    const back = await refusedOf(parts, actor, before)
    if (back.length > 0) {
      const step = { verb: 'withdraw' } as const
      await bulks.ask(actor, { scope, key: keyOf(before, 'take-back'), step, target: { alerts: back } })
    }
  }
  return withdrawn
}

/** The giver's alerts that came back with the refused watch: the mark of that is theirs to take away. */
async function refusedOf({ records, units }: Parts, actor: Actor, { handOver }: Shift) {
  const filter: AlertFilter = { ...openOf(actor.id), handOff: ['refused'] }
  const page = { sort: 'last', direction: 'desc', limit: 20_000, offset: 0 } as const
  const { rows } = await listAlerts(records, scopeOf(actor, 'alert.triage', units), filter, page)
  return rows.flatMap(({ id, document: { handOff, revision } }) =>
    handOver !== null && handOff?.to.id === handOver.to?.id && (handOff?.at ?? 0) >= handOver.at
      ? [{ id, revision }]
      : [],
  )
}
