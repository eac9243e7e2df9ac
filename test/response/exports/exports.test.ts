import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor, Grant } from '../../../core/access/actor.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import type { EventDocument } from '../../../core/event/event.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { parseCsv } from '../../../core/lib/csv.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { createExports, type ExportFile } from '../../../response/exports/exports.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { windowed } from '../../../roles/windowed.ts'
import { eachStore } from '../../support/each-store.ts'
import { eventually } from '../../support/platform.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'

const noon = Date.parse('2026-11-23T05:00:00Z')
const clock = manualClock(noon + 3_600_000)
const units = unitTree(sampleUnits)
const all = { from: 0, to: noon + 86_400_000, where: { kind: 'true' } } as const
const who = (...grants: Grant[]): Actor => ({ id: 'truc', name: 'Trực', grants })
const analyst = who({ role: 'analyst', unit: 'tinh' })
const isNotAllowed = (error: unknown) => error instanceof CodedError && error.code === 'not-allowed'

const exportsOf = (store: Store, most?: number) =>
  createExports({
    ...windowed(store),
    units,
    clock,
    timeZone: 'Asia/Ho_Chi_Minh',
    ...(most === undefined ? {} : { most }),
  })

async function textOf({ body }: ExportFile): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString()
}

/** So many events, a second apart, in turns of two units. */
async function storeEvents(store: Store, many: number): Promise<void> {
  const partition = { class: '12m', day: '2026-11-23' }
  for (let from = 0; from < many; from += 500) {
    const stored = Array.from({ length: Math.min(500, many - from) }, (_, at) => {
      const n = from + at
      const unit = n % 2 === 0 ? 'so-tc' : 'so-yt'
      const id = `20261123-${String(n).padStart(6, '0')}`
      const document: EventDocument = {
        '@timestamp': new Date(noon + n * 1_000).toISOString(),
        event: { id, dataset: 'test', original: `=line ${n}` },
        host: { name: `host-${unit}` },
        vonggac: { unit: { id: unit, ids: units.lineage(unit) } },
      }
      return { id, partition, placedByReceipt: false, document }
    })
    await store.events.append(stored, [])
  }
}

const auditOf = async (store: Store) =>
  (await store.audit.list(systemScope, { limit: 10 })).map(({ action, details }) => ({ action, details }))

for (const kind of await eachStore(clock)) {
  test(`events on ${kind.name}: all of the scope once, newest first, told in the audit log`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    await storeEvents(store, 2_300)
    const exports = exportsOf(store)
    const ask = {
      query: all,
      words: { query: 'host.name: *' },
      format: 'csv',
      columns: ['@timestamp', 'event.id', 'message'],
    } as const
    assert.deepEqual(await exports.planEvents(analyst, all), {
      rows: { value: 2_300, relation: 'eq' },
      most: 1_000_000,
    })
    const file = await exports.events(analyst, ask)
    assert.match(file.name, /^vong-gac-events-20261123-1300\.csv$/)
    const rows = parseCsv(await textOf(file)).rows.map(({ cells }) => cells)
    assert.deepEqual(rows[0], ['timestamp (Asia/Ho_Chi_Minh)', 'event.id', 'message'])
    assert.deepEqual(rows[1], ['2026-11-23T12:38:19.000+07:00', '20261123-002299', "'=line 2299"])
    assert.equal(new Set(rows.slice(1).map(([, id]) => id)).size, 2_300)
    const [end, begun] = await auditOf(store)
    assert.deepEqual(end, {
      action: 'export.end',
      details: { of: 'events', format: 'csv', state: 'done', rows: 2_300 },
    })
    assert.equal(begun?.action, 'export.begin')
    assert.deepEqual(begun?.details['query'], 'host.name: *')
    assert.deepEqual(begun?.details['scope'], ['tinh'])

    const own = await textOf(
      await exports.events(who({ role: 'analyst', unit: 'so-yt' }), { ...ask, format: 'ndjson' }),
    )
    const documents = own
      .trimEnd()
      .split('\n')
      .map((line): EventDocument => JSON.parse(line))
    assert.equal(documents.length, 1_150)
    assert.ok(documents.every(({ host }) => JSON.stringify(host) === '{"name":"host-so-yt"}'))

    // An auditor carries off what lies in his window, and it is counted so.
    const reads = { from: noon, to: noon + 100_000 }
    const auditor = who({ role: 'auditor', unit: 'tinh', reads })
    assert.equal((await exports.planEvents(auditor, all)).rows.value, 100)
    assert.equal(parseCsv(await textOf(await exports.events(auditor, ask))).rows.length, 101)
  })

  test(`asked for at the same moment and never read, on ${kind.name}`, { skip: kind.skip }, async (t) => {
    const store = await kind.open(t)
    await storeEvents(store, 10)
    const exports = exportsOf(store)
    const ask = { query: all, words: {}, format: 'ndjson', columns: [] } as const
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => exports.events(analyst, ask)))
    const files = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    assert.equal(files.length, 2)
    for (const one of asked) if (one.status === 'rejected') assert.equal(one.reason.code, 'store-busy')

    // Whoever has gone before the first byte leaves his places; stopping twice leaves no more than one.
    for (const file of files) for (const _ of [1, 2]) file.stop()
    const ends = await eventually('both have ended', async () => {
      const rows = (await auditOf(store)).filter(({ action }) => action === 'export.end')
      return rows.length === 2 && rows
    })
    assert.deepEqual(
      ends.map(({ details }) => [details['state'], details['rows']]),
      [
        ['cut off', 0],
        ['cut off', 0],
      ],
    )
    const again = await Promise.allSettled(Array.from({ length: 5 }, () => exports.events(analyst, ask)))
    assert.equal(again.filter(({ status }) => status === 'fulfilled').length, 2)
  })

  test(`cut off, cut short and refused on ${kind.name}`, { skip: kind.skip }, async (t) => {
    const store = await kind.open(t)
    await storeEvents(store, 2_300)
    const ask = { query: all, words: {}, format: 'ndjson', columns: [] } as const
    for await (const _ of (await exportsOf(store).events(analyst, ask)).body) break
    const [end] = await auditOf(store)
    assert.equal(end?.details['state'], 'cut off')
    assert.ok(Number(end?.details['rows']) < 2_300)

    const few = exportsOf(store, 1_500)
    assert.deepEqual(await few.planEvents(analyst, all), { rows: { value: 2_300, relation: 'eq' }, most: 1_500 })
    const file = await few.events(analyst, ask)
    assert.match(file.name, /-first-1500\.ndjson$/)
    assert.equal((await textOf(file)).trimEnd().split('\n').length, 1_500)

    // Who reads without the right to export, and who exports where he does not read.
    const exports = exportsOf(store)
    await assert.rejects(exports.events(who({ role: 'service-account', unit: 'tinh' }), ask), isNotAllowed)
    await assert.rejects(
      exports.planEvents(who({ role: 'analyst', unit: 'tinh', only: ['data.export'] }), all),
      isNotAllowed,
    )
    const split = who({ role: 'service-account', unit: 'tinh' }, { role: 'analyst', unit: 'so-tc' })
    assert.equal((await exports.planEvents(split, all)).rows.value, 1_150)
  })

  test(`alerts on ${kind.name}: each once, also while they are closed and counted meanwhile`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    const rule = { id: 'r', title: { vi: 'Luật', en: 'Rule' } }
    // Thousands of one moment, as a burst makes them.
    const at = (n: number) => (n < 1_800 ? noon : noon - n * 1_000)
    await storeAlerts(store.records, 2_500, (n) =>
      untouchedAlert(n, at(n), 'high', { id: `a${n}`, rule, unit: 'so-tc', host: '=host' }),
    )
    const exports = exportsOf(store)
    const filter = { from: 0, to: noon + 86_400_000, status: ['new'] } as const
    const file = await exports.alerts(analyst, { filter, format: 'ndjson', columns: [], language: 'vi' })
    let text = ''
    for await (const piece of file.body) {
      // After the first piece one is closed, and one of the last gains a match.
      if (text === '') {
        for (const [id, change] of [
          ['a5', { status: 'closed' }],
          ['a2499', { last: noon + 5_000 }],
        ] as const) {
          const found = await store.records.get<Alert>(systemScope, alertKind, id)
          assert.ok(found)
          const write = { kind: alertKind, id, unitIds: found.unitIds, expect: found.version }
          await store.records.write([{ ...write, document: { ...found.document, ...change } }])
        }
      }
      text += piece
    }
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line): string => JSON.parse(line).id)
    assert.equal(ids.length, new Set(ids).size)
    assert.ok(ids.includes('a2499'))
    assert.ok(ids.length >= 2_499)
    assert.ok(!/"(key|rank|latestEventId|window)"/.test(text))

    const english = await exports.alerts(analyst, {
      filter: { ...filter, host: ['=host'] },
      format: 'csv',
      columns: ['host', 'last', 'status'],
      language: 'en',
    })
    const [heads, first] = parseCsv(await textOf(english)).rows
    assert.deepEqual(heads?.cells.slice(0, 5), [
      'Host',
      'First seen (Asia/Ho_Chi_Minh)',
      'Last seen (Asia/Ho_Chi_Minh)',
      'Status',
      'Disposition',
    ])
    assert.deepEqual(first?.cells.slice(0, 4), [
      "'=host",
      '2026-11-23T11:18:21.000+07:00',
      '2026-11-23T12:00:05.000+07:00',
      'New',
    ])
  })
}
