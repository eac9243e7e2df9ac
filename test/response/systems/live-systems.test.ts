import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { matchOf } from '../../../response/alerts/match.ts'
import { createAlertOpener } from '../../../response/alerts/open.ts'
import { alertFacets, listAlerts, viewAlert } from '../../../response/alerts/queue.ts'
import { frameOn, retentionFrames } from '../../../response/retention/law.ts'
import { classFor, classPolicy, longEnough } from '../../../response/retention/policy.ts'
import { recordSources } from '../../../response/sources/source.ts'
import { openLiveSystems } from '../../../response/systems/live-systems.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'
import { memoryPipeline } from '../../support/memory-events.ts'
import { sourceState } from '../../support/source-state.ts'
import { askerOf, lead, systemDesk, systemWords } from '../../support/system-desk.ts'

const zone = 'Asia/Ho_Chi_Minh'
const day = 86_400_000

for (const kind of await eachStore(systemClock)) {
  test(`${kind.name}: a line becomes an event of its system, kept as long as its level asks, and its alert tells of it`, {
    skip: kind.skip,
  }, async (t) => {
    const { desk, store, frames } = await systemDesk(() => kind.open(t))
    const { records } = store
    const live = await openLiveSystems({ records, clock: systemClock, timeZone: zone, frames, onError: () => {} })
    t.after(() => live.stop())
    const words = systemWords({
      owner: 'so-tc',
      hosts: ['tc-app-01'],
      level: 4,
      supplier: { name: 'Công ty A', contact: 'Chị B', phone: '0912 345 678', mail: '' },
    })
    const made = await desk.create(lead, { code: 'KT', from: '', words })
    assert.ok(made.ok)
    const until = Date.now() + 5000
    while (live.at(Date.now()).length === 0 && Date.now() < until) await new Promise((go) => setTimeout(go, 20))
    assert.equal(live.at(Date.now())[0]?.months, 6, 'taken up while it runs')
    assert.deepEqual(live.minimums(), [6])

    const { pipeline, store: memory } = memoryPipeline({
      clock: systemClock,
      units: unitTree(sampleUnits),
      systems: live,
      classOf: ({ months }) => longEnough('1m', months),
    })
    const at = Date.now() - 1000
    const sender = { id: 'fw', input: 'syslog', peer: '10.20.1.1', address: '10.20.1.1' } as const
    const line = (host: string) => ({ bytes: `<34>1 ${new Date(at).toISOString()} ${host} sshd 1 - - thử` })
    await pipeline.accept({
      sender,
      format: 'auto',
      records: [line('tc-app-01'), line('khac')],
      identityOf: String,
      whenRefused: 'refuse',
    })
    await pipeline.stop()
    const [own, other] = [...memory.events.values()].sort((a) => (a.document.vonggac?.system === undefined ? 1 : -1))
    assert.deepEqual(own?.document.vonggac?.system, { id: made.value, code: 'KT', level: 4 })
    assert.deepEqual(
      [own?.partition.class, other?.partition.class, other?.document.vonggac?.system],
      ['6m', '1m', undefined],
    )

    assert.ok(own)
    const rule = { id: 'r', titles: { vi: 'Luật', en: 'Rule' }, level: 'high', groupBy: [] } as const
    const match = matchOf(rule, own.document, { eventId: own.id, partition: own.partition, seen: at, timeZone: zone })
    await store.events.append([own], [match])
    await createAlertOpener(records)([match])
    const { scope } = askerOf('so-tc')
    const filter = { from: at - day, to: at + day, system: [made.value], systemLevel: ['4'] }
    const page = { sort: 'last', direction: 'desc', limit: 10, offset: 0 } as const
    assert.equal((await listAlerts(records, scope, filter, page)).total, 1)
    assert.equal((await listAlerts(records, scope, { ...filter, systemLevel: ['3'] }, page)).total, 0)
    const facets = await alertFacets(records, scope, { from: at - day, to: at + day })
    const facet = (name: string) => facets.find(({ field }) => field === name)?.values
    assert.deepEqual(
      [facet('system'), facet('systemLevel')],
      [[{ value: made.value, count: 1 }], [{ value: '4', count: 1 }]],
    )
    const view = await viewAlert(store, scope, match.alertKey)
    assert.deepEqual(view?.alert.document.system, { id: made.value, code: 'KT', level: '4' })
    const card = await desk.card(scope, made.value)
    assert.deepEqual([card?.owner, card?.supplier.phone, card?.level], ['Sở Tài chính', '0912 345 678', 4])
    assert.equal(await desk.card(askerOf('so-yt').scope, made.value), undefined)
  })
}

test('a system stands by its declared sources: arriving, silent, never seen; and by how long they are kept', async (t) => {
  const [sqlite] = await eachStore(systemClock)
  const { desk, store, clock } = await systemDesk(async () => {
    const opened = await sqlite?.open(t)
    assert.ok(opened)
    return opened
  })
  const { records } = store
  await recordSources(records, [
    sourceState('a', 'web-01.tinh.example', clock.now()),
    sourceState('b', 'db-01', clock.now()),
  ])
  const watch = { hours: {}, counting: { hour: 0, from: 0 }, silent: { at: 1, kind: 'stopped', alertKey: 'k' } }
  await records.write([{ kind: 'source-watch', id: 'b', document: watch, unitIds: [], expect: 'absent' }])
  const standing = await desk.standing(lead.scope)
  const of = (words: Parameters<typeof systemWords>[0]) => standing({ ...systemWords(words), from: '' })
  const full = of({ sources: ['WEB-01', 'db-01', 'mail-01'], level: 3 })
  assert.deepEqual(
    full.sources.map(({ state, id }) => [state, id]),
    [
      ['arriving', 'a'],
      ['silent', 'b'],
      ['missing', null],
    ],
  )
  assert.deepEqual([full.kept, full.minimum.months, full.retention], [3, 3, 'enough'])
  const longer = of({ sources: ['a'], level: 3, logMonths: { months: 24, reason: 'hợp đồng' } })
  assert.deepEqual(
    [longer.kept, longer.minimum, longer.retention],
    [12, { months: 24, law: 3, reason: 'hợp đồng' }, 'short'],
  )
  assert.equal(of({ sources: ['mail-01'], level: 2 }).retention, 'nothing-arrives')
  assert.equal(of({ sources: [], level: 1 }).retention, 'no-minimum')
  // Whoever does not see the sources is told of none.
  const foreign = await desk.standing(askerOf('so-yt').scope)
  assert.equal(foreign({ ...systemWords({ sources: ['web-01'] }), from: '' }).sources[0]?.state, 'missing')
})

test('the disk takes nothing before the months that a system of the register asks for', () => {
  const frame = frameOn(retentionFrames(), '2026-11-30')
  const sources = { levelsIn: () => [] }
  assert.deepEqual(classPolicy('6m', frame, sources, [6, 12]), { class: '6m', months: 6, minimum: 6 })
  assert.deepEqual(classPolicy('12m', frame, sources, [3]), { class: '12m', months: 12, minimum: 3 })
  assert.deepEqual(classPolicy('1m', frame, sources, [24]), { class: '1m', months: 1, minimum: 0 })
  assert.deepEqual([classFor(2), classFor(24), longEnough('3m', 1), longEnough('3m', 4)], ['3m', '12m', '3m', '6m'])
})
