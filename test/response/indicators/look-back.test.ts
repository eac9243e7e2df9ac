import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { scopeOf, systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { openSqliteStore } from '../../../core/store/sqlite/open.ts'
import type { Store } from '../../../core/store/store.ts'
import { type LookBack, lookBackKind } from '../../../response/indicators/look-back.ts'
import { advanceLookBack } from '../../../response/indicators/look-back-run.ts'
import { valueListKind } from '../../../rules/live/value-list.ts'
import { eachStore } from '../../support/each-store.ts'
import { indicatorWorld, letterOf } from '../../support/indicator-world.ts'

const day = 86_400_000
const hour = 3_600_000
const now = Date.parse('2026-07-10T03:00:00Z')
const clock = manualClock(now)
const lead: Actor = { id: 'truc', name: 'Trực ban', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const finance: Actor = { id: 'tc', name: 'Sở Tài chính', grants: [{ role: 'analyst', unit: 'so-tc' }] }

const text = [
  '203.0.113[.]7',
  '198.51.100.0/24',
  '2001:db8::1',
  'evil[.]example',
  'hxxps[:]//drop.test/a/b.php',
  'd41d8cd98f00b204e9800998ecf8427e',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'phish[at]bad.example',
  'svchost32.exe',
  '192.0.2.99',
].join('\n')

/** Events that hold an indicator each, and some that only look so. */
async function fill({ append }: ReturnType<typeof indicatorWorld>) {
  const at = now - 3 * day
  await append('so-tc-ketoan', at, { destination: { ip: '203.0.113.7' } })
  await append('so-tc-ketoan', at + hour, { related: { ip: ['10.0.0.1', '::ffff:203.0.113.7'] } })
  await append('so-yt', at, { source: { ip: '203.0.113.7' } })
  await append('so-yt', at, { destination: { ip: '198.51.100.200' } })
  await append('so-yt', at, { source: { ip: '2001:0db8:0:0::1' } })
  await append('so-tc', at, { dns: { question: { name: 'CDN.Evil.example' } } })
  await append('so-tc', at, { dns: { question: { name: 'notevil.example' } } })
  await append('so-tc', at, { url: { original: 'http://evil.example/x' } })
  await append('so-tc', at, { url: { original: 'https://drop.test/a/b.php?id=1' } })
  await append('so-tc', at, { url: { domain: 'drop.test', path: '/a/b.php' } })
  await append('so-tc', at, { url: { original: 'https://drop.test/a/other' } })
  await append('so-yt', at, { file: { hash: { md5: 'D41D8CD98F00B204E9800998ECF8427E' } } })
  await append(undefined, at, {
    process: { hash: { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' } },
  })
  await append('so-yt', at, { email: { from: { address: ['Phish@bad.example'] } } })
  await append('so-yt', at, { process: { executable: 'C:\\Windows\\Temp\\SVCHOST32.EXE' } })
  await append('so-yt', at, { process: { name: 'notsvchost32.exe' } })
  // Before the days that are looked at.
  await append('so-yt', now - 40 * day, { source: { ip: '203.0.113.7' } })
  // A day without anything in between.
  await append('so-yt', now - 5 * day, { host: { name: 'quiet' } })
}

for (const { name, skip, open } of await eachStore(clock)) {
  test(`${name}: a search finds every indicator by unit, says since when there are logs and which days are missing`, {
    skip,
  }, async (t) => {
    const world = indicatorWorld(await open(t), clock)
    await fill(world)
    const { indicators, units } = world
    const scope = scopeOf(lead, 'indicator.write', units)
    const list = await indicators.create(lead, scope, letterOf('tinh', text))
    assert.equal(list.document.items, 10)
    const asked = await indicators.search(lead, scope, { id: list.id, days: 30 })
    await assert.rejects(indicators.search(lead, scope, { id: list.id, days: 30 }), { code: 'conflict' })
    const done = await world.finish(asked.id)
    assert.equal(done.state, 'done')
    assert.equal(done.reached, now)
    assert.equal(done.logsFrom, '2026-07-05')
    assert.deepEqual(done.missing, ['2026-07-06', '2026-07-08', '2026-07-09', '2026-07-10'])
    assert.equal(done.matched, 13)
    assert.equal(done.scanned, 17)
    const { rows } = await indicators.hits(scope, { id: list.id, search: asked.id, limit: 100 })
    const found = rows.map(({ value, unit, count, hosts }) => `${value} ${unit} ${count} ${hosts.join()}`).sort()
    assert.deepEqual(found, [
      '198.51.100.0/24 so-yt 1 pc-so-yt',
      '2001:db8::1 so-yt 1 pc-so-yt',
      '203.0.113.7 so-tc-ketoan 2 pc-so-tc-ketoan',
      '203.0.113.7 so-yt 1 pc-so-yt',
      'd41d8cd98f00b204e9800998ecf8427e so-yt 1 pc-so-yt',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 null 1 pc-none',
      'evil.example so-tc 2 pc-so-tc',
      'https://drop.test/a/b.php so-tc 2 pc-so-tc',
      'phish@bad.example so-yt 1 pc-so-yt',
      'svchost32.exe so-yt 1 pc-so-yt',
    ])
    const twice = rows.find(({ unit }) => unit === 'so-tc-ketoan')
    assert.deepEqual([twice?.first, twice?.last], [now - 3 * day, now - 3 * day + hour])
    assert.equal(twice?.events.length, 2)
    await assert.rejects(
      indicators.answer(lead, scope, {
        id: list.id,
        version: list.version,
        kind: 'nil',
        search: asked.id,
        reference: '',
        note: '',
      }),
      { code: 'bad-request' },
    )
  })

  test(`${name}: ten thousand indicators are one look at each event, and find the same`, { skip }, async (t) => {
    const world = indicatorWorld(await open(t), clock)
    await fill(world)
    const { indicators, units } = world
    const scope = scopeOf(lead, 'indicator.write', units)
    const others = Array.from({ length: 10_000 }, (_, i) => `x${i}.many.example`)
    const list = await indicators.create(lead, scope, letterOf('tinh', [text, ...others].join('\n')))
    assert.equal(list.document.items, 10_010)
    assert.equal((await indicators.items(scope, list.id, { offset: 9_990, limit: 30 })).length, 20)
    assert.equal((await indicators.items(scope, list.id, { offset: 499, limit: 2 }))[1]?.value, 'x490.many.example')
    const asked = await indicators.search(lead, scope, { id: list.id, days: 10 })
    const done = await world.finish(asked.id)
    assert.deepEqual([done.state, done.matched, done.hits], ['done', 13, 10])
  })

  test(`${name}: who reads one unit finds in that unit alone, and learns of no search that went further`, {
    skip,
  }, async (t) => {
    const world = indicatorWorld(await open(t), clock)
    await fill(world)
    const { indicators, units } = world
    const [whole, own] = [scopeOf(lead, 'indicator.write', units), scopeOf(finance, 'indicator.write', units)]
    await assert.rejects(indicators.create(finance, own, letterOf('so-yt', text)), { code: 'not-found' })
    const list = await indicators.create(finance, own, letterOf('so-tc', text))
    const mine = await indicators.search(finance, own, { id: list.id, days: 30 })
    const theirs = await indicators.search(lead, whole, { id: list.id, days: 30 })
    assert.equal((await world.finish(mine.id)).matched, 6)
    assert.equal((await world.finish(theirs.id)).matched, 13)
    const { rows } = await indicators.hits(own, { id: list.id, search: mine.id, limit: 100 })
    assert.deepEqual([...new Set(rows.map(({ unit }) => unit))].sort(), ['so-tc', 'so-tc-ketoan'])
    await assert.rejects(indicators.hits(own, { id: list.id, search: theirs.id, limit: 100 }), { code: 'not-found' })
    assert.deepEqual(
      (await indicators.searches(own, list.id)).map(({ id }) => id),
      [mine.id],
    )
    assert.equal((await indicators.searches(whole, list.id)).length, 2)
    const elsewhere = await indicators.create(lead, whole, letterOf('tinh', text))
    assert.deepEqual(
      (await indicators.list(own)).map(({ list: one }) => one.id),
      [list.id],
    )
    await assert.rejects(indicators.find(own, elsewhere.id), { code: 'not-found' })
  })

  test(`${name}: a nil answer by a search that found nothing, taken back, and late after its day`, {
    skip,
  }, async (t) => {
    const store = await open(t)
    const world = indicatorWorld(store, clock)
    const { indicators, units } = world
    const scope = scopeOf(lead, 'indicator.write', units)
    const list = await indicators.create(lead, scope, letterOf('tinh', '192.0.2.99\n10.0.0.1'))
    const asked = await indicators.search(lead, scope, { id: list.id, days: 30 })
    const nil = { id: list.id, version: list.version, kind: 'nil', search: asked.id, reference: '', note: '' } as const
    await assert.rejects(indicators.answer(lead, scope, nil), { code: 'conflict' })
    const done = await world.finish(asked.id)
    assert.deepEqual([done.state, done.logsFrom, done.missing], ['done', null, []])
    await assert.rejects(indicators.answer(lead, scope, { ...nil, version: 99 }), { code: 'conflict' })
    const answered = await indicators.answer(lead, scope, nil)
    assert.equal(answered.document.answer?.by.name, 'Trực ban')
    await assert.rejects(indicators.remove(lead, scope, answered), { code: 'conflict' })
    const open_ = await indicators.withdraw(lead, scope, answered)
    assert.equal(open_.document.answer, null)
    await indicators.remove(lead, scope, open_)
    await assert.rejects(indicators.find(scope, list.id), { code: 'not-found' })
    assert.equal(await store.records.get(systemScope, lookBackKind, asked.id), undefined)
    const rows = await store.audit.list(systemScope, { limit: 100 })
    assert.deepEqual(rows.map(({ action }) => action).reverse(), [
      'indicator-list.create',
      'indicator-list.search',
      'indicator-list.answer',
      'indicator-list.withdraw',
      'indicator-list.remove',
    ])
  })

  test(`${name}: live lists are the values of the rules together, without what is marked`, { skip }, async (t) => {
    const store = await open(t)
    const { indicators, units } = indicatorWorld(store, clock)
    const [whole, own] = [scopeOf(lead, 'indicator.write', units), scopeOf(finance, 'indicator.write', units)]
    const one = await indicators.create(
      lead,
      whole,
      letterOf('tinh', '203.0.113.99\n10.0.0.1\nevil.example\ngoogle.com'),
    )
    const other = await indicators.create(finance, own, letterOf('so-tc', '203.0.113.99\n203.0.113.100\n192.0.2.99'))
    await assert.rejects(indicators.keepLive(finance, own, { ...other, live: true }), { code: 'not-allowed' })
    const values = async (name: string) =>
      (await store.records.get<{ items: string[] }>(systemScope, valueListKind, name))?.document.items
    const live = await indicators.keepLive(lead, whole, { ...one, live: true })
    // 192.0.2.0/24 is another unit's: who kept the list did not know.
    await indicators.keepLive(lead, whole, { ...other, live: true })
    assert.deepEqual(await values('indicator_addresses'), ['203.0.113.100', '203.0.113.99'])
    assert.deepEqual(await values('indicator_domains'), ['evil.example'])
    assert.equal(await values('indicator_hashes'), undefined)
    await indicators.keepLive(lead, whole, { ...live, live: false })
    assert.deepEqual(await values('indicator_domains'), ['indicator.invalid'])
    assert.deepEqual(await values('indicator_addresses'), ['203.0.113.100', '203.0.113.99'])
  })
}

test('a cancelled search stops within a slice, and two runners count each event once', async (t) => {
  const [kind] = await eachStore(clock)
  const store = (await kind?.open(t)) as Store
  const world = indicatorWorld(store, clock)
  await fill(world)
  const { indicators, units, parts } = world
  const scope = scopeOf(lead, 'indicator.write', units)
  const list = await indicators.create(lead, scope, letterOf('tinh', text))
  const first = await indicators.search(lead, scope, { id: list.id, days: 30 })
  const stale = await store.records.get<LookBack>(systemScope, lookBackKind, first.id)
  assert.ok(stale !== undefined)
  await Promise.all([advanceLookBack(parts, stale, 60_000), advanceLookBack(parts, stale, 60_000)])
  assert.equal((await world.finish(first.id)).matched, 13)
  const second = await indicators.search(lead, scope, { id: list.id, days: 30 })
  const cancelled = await indicators.cancel(lead, scope, { id: list.id, search: second.id })
  assert.equal(cancelled.document.state, 'cancelled')
  assert.equal((await world.finish(second.id)).scanned, 0)
  await assert.rejects(indicators.cancel(lead, scope, { id: list.id, search: second.id }), { code: 'conflict' })
})

test('kill -9 in the middle of a search, again and again: every hit is counted once', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-look-back-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const places = { directory: join(folder, 'store'), secretsDirectory: join(folder, 'secrets') }
  let store = openSqliteStore({ ...places, clock })
  const world = indicatorWorld(store, clock)
  const scope = scopeOf(lead, 'indicator.write', world.units)
  for (let i = 0; i < 400; i++) {
    await world.append('so-yt', now - 18 * day + i * hour, {
      source: { ip: i % 2 === 0 ? '203.0.113.7' : '192.0.2.1' },
    })
  }
  const list = await world.indicators.create(lead, scope, letterOf('tinh', text))
  const asked = await world.indicators.search(lead, scope, { id: list.id, days: 30 })
  await store.close()
  let rounds = 0
  for (let over = false; !over; rounds++) {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, '../../fault/look-back-kill-writer.ts'),
      places.directory,
      places.secretsDirectory,
      asked.id,
    ])
    over = await new Promise<boolean>((resolve) => {
      let seen = 0
      child.stdout.on('data', () => {
        if (++seen >= 3 && rounds < 5) child.kill('SIGKILL')
      })
      child.stderr.pipe(process.stderr)
      child.on('close', (code) => resolve(code === 0))
    })
    assert.ok(rounds < 20, 'it never ends')
  }
  assert.ok(rounds >= 3, `killed ${rounds - 1} times`)
  store = openSqliteStore({ ...places, clock })
  t.after(() => store.close())
  const after = indicatorWorld(store, clock)
  const done = await after.finish(asked.id)
  const { rows } = await after.indicators.hits(scope, { id: list.id, search: asked.id, limit: 10 })
  assert.deepEqual([done.state, done.scanned, done.matched, rows.length, rows[0]?.count], ['done', 400, 200, 1, 200])
  assert.equal((await store.audit.verify()).ok, true)
})
