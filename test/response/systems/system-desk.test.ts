import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../../core/lib/clock.ts'
import { problemText } from '../../../core/lib/errors.ts'
import { createUnitDesk } from '../../../response/units/unit-desk.ts'
import { eachStore } from '../../support/each-store.ts'
import { askerOf, lead, systemDesk, systemWords } from '../../support/system-desk.ts'

const importing = (text: string) => ({ text, file: 'he-thong.csv' })

for (const kind of await eachStore(systemClock)) {
  const options = { skip: kind.skip }

  test(
    `${kind.name}: a system is registered, changed from a day on and taken out of use; its past stays`,
    options,
    async (t) => {
      const { desk, store, clock } = await systemDesk(() => kind.open(t))
      const made = await desk.create(lead, { code: 'HT-DVC-01', from: '', words: systemWords({ hosts: ['dvc-01'] }) })
      assert.ok(made.ok)
      const id = made.value
      const seen = async () => (await desk.view(lead.scope)).systems.find((one) => one.id === id)
      const version = (await seen())?.version ?? 0
      const raised = { from: '2026-10-01', version, words: systemWords({ level: 4, hosts: ['dvc-01'] }) }
      assert.ok((await desk.change(lead, id, raised)).ok)
      await assert.rejects(desk.change(lead, id, raised), { code: 'conflict' }, 'it was changed since it was shown')
      const after = await seen()
      assert.deepEqual(
        after?.document.states.map(({ from, level }) => [from, level]),
        [
          ['', 3],
          ['2026-10-01', 4],
        ],
      )
      assert.deepEqual(after?.document.history.at(-1)?.fields, ['level'])
      const early = await desk.change(lead, id, { ...raised, from: '2026-09-20', version: after?.version ?? 0 })
      assert.deepEqual(!early.ok && early.error.map(({ code }) => code), ['later-change'])
      clock.set(Date.parse('2026-11-01T00:00:00Z'))
      assert.ok((await desk.end(lead, id, { from: '2026-11-01', version: after?.version ?? 0 })).ok)
      const ended = await seen()
      assert.equal(ended?.document.ended, '2026-11-01')
      const late = await desk.change(lead, id, { ...raised, from: '2026-11-02', version: ended?.version ?? 0 })
      assert.deepEqual(!late.ok && late.error.map(({ code }) => code), ['ended'])
      const actions = (await store.audit.list(lead.scope, { limit: 3 })).map(({ action }) => action)
      assert.deepEqual(actions, ['it-system.end', 'it-system.change', 'it-system.create'])
    },
  )

  test(
    `${kind.name}: who reaches one unit sees and changes its systems alone; siblings learn nothing`,
    options,
    async (t) => {
      const { desk } = await systemDesk(() => kind.open(t))
      const [finance, health] = [askerOf('so-tc', 'tc'), askerOf('so-yt', 'yt')]
      const words = systemWords({ hosts: ['web-chung'], networks: ['192.168.1.0/24'] })
      const made = await desk.create(finance, { code: 'TTDT', from: '', words })
      assert.ok(made.ok)
      // The same code, host and addresses elsewhere are no fault: to say so would tell that the other is there.
      const other = await desk.create(health, { code: 'TTDT', from: '', words: { ...words, owner: 'so-yt' } })
      assert.ok(other.ok && other.value !== made.value)
      assert.equal((await desk.view(health.scope)).systems.length, 1)
      const foreign = { from: '2026-09-10', version: 1, words }
      await assert.rejects(desk.change(health, made.value, foreign), { code: 'not-found' })
      await assert.rejects(desk.end(health, made.value, foreign), { code: 'not-found' })
      const beyond = await desk.create(health, { code: 'X', from: '', words: systemWords({ owner: 'so-tc' }) })
      assert.deepEqual(!beyond.ok && beyond.error.map(({ code, value }) => [code, value]), [['owner', 'so-tc']])
      // Who sees both is told.
      const third = await desk.create(lead, { code: 'Y', from: '', words: { ...words, owner: 'tinh' } })
      assert.ok(!third.ok && third.error.every(({ code }) => code === 'claimed-twice'))
    },
  )

  test(
    `${kind.name}: a file comes in whole or not at all, what was written out changes nothing`,
    options,
    async (t) => {
      const { desk } = await systemDesk(() => kind.open(t))
      const head =
        'Mã hệ thống;Tên hệ thống;Cấp độ;Số quyết định;Ngày quyết định;Cơ quan ban hành;Chủ quản;Đơn vị vận hành;Nhà cung cấp;Điện thoại;Máy;Địa chỉ;Nguồn nhật ký;Lưu nhật ký (tháng);Lý do lưu lâu hơn'
      const text = [
        head,
        'HT-1;Cổng dịch vụ công;3;12/QĐ;05/02/2026;UBND tỉnh;so-khcn;Trung tâm Dữ liệu và Chuyển đổi số;Cty A;912345678;dvc-01 dvc-02;10.10.8.5;"fw tỉnh, cửa 1; dvc-01";6;Theo hợp đồng',
        'HT-2;Một cửa;cấp độ 2;;;;Sở Y tế;Công ty B;;;;;;;',
      ].join('\r\n')
      const plan = await desk.importCsv(lead, importing(`\uFEFF${text}`))
      assert.deepEqual([plan.created, plan.altered], [['HT-1', 'HT-2'], []])
      const [one, two] = (await desk.view(lead.scope)).systems.map(({ document }) => document.states[0])
      assert.deepEqual(one?.decision, { number: '12/QĐ', date: '2026-02-05', issuer: 'UBND tỉnh' })
      assert.deepEqual(
        [one?.operator, two?.operator],
        [
          { unit: 'tt-dlts', name: '' },
          { unit: null, name: 'Công ty B' },
        ],
      )
      assert.deepEqual([one?.sources, one?.logMonths?.months], [['fw tỉnh, cửa 1', 'dvc-01'], 6])
      assert.equal(one?.supplier.phone, '0912 345 678')
      assert.deepEqual([two?.level, two?.owner], [2, 'so-yt'])
      const again = await desk.importCsv(lead, importing(await desk.exportCsv(lead.scope)))
      assert.deepEqual([again.changed, again.absent], [[], []])

      const wrong = [
        'code;name;level;owner;networks;log months;reason',
        'HT-3;Ba;7;so-yt;;;',
        'HT-4;Bốn;3;so-khong-co;10.1.2;1;',
        'HT-5;Năm;3;so-yt;10.10.8.5;12;',
        'HT-5;Năm nữa;3;so-yt;;;',
      ].join('\n')
      const refused = await desk.previewImport(lead, importing(wrong))
      assert.ok(!refused.ok)
      assert.deepEqual(
        refused.error.map(({ line, code }) => [line, code]),
        [
          [2, 'system-level'],
          [5, 'system-same-line'],
        ],
      )
      const readable = wrong.split('\n').filter((line) => !/^HT-3|nữa/.test(line))
      const checked = await desk.previewImport(lead, importing(readable.join('\n')))
      assert.ok(!checked.ok)
      assert.deepEqual(
        checked.error.map(({ line, code }) => [line, code]),
        [
          [2, 'system-owner'],
          [2, 'system-network'],
          [2, 'system-log-minimum'],
          [3, 'system-log-reason'],
          [3, 'system-claimed-twice'],
        ],
      )
      for (const problem of checked.error)
        assert.ok(problemText(problem).startsWith('he-thong.csv:'), problemText(problem))
      await assert.rejects(desk.importCsv(lead, importing(readable.join('\n'))), { code: 'bad-request' })
      assert.equal((await desk.view(lead.scope)).systems.length, 2, 'nothing of it came in')
    },
  )
}

test('what cannot be meant is told all at once, by field', async (t) => {
  const [sqlite] = await eachStore(systemClock)
  const { desk } = await systemDesk(async () => {
    const store = await sqlite?.open(t)
    assert.ok(store)
    return store
  })
  const words = systemWords({
    name: ' ',
    owner: 'khong-co',
    decision: { number: '', date: '2026-02-30', issuer: '' },
    operator: { unit: 'so-la', name: '' },
    supplier: { name: 'A', contact: '', phone: 'gọi tôi', mail: 'x' },
    hosts: ['*'],
    domains: ['a_b'],
    networks: ['10.0.0.0/33'],
    logMonths: { months: 1, reason: '' },
  })
  const made = await desk.create(lead, { code: 'mã có dấu', from: 'hôm nay', words })
  assert.ok(!made.ok)
  assert.deepEqual(made.error.map(({ field, code }) => `${field} ${code}`).sort(), [
    'code code',
    'decision decision',
    'decision decision-date',
    'domains domain',
    'from day',
    'hosts every-host',
    'logMonths log-minimum',
    'name name',
    'networks network',
    'operator operator',
    'owner owner',
    'supplier mail',
    'supplier phone',
  ])
})

test('a system whose owner has ended is shown so and cannot be changed until it names who took it over', async (t) => {
  const [sqlite] = await eachStore(systemClock)
  const { desk, store, clock } = await systemDesk(async () => {
    const opened = await sqlite?.open(t)
    assert.ok(opened)
    return opened
  })
  const words = systemWords({ owner: 'xa-muong-la' })
  const made = await desk.create(lead, { code: 'MC', from: '', words })
  assert.ok(made.ok)
  const units = createUnitDesk(store.records, clock, 'Asia/Ho_Chi_Minh')
  await units.change(lead, { act: 'merge', from: '2026-09-10', ids: ['xa-muong-la'], into: 'xa-ban-mu' })
  const version = (await desk.view(lead.scope)).systems[0]?.version ?? 0
  const refused = await desk.change(lead, made.value, { from: '2026-09-10', version, words })
  assert.deepEqual(!refused.ok && refused.error.map(({ code }) => code), ['owner-ended'])
  const later = { from: '2026-09-11', version, words: { ...words, owner: 'xa-ban-mu' } }
  const early = await desk.change(lead, made.value, later)
  assert.deepEqual(!early.ok && early.error.map(({ code }) => code), ['owner-later'])
  assert.ok((await desk.change(lead, made.value, { ...later, from: '2026-09-10' })).ok)
  const [kept] = (await desk.view(askerOf('xa-ban-mu').scope)).systems
  assert.deepEqual(kept?.unitIds, ['xa-ban-mu', 'tinh'], 'the successor has it')
})
