import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, type Problem, problemText, told } from '../../core/lib/errors.ts'
import { localDay } from '../../core/lib/local-day.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { applyChange } from './apply-change.ts'
import type { UnitProblem } from './check-units.ts'
import { type ImportPlan, importUnits } from './import-units.ts'
import type { UnitChange } from './unit-change.ts'
import { readUnitCsv, writeUnitCsv } from './unit-csv.ts'
import { UnitDraft } from './unit-draft.ts'
import { type UnitContact, type UnitRecord, unitKind, unitsOn, unitTreeKind } from './unit-record.ts'
import { type HeldUnits, readUnitRecords, writeUnits } from './unit-records.ts'

/** Who asks, and how far that one reaches. */
export interface UnitAsker {
  readonly by: string
  readonly scope: Scope
}

/** The units as somebody sees them: those within the scope, on one day. */
export interface UnitView {
  readonly day: string
  readonly tree: UnitTree
  /** Ended ones too. */
  readonly records: readonly UnitRecord[]
  sees(id: string): boolean
}

export interface ImportWish {
  readonly text: string
  /** Names the file in problems. */
  readonly file: string
  /** First day on which it holds; today when absent. */
  readonly from?: string
  /** What the file lacks ends on that day. */
  readonly whole: boolean
}

/** Reads and changes units for people. Every change rejects with `not-allowed`, `bad-request` or `conflict`. */
export interface UnitDesk {
  today(): string
  view(scope: Scope, day?: string): Promise<UnitView>
  /** Ids of the units that the change makes or alters, or what is wrong with it; nothing is written. */
  preview(asker: UnitAsker, change: UnitChange): Promise<Result<readonly string[], readonly UnitProblem[]>>
  change(asker: UnitAsker, change: UnitChange): Promise<readonly string[]>
  /** Sets whom to call at a unit within the scope; `steps` is how long its history was when it was shown. */
  putContacts(asker: UnitAsker, id: string, contacts: readonly UnitContact[], steps: number): Promise<void>
  previewImport(asker: UnitAsker, wish: ImportWish): Promise<Result<ImportPlan, readonly Problem[]>>
  importCsv(asker: UnitAsker, wish: ImportWish): Promise<ImportPlan>
  /** The units of today within the scope as comma-separated values. */
  exportCsv(scope: Scope): Promise<string>
}

export function createUnitDesk(records: RecordStore, clock: Clock, timeZone: string): UnitDesk {
  const today = () => localDay(clock.now(), timeZone)
  const hand = ({ by }: UnitAsker) => ({ by, at: clock.now() })

  async function planImport(asker: UnitAsker, { text, file, from = today(), whole }: ImportWish) {
    const held = await readUnitRecords(records)
    requireRoot(asker.scope, held, today())
    const read = readUnitCsv(text, file)
    if (!read.ok) return { held, from, plan: read }
    return { held, from, plan: importUnits(held.units, read.value, { from, whole, file }, hand(asker)) }
  }
  async function view(scope: Scope, day = today()): Promise<UnitView> {
    const held = await readUnitRecords(records)
    const tree = unitTree(unitsOn(held.units.values(), day))
    const sees = (id: string) => tree.get(id) !== undefined && inScope(scope, tree.lineage(id))
    return { day, tree, records: [...held.units.values()].filter(({ id }) => sees(id)), sees }
  }

  return {
    today,
    view,
    async preview(asker, change) {
      const held = await readUnitRecords(records)
      requireRoot(asker.scope, held, today())
      const result = applyChange(held.units, change, hand(asker))
      return result.ok ? ok(result.value.map(({ id }) => id)) : fail(result.error)
    },
    async change(asker, change) {
      const held = await readUnitRecords(records)
      requireRoot(asker.scope, held, today())
      const result = applyChange(held.units, change, hand(asker))
      if (!result.ok) throw refusal(result.error)
      const ids = result.value.map(({ id }) => id)
      const target = `${unitKind}/${'id' in change ? change.id : change.act === 'create' ? change.unit.id : ids[0]}`
      const details = { from: change.from, units: ids }
      await writeUnits(
        records,
        held,
        result.value,
        { actor: asker.by, action: `unit.${change.act}`, target, details },
        today(),
      )
      return ids
    },
    async putContacts(asker, id, contacts, steps) {
      const held = await readUnitRecords(records)
      const tree = unitTree(unitsOn(held.units.values(), today()))
      const before = held.units.get(id)
      if (before === undefined || !inScope(asker.scope, tree.lineage(id))) throw noSuchUnit()
      if (before.history.length !== steps) {
        throw new CodedError('conflict', 'someone changed this unit since it was shown', { hint: 'look at it again' })
      }
      const draft = new UnitDraft(held.units, hand(asker))
      draft.contacts(id, contacts, 'contacts')
      const result = draft.finish(today())
      if (!result.ok) throw refusal(result.error)
      const entry = {
        actor: asker.by,
        action: 'unit.contacts',
        target: `${unitKind}/${id}`,
        details: { contacts: contacts.length },
      }
      await writeUnits(records, held, result.value, entry, today())
    },
    previewImport: async (asker, wish) => (await planImport(asker, wish)).plan,
    async importCsv(asker, wish) {
      const { held, from, plan } = await planImport(asker, wish)
      if (!plan.ok) throw importRefusal(plan.error)
      const { changed, created, altered, absent } = plan.value
      if (changed.length === 0) return plan.value
      const details = { from, created: created.length, altered: altered.length, ended: wish.whole ? absent.length : 0 }
      const entry = { actor: asker.by, action: 'unit.import', target: `${unitTreeKind}/tree`, details }
      await writeUnits(records, held, changed, entry, today())
      return plan.value
    },
    async exportCsv(scope) {
      const seen = await view(scope)
      return writeUnitCsv(seen.records, seen.day)
    },
  }
}

export const noSuchUnit = () => new CodedError('not-found', 'there is no such unit')

/**
 * The tree decides who sees what: moving or merging a unit, or giving it a network, shows one people's events to others. So
 * it is changed by who reaches all of it.
 */
function requireRoot(scope: Scope, held: HeldUnits, day: string): void {
  const { root } = unitTree(unitsOn(held.units.values(), day))
  if (inScope(scope, [root])) return
  throw new CodedError('not-allowed', 'the tree of units is changed by who leads the whole installation', {
    hint: 'contacts of your own unit you can change yourself',
    ...told('units-lead-only'),
  })
}

/** The refusal of a file of which something is wrong: all of it. */
export const importRefusal = (problems: readonly Problem[]) =>
  new CodedError('bad-request', problems.map(problemText).join('\n'), {
    problems: problems.map(({ code, line, params }) => ({
      code,
      params: { ...params, ...(line !== undefined && { line: String(line) }) },
    })),
  })

const refusal = (problems: readonly UnitProblem[]) =>
  new CodedError(
    'bad-request',
    problems.map(({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`)).join('\n'),
    { hint: `/${problems[0]?.field ?? ''}`, problems },
  )
