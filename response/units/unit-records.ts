import { systemScope } from '../../core/access/scope.ts'
import type { Unit } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { Json } from '../../core/lib/json.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type UnitRecord, unitKind, unitsOn, unitTreeKind } from './unit-record.ts'

/** The units as they are kept, with the versions that a change of them expects. */
export interface HeldUnits {
  readonly units: ReadonlyMap<string, UnitRecord>
  readonly versions: ReadonlyMap<string, number>
  /** Version of the record that every change of the tree writes; undefined before there are units. */
  readonly tree: number | undefined
}

const treeId = 'tree'
const pageSize = 1000

/** All units, ended ones too. */
export async function readUnitRecords(records: Pick<RecordStore, 'get' | 'list'>): Promise<HeldUnits> {
  const tree = await records.get(systemScope, unitTreeKind, treeId)
  const units = new Map<string, UnitRecord>()
  const versions = new Map<string, number>()
  for (let offset = 0; ; offset += pageSize) {
    const page = await records.list<UnitRecord>(systemScope, unitKind, {
      where: { kind: 'true' },
      limit: pageSize,
      offset,
    })
    for (const { id, document, version } of page.rows) {
      units.set(id, document)
      versions.set(id, version)
    }
    if (page.rows.length < pageSize) return { units, versions, tree: tree?.version }
  }
}

/** Who made a change and what the audit log says of it. */
export interface UnitEntry {
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly details: { readonly [key: string]: Json }
}

/** Writes changed units, all or none. Rejects with `conflict` when somebody changed the tree since `held` was read. */
export async function writeUnits(
  records: RecordStore,
  held: HeldUnits,
  changed: readonly UnitRecord[],
  entry: UnitEntry,
  day: string,
): Promise<void> {
  const all = new Map([...held.units, ...changed.map((unit) => [unit.id, unit] as const)])
  const tree = unitTree(unitsOn(all.values(), day))
  const lineageOf = (id: string) => (tree.lineage(id).length > 0 ? tree.lineage(id) : [tree.root])
  const written = await records.write(
    [
      { kind: unitTreeKind, id: treeId, document: {}, unitIds: [tree.root], expect: held.tree ?? 'absent' },
      ...changed.map((unit) => ({
        kind: unitKind,
        id: unit.id,
        document: unit,
        unitIds: lineageOf(unit.id),
        expect: held.versions.get(unit.id) ?? ('absent' as const),
      })),
    ],
    [{ ...entry, unitIds: changed.length === 1 ? lineageOf(changed[0]?.id ?? '') : [tree.root] }],
  )
  if (!written.ok) {
    throw new CodedError('conflict', 'someone changed the units since they were shown', { hint: 'look at them again' })
  }
}

/** The units of the installation; at the first start those of its configuration become records. */
export async function unitsFrom(
  records: RecordStore,
  configured: () => readonly Unit[],
  clock: Clock,
): Promise<HeldUnits> {
  const held = await readUnitRecords(records)
  if (held.tree !== undefined) return held
  const step = { at: clock.now(), by: 'platform', act: 'migrate', from: null, others: [] } as const
  const units = configured().map(
    ({ id, name, kind, parent = null, networks = [], domains = [], hosts = [], collectors = [] }): UnitRecord => ({
      id,
      states: [{ from: '', name, kind, parent, networks, domains, hosts, collectors }],
      ended: null,
      predecessors: [],
      successors: [],
      contacts: [],
      history: [step],
    }),
  )
  const entry = {
    actor: 'platform',
    action: 'unit.migrate',
    target: `${unitTreeKind}/${treeId}`,
    details: { units: units.length },
  }
  await writeUnits(records, held, units, entry, '').catch((error: unknown) => {
    // Another process at its first start wrote them.
    if (!(error instanceof CodedError && error.code === 'conflict')) throw error
  })
  return readUnitRecords(records)
}
