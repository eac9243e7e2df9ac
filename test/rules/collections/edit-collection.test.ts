import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { systemClock as clock } from '../../../core/lib/clock.ts'
import type { Store } from '../../../core/store/store.ts'
import { collectionOf } from '../../../rules/collections/collection-records.ts'
import {
  applyImport,
  type ImportWishes,
  planImport,
  removeCollection,
  rollBack,
} from '../../../rules/collections/edit-collection.ts'
import { surroundingsOf } from '../../../rules/collections/surroundings.ts'
import { putSetting } from '../../../rules/live/edit-setting.ts'
import { changeText, createText } from '../../../rules/live/edit-text.ts'
import { readRuleRecords } from '../../../rules/live/rule-records.ts'
import { readRules } from '../../../rules/sigma/read.ts'
import { taxonomies } from '../../../rules/taxonomy/taxonomies.ts'
import { eachStore, type StoreKind } from '../../support/each-store.ts'
import { eventually } from '../../support/platform.ts'
import { everywhere, followRules, nothingSet, unchecked } from '../../support/rule-edits.ts'
import { releaseOf, ruleId, ruleText } from '../../support/rule-release.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const all = { levels: null, statuses: null, logsources: null, arrivingOnly: false }
const usual = { name: 'vendor', origin: 'test', filter: all, enabled: true, preferred: false, prune: false }
const read = (content: Uint8Array | string, file: string) => readRules(content, file, { taxonomy: taxonomies.ecs })
const first = { 'r/1.yml': ruleText(1, 'one'), 'r/2.yml': ruleText(2, 'two'), 'r/3.yml': ruleText(3, 'three') }
const second = { 'r/1.yml': ruleText(1, 'ONE'), 'moved/2.yml': ruleText(2, 'two'), 'r/4.yml': ruleText(4, 'four') }

async function world(t: TestContext, { records }: Pick<Store, 'records'>) {
  const { live, edit, running } = await followRules(t, records)
  const plan = async (release: string, files: Readonly<Record<string, string>>, more: Partial<ImportWishes> = {}) => {
    const wishes = { ...usual, ...more }
    const around = surroundingsOf(wishes.name, await readRuleRecords(records), [], read)
    const parts = { ...around, read, arrives: () => true }
    return planImport(records, everywhere, releaseOf(release, files), wishes, parts)
  }
  const take = async (...args: Parameters<typeof plan>) => applyImport(edit, await plan(...args))
  const versionOf = async (name: string) => (await collectionOf(records, everywhere, name)).version
  return { live, edit, plan, take, running, versionOf }
}
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => Number(id.slice(-3)))

/** The same on each store. */
function describeCollections({ name, open, skip }: StoreKind) {
  test(`${name}: a release is taken, updated, gone back from and taken away`, { skip }, async (t) => {
    const store = await open(t)
    const { live, edit, plan, take, running, versionOf } = await world(t, store)
    await take('1', first)
    await running('imported', 1, 2, 3)
    const file = live.current().running[0]?.file
    assert.equal(file, 'rule-text/vendor:r/1.yml')
    assert.equal((await plan('1', first)).anything, false, 'the same again is nothing')

    const { diff } = await plan('2', second)
    assert.deepEqual([ids(diff.added), ids(diff.changed), ids(diff.removed), diff.same], [[4], [1], [3], 1])
    assert.match(diff.changed[0]?.before ?? '', /: one/)
    assert.match(diff.changed[0]?.after ?? '', /: ONE/)
    await take('2', second)
    await running('what the vendor removed stays', 1, 2, 3, 4)
    await take('2', second, { prune: true })
    await running('until it is pruned', 1, 2, 4)

    await rollBack(edit, 'vendor', { to: 1, version: await versionOf('vendor') })
    await running('gone back', 1, 2, 3)
    assert.match(live.current().report.rules.find(({ id }) => id === ruleId(1))?.source ?? '', /: one/)
    await assert.rejects(rollBack(edit, 'vendor', { to: 9, version: await versionOf('vendor') }), { code: 'not-found' })
    await assert.rejects(rollBack(edit, 'vendor', { to: 2, version: 1 }), { code: 'conflict' })
    await take('2', second, { prune: true })
    const { document } = await collectionOf(store.records, everywhere, 'vendor')
    assert.deepEqual([document.current, document.versions.map(({ number }) => number)], [4, [4, 3, 2, 1]])
    await removeCollection(edit, 'vendor', await versionOf('vendor'))
    await running('taken away')
    const left = await store.records.list(systemScope, 'rule-collection-part', { where: { kind: 'true' }, limit: 10 })
    assert.equal(left.total, 0)
    const rows = await store.audit.list(systemScope, { limit: 20 })
    assert.deepEqual(rows.map(({ action }) => action.replace('rule-collection.', '')).reverse(), [
      'import',
      'import',
      'import',
      'rollback',
      'import',
      'remove',
    ])
  })

  test(`${name}: of two imports at once one is told of the other; the versions kept are bounded`, {
    skip,
  }, async (t) => {
    const store = await open(t)
    const { live, edit, plan, take, running, versionOf } = await world(t, store)
    const plans = await Promise.all([plan('1', first), plan('2', second)])
    const done = await Promise.allSettled(plans.map((one) => applyImport(edit, one)))
    assert.deepEqual(done.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const refused = done.find((one) => one.status === 'rejected')
    assert.equal(refused?.reason.code, 'conflict')
    const won = done[0]?.status === 'fulfilled'
    await running('one of them, whole', ...(won ? [1, 2, 3] : [1, 2, 4]))
    for (let n = 2; n <= 8; n++) await take(`${n}`, { 'r/1.yml': ruleText(1, `v${n}`) }, { prune: true })
    await rollBack(edit, 'vendor', { to: 5, version: await versionOf('vendor') })
    await take('9', { 'r/1.yml': ruleText(1, 'v9') })
    await take('10', { 'r/1.yml': ruleText(1, 'v10') })
    const { document } = await collectionOf(store.records, everywhere, 'vendor')
    assert.deepEqual(
      document.versions.map(({ number }) => number),
      [10, 9, 8, 7, 6],
    )
    const parts = await store.records.list(systemScope, 'rule-collection-part', { where: { kind: 'true' }, limit: 100 })
    assert.equal(parts.total, 5, 'nothing is left of versions that are not kept')
    await eventually('the last one is in force', async () => / v10$/m.test(live.current().running[0]?.source ?? ''))
  })
}

for (const kind of await eachStore(clock)) describeCollections(kind)

test('settings, exceptions and texts of one’s own stay as they are, and an update tells of them', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { live, edit, plan, take, running } = await world(t, { records })
  await take('1', first)
  await running('imported', 1, 2, 3)
  await putSetting(edit, { rule: ruleId(1), ...nothingSet, level: 'low', reason: 'ồn' }, null)
  await putSetting(edit, { rule: ruleId(2), ...nothingSet, enabled: false, reason: 'thử' }, null)
  await createText(edit, unchecked, { text: ruleText(1, 'own'), note: 'bản của mình' })
  await running('one is off', 1, 3)
  const { diff } = await plan('2', second)
  assert.deepEqual(
    diff.changed.map(({ overrides }) => overrides),
    [['setting', 'own-text']],
    'the vendor has changed what the own text stands in for',
  )
  await take('2', second, { prune: true })
  await running('updated', 1, 4)
  const [rule] = live.current().running
  assert.match(rule?.source ?? '', /: own/)
  assert.equal(rule?.level, 'low')
  const behind = live.current().report.overridden.find(({ id }) => id === ruleId(1))
  assert.match(behind?.source ?? '', /: ONE/)
  assert.deepEqual(live.current().report.problems, [])
  const text = [...live.current().texts.values()].find(({ origin }) => origin.kind === 'import')
  await assert.rejects(changeText(edit, unchecked, text?.id ?? '', { text: 'x', note: '', version: 0 }), {
    code: 'bad-request',
    message: /text of vendor/,
  })
})

test('a collection can come with its rules off, and a second one with the same ids stands behind the first', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { live, edit, plan, take, running } = await world(t, { records })
  await take('1', first, { enabled: false })
  await eventually('they are there', async () => live.current().report.rules.length === 3)
  await running('none runs')
  await putSetting(edit, { rule: ruleId(3), ...nothingSet }, null)
  await running('one is switched on', 3)
  const { diff } = await plan('1', first, { name: 'another' })
  assert.equal(diff.taken.length, 3)
  assert.equal(diff.taken[0]?.by, 'rule-text/vendor:r/1.yml')
  await take('1', first, { enabled: true })
  await running('all on', 1, 2, 3)
})

test('a rule that its file has lost goes with the file’s former text, and that is told', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { plan, take, running } = await world(t, { records })
  await take('1', { 'r/both.yml': `${ruleText(1, 'one')}---\n${ruleText(2, 'two')}`, 'r/3.yml': ruleText(3, 'three') })
  await running('all', 1, 2, 3)
  const next = { 'r/both.yml': ruleText(1, 'one') }
  const { diff, gone } = await plan('2', next)
  assert.deepEqual([ids(diff.removed), [...gone]], [[2, 3], [ruleId(2)]])
  await take('2', next)
  await running('the one whose file is gone stays', 1, 3)
})

test('names that are none and releases without a rule are refused', async (t) => {
  const { records } = temporaryStore(t, clock)
  const { plan, take } = await world(t, { records })
  for (const name of ['', 'A', '1a', 'a:b', 'a/b', 'a'.repeat(41)]) {
    await assert.rejects(plan('1', first, { name }), { code: 'bad-request' }, name)
  }
  await assert.rejects(take('1', {}), { code: 'bad-request' })
})
