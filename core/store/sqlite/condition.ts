import type { SQLInputValue } from 'node:sqlite'
import { type Scope, scopePredicate, unitIdsField } from '../../access/scope.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import type { Column, SqliteTable } from '../../predicate/sqlite-table.ts'
import { toSqlite, toSqliteText } from '../../predicate/to-sqlite.ts'
import { facetColumns } from '../facet-columns.ts'
import { listedLayout } from './listed-rows.ts'

/** A condition for a `where` clause, with the values of its placeholders. */
export interface Condition {
  readonly sql: string
  readonly params: readonly SQLInputValue[]
}

const unitIds = { [unitIdsField]: { column: 'unit_ids', kind: 'list' } } as const

/** Every table that is read under a scope; all of them carry the lineage of the owning unit in `unit_ids`. */
const tables = {
  event: {
    documentColumn: 'document',
    irregularColumn: 'irregular',
    columns: {
      ...unitIds,
      'event.id': { column: 'id', kind: 'text' },
      'event.severity': { column: 'severity', kind: 'number' },
      'vonggac.unit.id': { column: 'unit', kind: 'text' },
      ...Object.fromEntries(Object.entries(facetColumns).map(([field, column]) => [field, { column, kind: 'text' }])),
    },
  },
  record: { documentColumn: 'document', irregularColumn: 'irregular', columns: unitIds },
  listed: { ...listedLayout, columns: { ...listedLayout.columns, ...unitIds } },
  match: { documentColumn: `'{}'`, columns: unitIds },
  audit: { documentColumn: `'{}'`, columns: unitIds },
} as const satisfies Record<string, SqliteTable>

/** The column of an event that holds the field, unless only the document does. */
export function eventColumn(field: string): Column | undefined {
  const columns: Readonly<Record<string, Column>> = tables.event.columns
  return Object.hasOwn(columns, field) ? columns[field] : undefined
}

/** A statement that finds events in a file of events, to be read and run by a person, and the functions that it calls. */
export function eventStatement(where: Predicate): { readonly sql: string; readonly functions: readonly string[] } {
  const { sql, functions } = toSqliteText(where, tables.event)
  return { sql: `select id, ts, document from event where ${sql} order by ts, id`, functions }
}

/** What `visible` asks, as one predicate: for reads that judge rows without SQL. */
export function visiblePredicate(scope: Scope, where: Predicate): Predicate {
  return { kind: 'all', of: [scopePredicate(scope), where] }
}

/**
 * The one place where a read meets its scope: the rows that the scope lets through and for which `where` holds.
 * Folded apart, since a condition too large for SQL is judged on the document, and the scope lies beside it.
 */
export function visible(scope: Scope, table: keyof typeof tables, where: Predicate = { kind: 'true' }): Condition {
  const allowed = toSqlite(scopePredicate(scope), tables[table])
  const asked = toSqlite(where, tables[table])
  return { sql: `(${allowed.sql} and ${asked.sql})`, params: [...allowed.params, ...asked.params] }
}
