import type { Problem } from '../../core/lib/errors.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import { columnOf, type ImportedUnit } from './unit-csv.ts'
import { type Hand, UnitDraft } from './unit-draft.ts'
import { endedOn, stateOn, type UnitRecord, type UnitState } from './unit-record.ts'

/** What an import comes to. */
export interface ImportPlan {
  readonly changed: readonly UnitRecord[]
  readonly created: readonly string[]
  readonly altered: readonly string[]
  /** Those that are in the tree and not in the file; they end where the whole tree is imported. */
  readonly absent: readonly string[]
}

export interface ImportOptions {
  /** First day on which it holds, yyyy-mm-dd. */
  readonly from: string
  /** The file is the whole tree: what it lacks ends on that day. */
  readonly whole: boolean
  /** Names the file in problems. */
  readonly file: string
}

const fields = ['name', 'kind', 'parent', 'networks', 'domains', 'hosts', 'collectors'] as const

/** Works a file of units into the tree: all of it, or everything that is wrong with it. */
export function importUnits(
  records: ReadonlyMap<string, UnitRecord>,
  units: readonly ImportedUnit[],
  { from, whole, file }: ImportOptions,
  hand: Hand,
): Result<ImportPlan, readonly Problem[]> {
  const draft = new UnitDraft(records, hand)
  const created: string[] = []
  const altered: string[] = []
  for (const unit of units) {
    const { id, name, kind, parent, networks = [], domains = [], hosts = [], collectors = [], contacts } = unit
    const record = records.get(id)
    if (record === undefined) {
      draft.create(from, { id, name, kind, parent, networks, domains, hosts, collectors }, 'import', {
        contacts: contacts ?? [],
      })
      created.push(id)
      continue
    }
    const now = draft.standing(id, from)
    const state = now && stateOn(now, from)
    if (state === undefined) continue
    const patch = differing(unit, state)
    if (Object.keys(patch).length > 0) draft.patch(id, from, patch, 'import')
    const called = contacts !== undefined && JSON.stringify(contacts) !== JSON.stringify(record.contacts)
    if (called) draft.contacts(id, contacts, 'import')
    if (called || Object.keys(patch).length > 0) altered.push(id)
  }
  const named = new Set(units.map(({ id }) => id))
  const absent = [...records.values()]
    .filter((record) => !named.has(record.id) && !endedOn(record, from))
    .map(({ id }) => id)
  if (whole) for (const id of absent) draft.end(id, from, [], 'import')
  const finished = draft.finish(from, true)
  if (finished.ok) return ok({ changed: finished.value, created, altered, absent })
  const lines = new Map(units.map(({ id, line }) => [id, line]))
  const told = finished.error.map(({ unit, other, field, level, code, params, message, hint }): Problem => {
    const line = lines.get(unit) ?? lines.get(other ?? '')
    const column = columnOf(field)
    const text = column === undefined ? message : `${column}: ${message}`
    return {
      code,
      level,
      file,
      ...(line !== undefined && { line }),
      message: text,
      params: { ...params, ...(column !== undefined && { column }) },
      ...(hint !== undefined && { hint }),
    }
  })
  return fail(told.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)))
}

function differing(unit: ImportedUnit, state: UnitState): Partial<Omit<UnitState, 'from'>> {
  const changed = fields.filter(
    (field) => unit[field] !== undefined && JSON.stringify(unit[field]) !== JSON.stringify(state[field]),
  )
  return Object.fromEntries(changed.map((field) => [field, unit[field]]))
}
