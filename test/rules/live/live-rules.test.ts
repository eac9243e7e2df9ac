import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { systemClock as clock } from '../../../core/lib/clock.ts'
import type { Store } from '../../../core/store/store.ts'
import { awaitApplied, writeRuleState } from '../../../rules/live/applied.ts'
import type { Edit } from '../../../rules/live/edit.ts'
import { putList, removeList } from '../../../rules/live/edit-list.ts'
import { putSetting } from '../../../rules/live/edit-setting.ts'
import { changeText, createText, removeText } from '../../../rules/live/edit-text.ts'
import { openLiveRules } from '../../../rules/live/live-rules.ts'
import { askReload } from '../../../rules/live/reload.ts'
import type { RuleSet } from '../../../rules/live/rule-set.ts'
import { readOpenings, writeOpenings } from '../../../rules/live/suppression-records.ts'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { eventually } from '../../support/platform.ts'
import { temporaryElastic } from '../../support/temporary-elastic.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const lead: Actor = { id: 'truc', name: 'Trưởng ca trực', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const everywhere = { kind: 'units', units: ['tinh'], unattributed: true } as const
const idOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const rule = (n: number, value: string) => `title: Rule ${n}
id: ${idOf(n)}
status: test
logsource: { product: linux, service: cron }
detection:
  selection:
    message|contains: ${value}
  condition: selection
level: low
`
const check = { read: () => ({ ids: [], problems: [] }), holderOf: () => undefined }
const unset = { enabled: true, reason: '', level: null, groupBy: null, suppression: null, schedule: null }

/** The live rules of an installation with one folder of files. */
async function world(t: TestContext, records: Store['records']) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-rules-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'one.yml'), rule(1, 'one'))
  const states: RuleSet[] = []
  const live = await openLiveRules({
    paths: [folder],
    records,
    timeZone: 'Asia/Ho_Chi_Minh',
    onRules: (set) => void states.push(set),
    // The store may be closed before the following of it.
    onError: (error, what) => assert.equal(what, 'following', String(error)),
  })
  t.after(() => live.stop())
  const edit: Edit = { records, clock, actor: lead, scope: everywhere }
  const running = (...ids: number[]) =>
    eventually(`rules ${ids.join(', ')} run`, async () => {
      const found = live.current().running.map(({ id }) => id)
      return found.length === ids.length && ids.every((n) => found.includes(idOf(n)))
    })
  return { folder, live, states, edit, running }
}

/** The same on each store. */
function describeLiveRules(name: string, open: (t: TestContext) => Promise<Store>, skip: string | false) {
  test(`${name}: every process follows what is written in the console`, { skip }, async (t) => {
    const { records, audit } = await open(t)
    const { live, edit, running } = await world(t, records)
    await running(1)
    const text = await createText(edit, check, { text: rule(2, 'two'), note: 'mới' })
    await running(1, 2)
    const changed = await changeText(edit, check, text.id, { text: rule(3, 'x'), note: '', version: text.version })
    await running(1, 3)
    await assert.rejects(changeText(edit, check, text.id, { text: 'x', note: '', version: text.version }), {
      code: 'conflict',
    })
    const off = await putSetting(edit, { rule: idOf(1), ...unset, enabled: false, reason: 'thử' }, null)
    await running(3)
    await assert.rejects(putSetting(edit, { rule: idOf(1), ...unset }, null), { code: 'conflict' })
    await putSetting(edit, { rule: idOf(1), ...unset }, off.version)
    await running(1, 3)
    const list = await putList(edit, { name: 'l', about: '', type: 'exact', owner: 'truc', text: 'a' }, null)
    await eventually('the list is there', async () => live.current().lists.has('l'))
    await assert.rejects(removeList(edit, 'l', list.version, ['x']), { code: 'conflict' })
    await removeList(edit, 'l', list.version, [])
    await eventually('the list is gone', async () => !live.current().lists.has('l'))
    await removeText(edit, text.id, { note: '', version: changed.version })
    await running(1)
    const rows = await audit.list(systemScope, { limit: 20 })
    assert.deepEqual(rows.map(({ action }) => action).reverse(), [
      'rule-text.create',
      'rule-text.change',
      'rule.set',
      'rule.set',
      'value-list.create',
      'value-list.remove',
      'rule-text.remove',
    ])
  })

  test(`${name}: a change is in force when every host says so`, { skip }, async (t) => {
    const { records } = await open(t)
    const { live, edit } = await world(t, records)
    const state = { at: Date.now(), running: 0, rejected: 0, stopped: false }
    const before = await records.lastChange()
    const { kind, id } = await putSetting(edit, { rule: idOf(1), ...unset }, null)
    const here = () => live.sequence()
    assert.equal(await awaitApplied(records, { kind, id, before }, 200, here), false, 'nobody judges')
    const sequence = (await records.lastChange()) + 1_000_000_000
    await writeRuleState(records, 'one', { ...state, sequence })
    assert.equal(await awaitApplied(records, { kind, id, before }, 5000, here), true)
    await writeRuleState(records, 'two', { ...state, sequence: before })
    assert.equal(await awaitApplied(records, { kind, id, before }, 200, here), false, 'one is behind')
    await writeRuleState(records, 'two', { ...state, sequence: before, stopped: true })
    assert.equal(
      await awaitApplied(records, { kind, id, before }, 5000, here),
      true,
      'one that ended is not waited for',
    )
  })

  test(`${name}: openings of suppression are remembered as long as they can hold something back`, {
    skip,
  }, async (t) => {
    const { records } = await open(t)
    const now = clock.now()
    const opening = { id: 'k', alertKey: 'a', start: now - 1000 }
    await writeOpenings(records, [opening, { id: 'k', alertKey: 'old', start: now - 11 * 86_400_000 }])
    await writeOpenings(records, [opening])
    assert.deepEqual(await readOpenings(records, now), [opening])
  })
}

const server = await findElasticsearch()
describeLiveRules('SQLite', async (t) => temporaryStore(t, clock), false)
describeLiveRules(
  'Elasticsearch',
  async (t) => {
    const { store, close } = await temporaryElastic('url' in server ? server.url : '', clock)
    t.after(close)
    return store
  },
  'missing' in server ? server.missing : false,
)

test('files are read again when that is asked for; what is away takes no rule with it', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { folder, live, states, running } = await world(t, records)
  writeFileSync(join(folder, 'two.yml'), rule(2, 'two'))
  await new Promise((go) => setTimeout(go, 300))
  assert.equal(states.length, 1)
  await askReload(records, 'host', clock)
  await running(1, 2)
  renameSync(folder, `${folder}-away`)
  t.after(() => rmSync(`${folder}-away`, { recursive: true, force: true }))
  await askReload(records, 'host', clock)
  await eventually('it is told', async () =>
    live.current().report.problems.some(({ code }) => code === 'path-unreadable'),
  )
  await running(1, 2)
  renameSync(`${folder}-away`, folder)
  rmSync(join(folder, 'one.yml'))
  await askReload(records, 'host', clock)
  await running(2)
  assert.deepEqual(live.current().report.problems, [])
})

test('changes that come one upon the other end in the last state, and none is lost while one is taken up', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { edit, live, running } = await world(t, records)
  for (let n = 2; n <= 9; n++) await createText(edit, check, { text: rule(n, `v${n}`), note: '' })
  await running(1, 2, 3, 4, 5, 6, 7, 8, 9)
  assert.equal(live.current().texts.size, 8)
})

test('who asks for the same rules of the same store shares them, until the last has stopped', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { folder, live, edit, running } = await world(t, records)
  const heard: number[] = []
  const other = await openLiveRules({
    paths: [folder],
    records,
    timeZone: 'Asia/Ho_Chi_Minh',
    onRules: (set) => void heard.push(set.running.length),
    onError: () => undefined,
  })
  assert.equal(other.current(), live.current())
  assert.deepEqual(heard, [1])
  other.stop()
  await createText(edit, check, { text: rule(2, 'two'), note: '' })
  await running(1, 2)
  assert.deepEqual(heard, [1], 'it follows no longer')
})

test('an import of many texts at once is taken up whole', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { live } = await world(t, records)
  const origin = { kind: 'import', collection: 'c', path: 'p', release: '1', enabled: true, preferred: false } as const
  const many = Array.from({ length: 300 }, (_, at) => `10000000-0000-4000-8000-${String(at).padStart(12, '0')}`)
  await records.write(
    many.map((id) => ({
      kind: 'rule-text',
      id,
      document: { id, text: rule(9, 'x').replace(idOf(9), id), revision: 1, at: 0, by: '', note: '', origin },
      unitIds: [],
      expect: 'absent',
    })),
  )
  await eventually('all run', async () => live.current().running.length === 301)
  assert.equal(live.current().versions.get(`rule-text/${many[299]}`) !== undefined, true)
})
