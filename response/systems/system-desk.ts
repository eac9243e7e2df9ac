import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, type Problem } from '../../core/lib/errors.ts'
import { hashId, randomId } from '../../core/lib/ids.ts'
import { localDay } from '../../core/lib/local-day.ts'
import { ok, type Result } from '../../core/lib/result.ts'
import type { AuditEntry, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { frameOn, type RetentionFrame } from '../retention/law.ts'
import { silentSources } from '../sources/silence.ts'
import { listSources } from '../sources/source.ts'
import { importRefusal, type UnitAsker } from '../units/unit-desk.ts'
import { unitsOn } from '../units/unit-record.ts'
import { readUnitRecords } from '../units/unit-records.ts'
import type { SystemProblem } from './check-system.ts'
import { draftEnd, draftSystem, type SystemDraft } from './draft-system.ts'
import { importSystems, newSystemId, type SystemImport } from './import-systems.ts'
import { type StandingParts, type SystemStanding, standingBy } from './standing.ts'
import { type SystemCard, systemCard } from './system-card.ts'
import { readSystemCsv, writeSystemCsv } from './system-csv.ts'
import { type SystemRecord, type SystemState, type SystemWords, systemKind } from './system-record.ts'
import { readSystems } from './system-records.ts'

/** The systems as somebody sees them on a day, with the units of that day and what the law asks for. */
export interface SystemView {
  readonly day: string
  readonly frame: RetentionFrame
  readonly units: UnitTree
  /** Ended ones too. */
  readonly systems: readonly StoredRecord<SystemRecord>[]
  /** True for units within the scope. */
  sees(unit: string): boolean
}

/** What is said of a system from a day on. `version` is the one that was shown. */
export interface SystemChange {
  readonly from: string
  readonly version: number
  readonly words: SystemWords
}

export interface SystemImportWish {
  readonly text: string
  /** Names the file in problems. */
  readonly file: string
  /** First day on which it holds; today when absent. */
  readonly from?: string
}

type Checked<T> = Result<T, readonly SystemProblem[]>

/** The register of information systems. Changes are audited and reject with `not-found`, `not-allowed` or `conflict`. */
export interface SystemDesk {
  today(): string
  view(scope: Scope, day?: string): Promise<SystemView>
  /** What somebody who judges an alert needs to know of a system; undefined when it lies beyond the scope. */
  card(scope: Scope, id: string): Promise<SystemCard | undefined>
  /** Gives how a system stands: whether its logs arrive and are kept long enough, by the sources within the scope. */
  standing(scope: Scope): Promise<(state: SystemState) => SystemStanding>
  /** Makes a system of an owner within the scope; gives its id, or what is wrong. `from` empty: since ever. */
  create(
    asker: UnitAsker,
    system: { readonly code: string; readonly from: string; readonly words: SystemWords },
  ): Promise<Checked<string>>
  change(asker: UnitAsker, id: string, change: SystemChange): Promise<Checked<string>>
  end(asker: UnitAsker, id: string, end: Pick<SystemChange, 'from' | 'version'>): Promise<Checked<string>>
  previewImport(asker: UnitAsker, wish: SystemImportWish): Promise<Result<SystemImport, readonly Problem[]>>
  /** Imports a file, all or nothing; also rejects with `bad-request`. */
  importCsv(asker: UnitAsker, wish: SystemImportWish): Promise<SystemImport>
  /** The systems of today within the scope as comma-separated values. */
  exportCsv(scope: Scope): Promise<string>
}

/** `classOf` is the class in which a source's events are kept, `frames` the periods of law by which they must be. */
export function createSystemDesk(
  records: RecordStore,
  clock: Clock,
  timeZone: string,
  { frames, classOf }: { readonly frames: readonly RetentionFrame[]; readonly classOf: StandingParts['classOf'] },
): SystemDesk {
  const today = () => localDay(clock.now(), timeZone)

  async function view(scope: Scope, day = today()): Promise<SystemView> {
    const [held, systems] = await Promise.all([readUnitRecords(records), readSystems(records, scope)])
    const units = unitTree(unitsOn(held.units.values(), day))
    const sees = (id: string) => units.get(id) !== undefined && inScope(scope, units.lineage(id))
    return { day, frame: frameOn(frames, day), units, systems, sees }
  }

  /** What a change is worked out from. Who changes sees the units of the day on which it begins. */
  async function drafting({ by, scope }: UnitAsker, from: string, act: SystemDraft['act']) {
    const seen = await view(scope, from > today() ? from : today())
    const others = new Map(seen.systems.map(({ id, document }) => [id, document]))
    const draft: SystemDraft = { ...seen, others, today: today(), hand: { by, at: clock.now() }, act }
    return { draft, seen }
  }

  function known(seen: SystemView, id: string, version: number): SystemRecord {
    const found = seen.systems.find((one) => one.id === id)
    if (found === undefined) throw noSuchSystem()
    if (found.version !== version) throw changed()
    return found.document
  }

  async function write(
    seen: SystemView,
    systems: readonly SystemRecord[],
    entry: Omit<AuditEntry, 'unitIds'>,
  ): Promise<void> {
    const versions = new Map(seen.systems.map(({ id, version }) => [id, version]))
    const idsOf = (system: SystemRecord) => seen.units.lineage(system.states.at(-1)?.owner ?? '')
    const writes = systems.map((system) => ({
      kind: systemKind,
      id: system.id,
      document: system,
      unitIds: idsOf(system),
      expect: versions.get(system.id) ?? ('absent' as const),
    }))
    const [first] = systems
    const unitIds = systems.length === 1 && first !== undefined ? idsOf(first) : commonIds(systems.map(idsOf))
    if (!(await records.write(writes, [{ ...entry, unitIds }])).ok) throw changed()
  }

  async function plan(asker: UnitAsker, { text, file, from = today() }: SystemImportWish) {
    const { draft, seen } = await drafting(asker, from, 'import')
    const read = readSystemCsv(text, file, seen.units)
    return { from, seen, plan: read.ok ? importSystems(draft, read.value, from, file) : read }
  }

  return {
    today,
    view,
    card: (scope, id) => systemCard(records, scope, id, today()),
    async standing(scope) {
      const [sources, silent] = await Promise.all([listSources(records, scope), silentSources(records)])
      return standingBy({ frame: frameOn(frames, today()), sources, silent, classOf })
    },
    async create(asker, { code, from, words }) {
      const { draft, seen } = await drafting(asker, from, 'create')
      // What an id would be may be another's that lies beyond what is seen, since its owner changed.
      for (const id of [newSystemId(words.owner, code), hashId('it-system', randomId())]) {
        const result = draftSystem(draft, { id, code }, from, words)
        if (!result.ok) return result
        const entry = { actor: asker.by, action: 'it-system.create', target: `${systemKind}/${id}` }
        try {
          await write(seen, [result.value], { ...entry, details: { code, name: words.name, level: words.level, from } })
          return ok(id)
        } catch (error) {
          const taken = error instanceof CodedError && error.code === 'conflict'
          if (!taken || (await records.get(asker.scope, systemKind, id)) !== undefined) throw error
        }
      }
      throw changed()
    },
    async change(asker, id, { from, version, words }) {
      const { draft, seen } = await drafting(asker, from, 'change')
      const before = known(seen, id, version)
      const result = draftSystem(draft, before, from, words)
      if (!result.ok) return result
      const fields = [...(result.value.history.at(-1)?.fields ?? [])]
      const was = before.states.at(-1)?.level ?? null
      const details = { code: before.code, from, fields, ...(was !== words.level && { level: words.level, was }) }
      const entry = { actor: asker.by, action: 'it-system.change', target: `${systemKind}/${id}`, details }
      await write(seen, [result.value], entry)
      return ok(id)
    },
    async end(asker, id, { from, version }) {
      const { draft, seen } = await drafting(asker, from, 'end')
      const result = draftEnd(draft, known(seen, id, version), from)
      if (!result.ok) return result
      const { code } = result.value
      const entry = { actor: asker.by, action: 'it-system.end', target: `${systemKind}/${id}` }
      await write(seen, [result.value], { ...entry, details: { code, from } })
      return ok(id)
    },
    previewImport: async (asker, wish) => (await plan(asker, wish)).plan,
    async importCsv(asker, wish) {
      const { from, seen, plan: result } = await plan(asker, wish)
      if (!result.ok) throw importRefusal(result.error)
      const { changed: systems, created, altered } = result.value
      if (systems.length === 0) return result.value
      const details = { from, created: created.length, altered: altered.length }
      await write(seen, systems, { actor: asker.by, action: 'it-system.import', target: `${systemKind}/*`, details })
      return result.value
    },
    async exportCsv(scope) {
      const { day, systems, sees } = await view(scope)
      return writeSystemCsv(
        systems.map(({ document }) => document),
        day,
        sees,
      )
    },
  }
}

export const noSuchSystem = () => new CodedError('not-found', 'there is no such information system')

const changed = () =>
  new CodedError('conflict', 'someone changed this system since it was shown', { hint: 'look at it again' })

/** The units that stand above all of them: an audit row about several is seen by who sees them all. */
const commonIds = (lineages: readonly (readonly string[])[]): readonly string[] =>
  (lineages[0] ?? []).filter((id) => lineages.every((lineage) => lineage.includes(id)))
