import type { Scope } from '../../access/scope.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { ColumnBuilder } from '../record-columns.ts'
import { RecordCounts } from '../record-counts.ts'
import type { ColumnsOf, RecordColumns, RecordTally, TallyOf } from '../store.ts'
import type { Connection } from './connection.ts'
import { eachRecord } from './record-rows.ts'

/** How many of the records that the scope lets through and for which `where` holds have each combination of values. */
export function tallyRecords(
  connection: Connection,
  scope: Scope,
  kind: string,
  where: Predicate,
  of: TallyOf,
): readonly RecordTally[] {
  const counts = new RecordCounts(of)
  const numbers = [
    ...(of.steps === undefined ? [] : [of.steps.field]),
    ...(of.highest === undefined ? [] : [of.highest]),
  ]
  eachRecord(connection, scope, kind, where, { texts: of.by, numbers }, (values) => counts.add(values))
  return counts.all()
}

/** Values of the records that the scope lets through and for which `where` holds. */
export function recordColumns(
  connection: Connection,
  scope: Scope,
  kind: string,
  where: Predicate,
  of: ColumnsOf,
  most: number,
): RecordColumns {
  const columns = new ColumnBuilder(of, most)
  eachRecord(connection, scope, kind, where, of, (values) => columns.add(values))
  return columns.columns()
}
