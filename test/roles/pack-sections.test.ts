import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitTree } from '../../core/access/unit-tree.ts'
import { loadConfig } from '../../core/config/load.ts'
import { recordSources } from '../../response/sources/source.ts'
import { sampleUnits } from '../../response/units/sample-units.ts'
import { packSections } from '../../roles/pack-sections.ts'
import { retentionOf } from '../../roles/retention.ts'
import { sourceState } from '../support/source-state.ts'
import { askerOf, lead, systemDesk, systemWords } from '../support/system-desk.ts'
import { temporaryStore } from '../support/temporary-store.ts'

test('the pack tells which systems are kept too short, and which of their sources do not arrive', async (t) => {
  const { desk, store, clock } = await systemDesk((at) => temporaryStore(t, at))
  await recordSources(store.records, [sourceState('a', 'web-01', clock.now())])
  const make = async (code: string, words: Parameters<typeof systemWords>[0]) => {
    const made = await desk.create(lead, { code, from: '', words: systemWords({ name: code, ...words }) })
    assert.ok(made.ok)
  }
  await make('HT-1', { level: 3, sources: ['web-01', 'web-02'] })
  await make('HT-2', { level: 3, sources: ['web-01'], logMonths: { months: 24, reason: 'hợp đồng' } })
  await make('HT-3', { level: 2, sources: ['web-03'] })
  await make('HT-4', { level: 1 })
  const config = loadConfig(undefined, {})
  assert.ok(config.ok)
  const sections = packSections(
    store.records,
    unitTree(sampleUnits),
    retentionOf(config.value, clock),
    'Asia/Ho_Chi_Minh',
  )
  const rowsFor = async (scope: typeof lead.scope | ReturnType<typeof askerOf>['scope']) => {
    const tables = await sections({ scope, from: 0, to: clock.now(), asOf: clock.now() })
    const systems = tables.find(({ name }) => name === 'systems')
    const rows = [...((systems?.rows() ?? []) as Iterable<Record<string, unknown>>)]
    for (const row of rows) assert.deepEqual(Object.keys(row), systems?.columns)
    return rows
      .map((row) => [row.code, row.logMonths, row.logMonthsKept, row.logRetention, row.sourcesNeverSeen])
      .sort()
  }
  assert.deepEqual(await rowsFor(lead.scope), [
    ['HT-1', 3, 12, 'enough', ['web-02']],
    ['HT-2', 24, 12, 'short', []],
    ['HT-3', 1, null, 'nothing-arrives', ['web-03']],
    ['HT-4', 0, null, 'no-minimum', []],
  ])
  assert.deepEqual(await rowsFor(askerOf('so-yt').scope), [])
})
