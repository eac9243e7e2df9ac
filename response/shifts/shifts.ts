import type { Actor } from '../../core/access/actor.ts'
import { inScope, type Scope, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Json } from '../../core/lib/json.ts'
import { all, compare, equals } from '../../core/predicate/build.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { holdersOf } from '../identity/holders.ts'
import { type Duty, dutyKind, type Person, type Shift, type ShiftEntry, shiftEntryKind, shiftKind } from './shift.ts'

type Kept = StoredRecord<Shift>

/** Which shift, as it was on the screen. */
interface AtVersion {
  readonly scope: Scope
  readonly id: string
  readonly version: number
}

/**
 * The log of the watch. What lies outside the scope is not found; a change that came in between rejects with `conflict`; what
 * belongs to another rejects with `not-allowed`. Each change is one write with its audit entry.
 */
export interface Shifts {
  /** Who is on duty within the scope; nobody for who reads a dated stretch of time alone. */
  onDuty(scope: Scope): Promise<readonly Duty[]>
  list(
    scope: Scope,
    query: { from: number; to: number; limit: number; offset: number },
  ): Promise<{ rows: readonly Kept[]; total: number }>
  get(scope: Scope, id: string): Promise<{ shift: Kept; entries: readonly ShiftEntry[] }>
  /** To whom the watch of a unit can be handed over. */
  people(scope: Scope, unit: string): Promise<readonly Person[]>
  start(actor: Actor, at: { scope: Scope; unit: string; phone: string }): Promise<Kept>
  /** Ends it without handing it over. */
  end(actor: Actor, at: AtVersion): Promise<Kept>
  /** Writes into the log of one's own running shift, or of another's that runs at the same unit. */
  write(actor: Actor, at: { scope: Scope; id: string; text: string }): Promise<ShiftEntry>
  /** `alerts`: how many go with it. */
  offer(actor: Actor, at: AtVersion & { to: string | null; text: string; alerts?: number }): Promise<Kept>
  withdraw(actor: Actor, at: AtVersion): Promise<Kept>
  /** Ends the giver's shift and starts the actor's, if it does not run already. */
  accept(actor: Actor, at: AtVersion & { phone: string }): Promise<Kept>
  refuse(actor: Actor, at: AtVersion & { reason: string }): Promise<Kept>
}

/** Entries of one shift that are read. */
const mostEntries = 1_000

export function createShifts(records: RecordStore, units: UnitTree, clock: Clock): Shifts {
  const who = ({ id, name }: Actor): Person => ({ id, name })

  async function find(scope: Scope, id: string): Promise<Kept> {
    const shift = await records.get<Shift>(scope, shiftKind, id)
    if (shift === undefined) throw new CodedError('not-found', 'there is no such shift')
    return shift
  }
  async function seen({ scope, id, version }: AtVersion): Promise<Kept> {
    const shift = await find(scope, id)
    if (shift.version !== version) throw moved()
    if (shift.document.ended !== null) throw new CodedError('conflict', 'this shift has ended', told('shift-ended'))
    return shift
  }
  const dutyOf = (unit: string) => records.get<Duty>(systemScope, dutyKind, unit)

  const shiftWrite = (document: Shift, expect: RecordWrite['expect']): RecordWrite => ({
    kind: shiftKind,
    id: document.id,
    document,
    unitIds: units.lineage(document.unit),
    expect,
  })
  /** What changes of who is on duty: some go, some come. */
  function dutyWrite(duty: StoredRecord<Duty> | undefined, unit: string, gone: string | null, come: Shift | null) {
    const stay = (duty?.document.on ?? []).filter(({ shift }) => shift !== gone)
    const { id: shift, person, phone, started: since } = come ?? { id: '', person: null, phone: '', started: 0 }
    const on = person === null ? stay : [{ shift, person, phone, since }, ...stay]
    const document: Duty = { unit, on }
    const expect = duty?.version ?? ('absent' as const)
    return { kind: dutyKind, id: unit, document, unitIds: units.lineage(unit), expect }
  }
  async function commit(
    actor: Actor,
    action: string,
    shift: Shift,
    writes: readonly RecordWrite[],
    details: Readonly<Record<string, Json>> = {},
  ): Promise<Kept> {
    const unitIds = units.lineage(shift.unit)
    const target = `${shiftKind}/${shift.id}`
    const written = await records.write(writes, [{ actor: actor.id, action, target, unitIds, details }])
    if (!written.ok) throw moved()
    return { kind: shiftKind, id: shift.id, version: written.versions[0] ?? 0, unitIds, document: shift }
  }
  const own = (actor: Actor, { document }: Kept) => {
    if (document.person.id !== actor.id)
      throw new CodedError('not-allowed', 'this is another’s shift', told('shift-of-another'))
  }
  const fresh = (actor: Actor, unit: string, phone: string, after: string | null): Shift => ({
    id: randomId(),
    unit,
    person: who(actor),
    phone,
    started: clock.now(),
    ended: null,
    after,
    handOver: null,
  })

  return {
    async onDuty(scope) {
      if (scope.kind === 'units' && scope.window !== undefined) return []
      const { rows } = await records.list<Duty>(scope, dutyKind, { where: { kind: 'true' }, limit: 500 })
      return rows.map(({ document }) => document).filter(({ on }) => on.length > 0)
    },
    list: (scope, { from, to, limit, offset }) =>
      records.list<Shift>(scope, shiftKind, {
        where: all(compare('started', 'gte', from), compare('started', 'lt', to)),
        sort: [{ field: 'started', direction: 'desc' }],
        limit,
        offset,
      }),
    async get(scope, id) {
      const shift = await find(scope, id)
      const { rows } = await records.list<ShiftEntry>(scope, shiftEntryKind, {
        where: equals('shift', id, 'none'),
        sort: [{ field: 'at', direction: 'asc' }],
        limit: mostEntries,
      })
      return { shift, entries: rows.map(({ document }) => document) }
    },
    async people(scope, unit) {
      if (!inScope(scope, lineageOf(units, unit))) throw noSuchUnit()
      const holders = await holdersOf({ records, units, clock }, 'shift.write')
      return holders.filter(({ reach }) => inScope(reach, units.lineage(unit))).map(({ actor }) => who(actor))
    },
    async start(actor, { scope, unit, phone }) {
      if (!inScope(scope, lineageOf(units, unit))) throw noSuchUnit()
      const duty = await dutyOf(unit)
      if (duty?.document.on.some(({ person }) => person.id === actor.id)) {
        throw new CodedError('conflict', 'this person is on duty here already', told('shift-there'))
      }
      const shift = fresh(actor, unit, phone, null)
      return commit(actor, 'shift.start', shift, [shiftWrite(shift, 'absent'), dutyWrite(duty, unit, null, shift)])
    },
    async end(actor, at) {
      const kept = await seen(at)
      own(actor, kept)
      const shift: Shift = { ...kept.document, ended: clock.now() }
      const duty = dutyWrite(await dutyOf(shift.unit), shift.unit, shift.id, null)
      return commit(actor, 'shift.end', shift, [shiftWrite(shift, kept.version), duty])
    },
    async write(actor, { scope, id, text }) {
      const kept = await find(scope, id)
      if (kept.document.ended !== null) throw new CodedError('conflict', 'this shift has ended', told('shift-ended'))
      const entry: ShiftEntry = { id: randomId(), shift: id, at: clock.now(), by: who(actor), text }
      const target = `${shiftKind}/${id}`
      const unitIds = kept.unitIds
      await records.write(
        [{ kind: shiftEntryKind, id: entry.id, document: entry, unitIds, expect: 'absent' }],
        [{ actor: actor.id, action: 'shift.write', target, unitIds, details: { entry: entry.id } }],
      )
      return entry
    },
    async offer(actor, { to, text, alerts = 0, ...at }) {
      const kept = await seen(at)
      own(actor, kept)
      const receiver =
        to === null ? null : (await this.people(at.scope, kept.document.unit)).find(({ id }) => id === to)
      if (receiver === undefined || receiver?.id === actor.id) {
        throw new CodedError('bad-request', 'nobody of that name can take this watch', {
          hint: 'choose from the list',
          ...told('shift-nobody'),
        })
      }
      const along = alerts === 0 ? {} : { alerts }
      const handOver = { state: 'offered', to: receiver, text, at: clock.now(), ...along, answer: null } as const
      const shift: Shift = { ...kept.document, handOver }
      const details = { to: receiver?.id ?? null, ...along }
      return commit(actor, 'shift.offer', shift, [shiftWrite(shift, kept.version)], details)
    },
    async withdraw(actor, at) {
      const kept = await seen(at)
      own(actor, kept)
      if (kept.document.handOver === null) throw moved()
      const shift: Shift = { ...kept.document, handOver: null }
      return commit(actor, 'shift.withdraw', shift, [shiftWrite(shift, kept.version)])
    },
    async accept(actor, { phone, ...at }) {
      const kept = await seen(at)
      const { unit, handOver } = offered(actor, kept.document)
      const now = clock.now()
      const answer = { by: who(actor), at: now, reason: '' }
      const before: Shift = { ...kept.document, ended: now, handOver: { ...handOver, state: 'accepted', answer } }
      const duty = await dutyOf(unit)
      const running = duty?.document.on.find(({ person }) => person.id === actor.id)
      const next = running === undefined ? fresh(actor, unit, phone, before.id) : null
      const writes = [shiftWrite(before, kept.version), dutyWrite(duty, unit, before.id, next)]
      if (next !== null) writes.push(shiftWrite(next, 'absent'))
      return commit(actor, 'shift.accept', before, writes, { next: next?.id ?? running?.shift ?? null })
    },
    async refuse(actor, { reason, ...at }) {
      const kept = await seen(at)
      const { handOver } = offered(actor, kept.document)
      if (handOver.to === null)
        throw new CodedError('not-allowed', 'it waits for any of the unit’s: none refuses for all', told('shift-any'))
      const answer = { by: who(actor), at: clock.now(), reason }
      const shift: Shift = { ...kept.document, handOver: { ...handOver, state: 'refused', answer } }
      return commit(actor, 'shift.refuse', shift, [shiftWrite(shift, kept.version)], { reason })
    },
  }
}

/** True when the hand-over waits for this person. */
export const awaits = ({ person, handOver }: Shift, actor: Pick<Actor, 'id'>): boolean =>
  handOver?.state === 'offered' && person.id !== actor.id && (handOver.to === null || handOver.to.id === actor.id)

/** The shift with the hand-over that waits for the actor. */
function offered(actor: Actor, shift: Shift) {
  const { handOver, unit } = shift
  if (handOver === null || handOver.state !== 'offered') throw moved()
  if (!awaits(shift, actor))
    throw new CodedError('not-allowed', 'this watch is handed over to somebody else', told('shift-to-another'))
  return { handOver, unit }
}

function lineageOf(units: UnitTree, unit: string): readonly string[] {
  const lineage = units.lineage(unit)
  if (lineage.length === 0) throw noSuchUnit()
  return lineage
}

const noSuchUnit = () => new CodedError('not-found', 'there is no such unit')
const moved = () =>
  new CodedError('conflict', 'someone changed this shift since it was shown', { hint: 'look at it again' })
