import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventDocument } from '../../../core/event/event.ts'
import { eventColumns, pushEventRow } from '../../../core/store/sqlite/event-columns.ts'
import { event, start } from './fixtures.ts'

function rowOf(document: EventDocument): Record<string, string | number | null | undefined> {
  const row: (string | number | null)[] = []
  pushEventRow(row, { ...event('a', start), document })
  assert.equal(row.length, eventColumns.length)
  return Object.fromEntries(eventColumns.map((column, i) => [column, row[i]]))
}

const plain = event('a', start, { units: ['xa-1', 'tinh'] }).document

test('the row carries id, time, unit and lineage', () => {
  const { id, ts, unit, unit_ids } = rowOf(plain)
  assert.deepEqual([id, ts, unit, unit_ids], ['a', start, 'xa-1', '|xa-1|tinh|'])
  const nobody = rowOf(event('a', start).document)
  assert.deepEqual([nobody.unit, nobody.unit_ids], [null, null])
})

test('each of the ten facets has a column with its text, and severity one with its number', () => {
  const row = rowOf({
    '@timestamp': plain['@timestamp'],
    event: { id: 'a', dataset: 'd', action: 'a', outcome: 'success', kind: 'event', severity: 7 },
    host: { name: 'h' },
    user: { name: 'u' },
    source: { ip: '1.2.3.4' },
    destination: { ip: '::1' },
    process: { name: 'sshd' },
    vonggac: { source: { id: 's' } },
  })
  const { dataset, action, outcome, kind, host, user, source_ip, destination_ip, process, source, severity } = row
  assert.deepEqual(
    [dataset, action, outcome, kind, host, user, source_ip, destination_ip, process, source, severity],
    ['d', 'a', 'success', 'event', 'h', 'u', '1.2.3.4', '::1', 'sshd', 's', 7],
  )
})

test('an event without a readable time is kept under its receipt, then under its day', () => {
  const unreadable = { ...plain, '@timestamp': 'x' }
  assert.equal(rowOf(unreadable).ts, start)
  assert.equal(rowOf({ ...unreadable, event: { ingested: new Date(start + 5).toISOString() } }).ts, start + 5)
  assert.equal(rowOf({ ...unreadable, event: {} }).ts, start)
})
