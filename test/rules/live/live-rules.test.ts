import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { systemClock as clock } from '../../../core/lib/clock.ts'
import type { Store } from '../../../core/store/store.ts'
import { awaitApplied, writeRuleState } from '../../../rules/live/applied.ts'
import { putList, removeList } from '../../../rules/live/edit-list.ts'
import { putSetting } from '../../../rules/live/edit-setting.ts'
import { changeText, createText, removeText } from '../../../rules/live/edit-text.ts'
import { openLiveRules } from '../../../rules/live/live-rules.ts'
import { askReload } from '../../../rules/live/reload.ts'
import type { RuleSet } from '../../../rules/live/rule-set.ts'
import { readOpenings, writeOpenings } from '../../../rules/live/suppression-records.ts'
import { eachStore, type StoreKind } from '../../support/each-store.ts'
import { eventually } from '../../support/platform.ts'
import { followRules, nothingSet, unchecked } from '../../support/rule-edits.ts'
import { ruleId, ruleText } from '../../support/rule-release.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const rule = (n: number, value: string) => ruleText(n, value, { level: 'low' })

/** The live rules of an installation with one folder of files. */
async function world(t: TestContext, records: Store['records']) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-rules-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'one.yml'), rule(1, 'one'))
  const states: RuleSet[] = []
  const followed = await followRules(t, records, [folder], (set) => void states.push(set))
  return { folder, states, ...followed }
}

/** The same on each store. */
function describeLiveRules({ name, open, skip }: StoreKind) {
  test(`${name}: every process follows what is written in the console`, { skip }, async (t) => {
    const { records, audit } = await open(t)
    const { live, edit, running } = await world(t, records)
    await running('the file’s', 1)
    const text = await createText(edit, unchecked, { text: rule(2, 'two'), note: 'mới' })
    await running('and a text’s', 1, 2)
    const changed = await changeText(edit, unchecked, text.id, { text: rule(3, 'x'), note: '', version: text.version })
    await running('the text has another', 1, 3)
    await assert.rejects(changeText(edit, unchecked, text.id, { text: 'x', note: '', version: text.version }), {
      code: 'conflict',
    })
    const off = await putSetting(edit, { rule: ruleId(1), ...nothingSet, enabled: false, reason: 'thử' }, null)
    await running('one is off', 3)
    await assert.rejects(putSetting(edit, { rule: ruleId(1), ...nothingSet }, null), { code: 'conflict' })
    await putSetting(edit, { rule: ruleId(1), ...nothingSet }, off.version)
    await running('and on again', 1, 3)
    const list = await putList(edit, { name: 'l', about: '', type: 'exact', owner: 'truc', text: 'a' }, null)
    await eventually('the list is there', async () => live.current().lists.has('l'))
    await assert.rejects(removeList(edit, 'l', list.version, ['x']), { code: 'conflict' })
    await removeList(edit, 'l', list.version, [])
    await eventually('the list is gone', async () => !live.current().lists.has('l'))
    await removeText(edit, text.id, { note: '', version: changed.version })
    await running('the text is gone', 1)
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
    const { kind, id } = await putSetting(edit, { rule: ruleId(1), ...nothingSet }, null)
    const here = () => live.sequence()
    assert.equal(await awaitApplied(records, { kind, id, before }, 200, here), false, 'nobody judges')
    const sequence = (await records.lastChange()) + 1_000_000_000
    await writeRuleState(records, 'one', { ...state, sequence })
    assert.equal(await awaitApplied(records, { kind, id, before }, 45_000, here), true)
    await writeRuleState(records, 'two', { ...state, sequence: before })
    assert.equal(await awaitApplied(records, { kind, id, before }, 200, here), false, 'one is behind')
    await writeRuleState(records, 'two', { ...state, sequence: before, stopped: true })
    assert.equal(
      await awaitApplied(records, { kind, id, before }, 45_000, here),
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

for (const kind of await eachStore(clock)) describeLiveRules(kind)

test('files are read again when that is asked for; what is away takes no rule with it', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { folder, live, states, running } = await world(t, records)
  writeFileSync(join(folder, 'two.yml'), rule(2, 'two'))
  await new Promise((go) => setTimeout(go, 300))
  assert.equal(states.length, 1)
  await askReload(records, 'host', clock)
  await running('the new file’s too', 1, 2)
  renameSync(folder, `${folder}-away`)
  t.after(() => rmSync(`${folder}-away`, { recursive: true, force: true }))
  await askReload(records, 'host', clock)
  await eventually('it is told', async () =>
    live.current().report.problems.some(({ code }) => code === 'path-unreadable'),
  )
  await running('the folder is away', 1, 2)
  renameSync(`${folder}-away`, folder)
  rmSync(join(folder, 'one.yml'))
  await askReload(records, 'host', clock)
  await running('one file is gone', 2)
  assert.deepEqual(live.current().report.problems, [])
})

test('changes that come one upon the other end in the last state, and none is lost while one is taken up', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { edit, live, running } = await world(t, records)
  for (let n = 2; n <= 9; n++) await createText(edit, unchecked, { text: rule(n, `v${n}`), note: '' })
  await running('all of them', 1, 2, 3, 4, 5, 6, 7, 8, 9)
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
  await createText(edit, unchecked, { text: rule(2, 'two'), note: '' })
  await running('another text’s', 1, 2)
  assert.deepEqual(heard, [1], 'it follows no longer')
})

test('an import of many texts at once is taken up whole', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { live } = await world(t, records)
  const origin = { kind: 'import', collection: 'c', path: 'p', release: '1', enabled: true, preferred: false } as const
  const many = Array.from({ length: 300 }, (_, at) => 1000 + at)
  await records.write(
    many.map((n) => ({
      kind: 'rule-text',
      id: ruleId(n),
      document: { id: ruleId(n), text: rule(n, 'x'), revision: 1, at: 0, by: '', note: '', origin },
      unitIds: [],
      expect: 'absent',
    })),
  )
  await eventually('all run', async () => live.current().running.length === 301)
  assert.equal(live.current().versions.get(`rule-text/${ruleId(1299)}`) !== undefined, true)
})
