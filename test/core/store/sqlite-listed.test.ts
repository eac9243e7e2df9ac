import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { systemScope, type UnitScope } from '../../../core/access/scope.ts'
import { compilePath } from '../../../core/event/path.ts'
import { all, compare, contains, equals, everything } from '../../../core/predicate/build.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { ColumnBuilder } from '../../../core/store/record-columns.ts'
import { RecordCounts } from '../../../core/store/record-counts.ts'
import { visible } from '../../../core/store/sqlite/condition.ts'
import { Connection } from '../../../core/store/sqlite/connection.ts'
import { openRecords, openRecordsReader } from '../../../core/store/sqlite/open.ts'
import { recordSchema } from '../../../core/store/sqlite/record-schema.ts'
import { openRecordReads } from '../../../core/store/sqlite/record-store.ts'
import type { ColumnsOf, RecordStore, TallyOf } from '../../../core/store/store.ts'
import { ValueCounts } from '../../../core/store/value-counts.ts'
import { alertPredicate } from '../../../response/alerts/queue.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'

function opened(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-test-'))
  const directory = join(folder, 'store')
  const writer = openRecords({ directory, secretsDirectory: join(folder, 'secrets') })
  const reader = openRecordsReader({ directory })
  t.after(async () => {
    await reader.close()
    await writer.close()
    rmSync(folder, { recursive: true })
  })
  return { directory, writer: writer.records, reader: reader.records }
}

const facetFields = ['status', 'host', 'assignee.id', 'disposition']
const tallyOf: TallyOf = { by: ['host', 'unit'], steps: { field: 'last', width: 10 }, highest: 'count' }
const columnsOf: ColumnsOf = { texts: ['host', 'unit', 'disposition'], numbers: ['last', 'closed.at'] }
const sortedJson = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort()
const rowsOf = ({ rows, texts, numbers }: Awaited<ReturnType<RecordStore['columns']>>) =>
  Array.from({ length: rows }, (_, row) => [
    ...texts.map(({ values, of }) => values[of[row] ?? -1] ?? null),
    ...numbers.map((column) => column[row] ?? null),
  ])

/** The same, reckoned from the documents that the list shows. */
async function plainly(reads: Pick<RecordStore, 'list'>, scope: UnitScope, where: Predicate) {
  const { rows } = await reads.list<object>(scope, 'alert', { where, limit: 1_000 })
  const facets = facetFields.map((field) => {
    const counts = new ValueCounts(field)
    for (const { document } of rows) counts.addValues(compilePath(field).values(document))
    return counts.facet(10, false)
  })
  const cells = (document: object, fields: readonly string[]) =>
    fields.map((field) => compilePath(field).values(document))
  const tally = new RecordCounts(tallyOf)
  const columns = new ColumnBuilder(columnsOf, 1_000)
  for (const { document } of rows) {
    tally.add(cells(document, [...tallyOf.by, 'last', 'count']))
    columns.add(cells(document, [...columnsOf.texts, ...columnsOf.numbers]))
  }
  return { facets, tally: sortedJson(tally.all()), columns: sortedJson(rowsOf(columns.columns())) }
}

const host = fc.constantFrom('máy-1', 'máy-2', null, 7, ['a', 'b'], '\u0001 lạ', 'a\u0000b', '')
const document = fc.record({
  status: fc.constantFrom('new', 'closed'),
  host,
  unit: fc.constantFrom('xa-1', 'xa-2', null),
  disposition: fc.constantFrom(null, 'benign', 'false-positive'),
  assignee: fc.constantFrom(null, { id: 'u1' }, { id: 'u2' }),
  last: fc.integer({ min: 0, max: 60 }),
  count: fc.constantFrom(1, 2, 3, null, [4, 5]),
  closed: fc.constantFrom(null, { at: 5 }),
})
const change = fc.record({
  id: fc.constantFrom(...Array.from({ length: 12 }, (_, n) => `a${n}`)),
  document: fc.option(document, { nil: undefined, freq: 5 }),
  units: fc.constantFrom(['xa-1', 'tinh'], ['xa-2', 'tinh'], []),
  // Whether those who read ask before the next change.
  asked: fc.boolean(),
})
const scopes: readonly UnitScope[] = [
  { kind: 'units', units: ['tinh'], unattributed: true },
  { kind: 'units', units: ['xa-1'], unattributed: false },
  { kind: 'units', units: [], unattributed: true },
]
const questions = [
  everything,
  all(equals('status', 'new', 'none'), compare('last', 'gte', 20)),
  contains('host', 'm', 'search'),
]

test('what is counted equals what the documents say, after every kind of change by another connection', async (t) => {
  const { writer, reader } = opened(t)
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 25 }), async (changes) => {
      for (const { id, document, units, asked } of changes) {
        await writer.write([{ kind: 'alert', id, document, unitIds: units, expect: 'any' }])
        if (!asked) continue
        for (const scope of scopes)
          for (const where of questions) {
            const plain = await plainly(writer, scope, where)
            assert.deepEqual(await reader.facets(scope, 'alert', where, facetFields, 10), plain.facets)
            assert.deepEqual(sortedJson(await reader.tally(scope, 'alert', where, tallyOf)), plain.tally)
            const columns = await reader.columns(scope, 'alert', where, columnsOf, 1_000)
            assert.deepEqual(sortedJson(rowsOf(columns)), plain.columns)
          }
      }
    }),
    { numRuns: 15 },
  )
})

test('values that a scope does not reach are not among those of its columns', async (t) => {
  const { writer, reader } = opened(t)
  const alertOf = (n: number) =>
    untouchedAlert(n, n, 'low', {
      id: `a${n}`,
      rule: { id: 'r', title: { vi: '', en: '' } },
      unit: `xa-${n}`,
      host: `canary-${n}`,
    })
  await storeAlerts(writer, 3, alertOf)
  const of = { texts: ['host', 'unit'], numbers: [] }
  const columns = await reader.columns(
    { kind: 'units', units: ['xa-1'], unattributed: false },
    'alert',
    everything,
    of,
    10,
  )
  assert.deepEqual(
    columns.texts.map(({ values }) => values),
    [['canary-1'], ['xa-1']],
  )
})

/** A reader that keeps note of what it asks SQLite. */
class NotingConnection extends Connection {
  readonly asked: string[] = []
  override prepare(sql: string): ReturnType<Connection['prepare']> {
    this.asked.push(sql)
    return super.prepare(sql)
  }
}

test('counting again reads the numbers of the rows alone, and after a change the row that changed', async (t) => {
  const { directory, writer } = opened(t)
  await storeAlerts(writer, 50, (n) =>
    untouchedAlert(n, n, 'low', {
      id: `a${n}`,
      rule: { id: 'r', title: { vi: '', en: '' } },
      unit: 'xa-1',
      host: `máy-${n % 3}`,
    }),
  )
  const connection = new NotingConnection(join(directory, 'records.db'), recordSchema, 'read')
  t.after(() => connection.close())
  const reads = openRecordReads(connection)
  const count = async () => {
    connection.asked.length = 0
    const [facet] = await reads.facets(systemScope, 'alert', everything, ['host', 'status'], 10)
    return { facet, readings: connection.asked.filter((sql) => /select rowid, /.test(sql)) }
  }
  assert.equal((await count()).readings.length, 1)
  assert.deepEqual((await count()).readings, [])
  const one = await reads.get<object>(systemScope, 'alert', 'a0')
  await writer.write([
    {
      kind: 'alert',
      id: 'a0',
      document: { ...one?.document, host: 'máy-9' },
      unitIds: ['xa-1', 'tinh'],
      expect: 'any',
    },
  ])
  const { facet, readings } = await count()
  assert.deepEqual(
    facet?.values.map(({ value, count }) => [value, count]),
    [
      ['máy-1', 17],
      ['máy-0', 16],
      ['máy-2', 16],
      ['máy-9', 1],
    ],
  )
  assert.match(readings.join(), /where id = \?$/)
})

test('the queue of a range and its counts by unit, status and incident are found in an index, no row of them opened', (t) => {
  const { directory } = opened(t)
  const connection = new Connection(join(directory, 'records.db'), recordSchema, 'read')
  t.after(() => connection.close())
  const range = { from: 0, to: 1_000 }
  for (const filter of [range, { ...range, status: ['new', 'acknowledged'] as const }]) {
    const { sql, params } = visible(
      { kind: 'units', units: ['tinh'], unattributed: true },
      'listed',
      alertPredicate(filter),
    )
    for (const what of ['group_concat(rowid)', 'count(*)']) {
      const plan = connection.prepare(`explain query plan select ${what} from listed where ${sql}`).all(...params)
      const rows = plan.map(({ detail }) => String(detail)).filter((detail) => /^(SEARCH|SCAN) listed/.test(detail))
      assert.notEqual(rows.length, 0)
      for (const detail of rows) assert.match(detail, /^SEARCH listed USING COVERING INDEX listed_last/)
    }
  }
})
