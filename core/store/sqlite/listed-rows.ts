import type { DatabaseSync } from 'node:sqlite'
import { compilePath, isIrregular, textOf } from '../../event/path.ts'
import { foldSearch } from '../../lib/fold-text.ts'
import type { SqliteTable } from '../../predicate/sqlite-table.ts'
import { isUnfit, listCell, numberCell, seeDocument, textCell } from '../../predicate/sqlite-table.ts'
import { listedFields, listedKind } from '../listed-fields.ts'
import type { RecordWrite } from '../store.ts'
import type { Connection } from './connection.ts'
import { columnOfUnits, unitsOfColumn } from './unit-list.ts'

const { texts, numbers, lists, words } = listedFields
const textColumns = Object.values(texts)
const numberColumns = Object.values(numbers)
const listColumns = Object.values(lists)
const columns = ['id', 'unit_ids', 'irregular', ...textColumns, ...numberColumns, ...listColumns, 'words']

/** What the commonest questions of the queue are counted by, in the index of its order: no row is opened for them. */
const counted = 'unit_ids, status, incidents, incident_units'

/** The table of narrow rows beside the records of the listed kind: what they are filtered, sorted and counted by. */
export const listedTable = `create table listed (
  id text not null,
  unit_ids text,
  irregular integer not null,
  ${textColumns.map((column) => `${column} text`).join(', ')},
  ${numberColumns.map((column) => `${column} any`).join(', ')},
  ${listColumns.map((column) => `${column} text`).join(', ')},
  words text
) strict;
create unique index listed_id on listed (id);
create index listed_last on listed (last desc, id, ${counted});
create index listed_linked on listed (last desc, id, ${counted}) where incidents is not null;
create index listed_rank on listed (rank desc, id);
create index listed_rule on listed (rule);
create index listed_host on listed (host);
create index listed_user on listed (user_name);
create index listed_source on listed (source);
create index listed_assignee on listed (assignee);
create index listed_hand_off on listed (hand_off);`

const named = (fields: Readonly<Record<string, string>>, kind: 'text' | 'number' | 'list') =>
  Object.fromEntries(Object.entries(fields).map(([field, column]) => [field, { column, kind }]))

/** The narrow rows as a table of predicates; the document itself stands with the record. */
export const listedLayout = {
  documentColumn: `(select document from record where record.kind = '${listedKind}' and record.id = listed.id)`,
  irregularColumn: 'irregular',
  columns: { ...named(texts, 'text'), ...named(numbers, 'number'), ...named(lists, 'list') },
  words: { column: 'words', fields: words },
} as const satisfies SqliteTable

const textPaths = Object.keys(texts).map(compilePath)
const numberPaths = Object.keys(numbers).map(compilePath)
const listPaths = Object.keys(lists).map(compilePath)
const wordPaths = words.map(compilePath)

/** Brings the narrow row of a record up to date within the caller's transaction. */
export function listRow(connection: Connection, { kind, id, document, unitIds }: RecordWrite): void {
  if (kind !== listedKind) return
  if (document === undefined) connection.prepare('delete from listed where id = ?').run(id)
  else connection.prepare(upsert).run(...rowOf(id, columnOfUnits(unitIds), document))
}

const upsert = `insert into listed (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})
  on conflict (id) do update set ${columns
    .slice(1)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`

function rowOf(id: string, unitIds: string | null, document: object): (string | number | null)[] {
  return [
    id,
    unitIds,
    isIrregular(document) ? 1 : 0,
    ...textPaths.map((path) => textCell(path, document)),
    ...numberPaths.map((path) => numberCell(path, document)),
    ...listPaths.map((path) => listCell(path, document)),
    wordsOf(document),
  ]
}

/** The texts that free text is looked for in, folded for searching, a line each. */
function wordsOf(document: object): string {
  const found = wordPaths.flatMap((path) => {
    const values = path.values(document)
    return values === undefined ? [] : (typeof values === 'object' ? values : [values]).map(textOf)
  })
  return found.some(isUnfit) ? seeDocument : [...new Set(found.map(foldSearch))].join('\n')
}

/** Makes the narrow rows of a file that an earlier release wrote. */
export function fillListed(database: DatabaseSync): void {
  const insert = database.prepare(upsert)
  const rows = database.prepare('select id, unit_ids, document from record where kind = ?').iterate(listedKind)
  for (const { id, unit_ids: unitIds, document } of rows) {
    const units = columnOfUnits(unitsOfColumn(unitIds))
    insert.run(...rowOf(String(id), units, JSON.parse(String(document)) as object))
  }
}
