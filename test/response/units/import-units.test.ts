import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemWords } from '../../../console/web/src/lib/problem-words.ts'
import { languages } from '../../../core/i18n/translate.ts'
import { translator } from '../../../core/i18n/translator.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { textOfCsv } from '../../../core/lib/csv-bytes.ts'
import { problemText } from '../../../core/lib/errors.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { createUnitDesk } from '../../../response/units/unit-desk.ts'
import { readUnitRecords, unitsFrom } from '../../../response/units/unit-records.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const root = { by: 'truc', scope: { kind: 'units', units: ['tinh'], unattributed: true } } as const
const head = 'Mã đơn vị;Tên đơn vị;Loại;Mã cấp trên;Mạng;Đầu mối;Điện thoại;Trực'

async function desk(t: import('node:test').TestContext) {
  const clock = manualClock(Date.parse('2026-03-01T03:00:00Z'))
  const store = temporaryStore(t, clock)
  await unitsFrom(store.records, () => sampleUnits, clock)
  return { store, clock, desk: createUnitDesk(store.records, clock, 'Asia/Ho_Chi_Minh') }
}
const importing = (text: string, whole = false) => ({ text, file: 'units.csv', whole })

test('what Vietnamese Excel writes comes in: new units, changed ones, further contacts, lost zeros', async (t) => {
  const { store, desk: units } = await desk(t)
  const text = `\uFEFF${head}\r\nxa-moi;Xã Mới;xã;tinh;10.200.0.0/24 2001:db8:5::/48;Nguyễn Văn A;912345678;x\r\n;;;;;Trần Thị B;0987 654 321;\r\nso-yt;Sở Y tế tỉnh;SỞ;tinh;10.30.0.0/16;;;\r\n`
  const plan = await units.importCsv(root, importing(text))
  assert.deepEqual([plan.created, plan.altered, plan.absent.length], [['xa-moi'], ['so-yt'], 8])
  const { units: kept } = await readUnitRecords(store.records)
  assert.deepEqual(
    kept.get('xa-moi')?.contacts.map(({ name, phone, duty }) => [name, phone, duty]),
    [
      ['Nguyễn Văn A', '0912 345 678', true],
      ['Trần Thị B', '0987 654 321', false],
    ],
  )
  assert.deepEqual(kept.get('xa-moi')?.states[0]?.networks, ['10.200.0.0/24', '2001:db8:5::/48'])
  assert.deepEqual(
    kept.get('so-yt')?.states.map(({ from, name }) => [from, name]),
    [
      ['', 'Sở Y tế'],
      ['2026-03-01', 'Sở Y tế tỉnh'],
    ],
  )
  const [row] = await store.audit.list({ kind: 'units', units: ['tinh'], unattributed: true }, { limit: 1 })
  assert.deepEqual([row?.action, row?.actor], ['unit.import', 'truc'])

  const again = await units.importCsv(root, importing(await units.exportCsv(root.scope)))
  assert.deepEqual([again.changed, again.absent], [[], []], 'what was exported changes nothing')
})

test('a whole tree ends what it lacks, and the province keeps its id', async (t) => {
  const { desk: units } = await desk(t)
  const text = `${head}\ntinh;Tỉnh Mới;tỉnh;;;;;\nso-x;Sở X;sở;tinh;10.10.0.0/16;;;\n`
  const plan = await units.importCsv(root, importing(text, true))
  assert.deepEqual([plan.created, plan.altered, plan.absent.length], [['so-x'], ['tinh'], 8])
  const { tree } = await units.view(root.scope)
  assert.deepEqual(
    tree
      .all()
      .map(({ id }) => id)
      .sort(),
    ['so-x', 'tinh'],
  )
  assert.equal(tree.get('so-yt')?.ended, true)
})

const words = languages.map((language) => translator(language, 'Asia/Ho_Chi_Minh'))

test('everything that is wrong is told at once with its line and column, and nothing is written', async (t) => {
  const { store, desk: units } = await desk(t)
  const before = await store.records.lastChange()
  const told = async (text: string) => {
    const plan = await units.previewImport(root, importing(text))
    const wrong = plan.ok ? [] : plan.error
    for (const { code, params = {} } of wrong) {
      for (const one of words) assert.doesNotMatch(problemWords(one, { code, params }) ?? '{', /[{}]/, code)
    }
    return wrong.map(problemText)
  }
  assert.deepEqual(
    await told(
      `${head}\nxa-a;Xã A;xã;xa-a;;;;\nxa-b;Xã B;xã;nowhere;10.10.9.0/24;;;\nxa-c;;xã;tinh;10.0.0.0/40;A;abc;\n`,
    ),
    [
      'units.csv:2: error: Mã cấp trên: xa-a lies under itself',
      'units.csv:3: error: Mã cấp trên: xa-b lies under nowhere, which is not there then',
      'units.csv:3: error: Mạng: 10.10.9.0/24 of xa-b lies in 10.10.8.0/22 of tt-dlts, and xa-b is not under tt-dlts (divide the wider network, or put the one unit under the other)',
      'units.csv:4: error: Tên đơn vị: a name has 1 to 200 characters',
      'units.csv:4: error: Mạng: 10.0.0.0/40 is no network (e.g. 10.20.0.0/16 or 2001:db8::/32)',
      'units.csv:4: error: Đầu mối: abc is no telephone number (digits and spaces, e.g. 0912 345 678)',
    ],
  )
  assert.deepEqual(
    await told(`${head}\nxa-b;Xã B;xã;nowhere;10.10.9.0/24;;;\nxa-muong-la-2;xã mường la;xã;tinh;10.20.4.0/24;;;\n`),
    [
      'units.csv:2: error: Mã cấp trên: xa-b lies under nowhere, which is not there then',
      'units.csv:2: error: Mạng: 10.10.9.0/24 of xa-b lies in 10.10.8.0/22 of tt-dlts, and xa-b is not under tt-dlts (divide the wider network, or put the one unit under the other)',
      'units.csv:3: error: Tên đơn vị: xa-muong-la-2 has the name of xa-muong-la: xã mường la (give one of them a name of its own)',
      'units.csv:3: error: Mạng: 10.20.4.0/24 belongs to so-tc-ketoan already (give it to one of them)',
    ],
  )
  assert.deepEqual(await told(`${head}\ntinh-khac;Tỉnh;tỉnh;;;;;\n`), [
    'units.csv:2: error: Mã cấp trên: tinh-khac has no parent, and there is a root already (the root is tinh: the province keeps that id, its name may change)',
  ])
  assert.match((await told('id;name;kind\n'))[0] ?? '', /:1: error: the column “Mã cấp trên” is missing/)
  assert.match((await told(`${head};màu\nx\n`))[0] ?? '', /:1: error: unknown column “màu”/)
  assert.match((await told(`${head}\nxa-a;"Xã A;xã\n`))[0] ?? '', /:2: error: a quote is opened here/)
  assert.match((await told(`${head}\nxa-a;Xã A;huyện;tinh;;;;\n`))[0] ?? '', /:2: error: “huyện” is no kind of unit/)
  assert.match(
    (await told(`${head}\nxa-a;Xã A;xã;tinh;;;;\nxa-a;Xã B;xã;tinh;;;;\n`))[0] ?? '',
    /:3: error: xa-a is on line 2 already/,
  )
  assert.deepEqual(await told(''), [
    'units.csv:1: error: the file has no rows (first row: Mã đơn vị;Tên đơn vị;Loại;Mã cấp trên;Mạng;Tên miền;Máy;Khóa gửi;Đầu mối;Chức vụ;Điện thoại;Thư điện tử;Trực)',
  ])
  assert.equal(await store.records.lastChange(), before)
})

test('files that are not UTF-8 are told so; UTF-16 of Excel is read', () => {
  assert.deepEqual(textOfCsv(Buffer.from('\uFEFFMã', 'utf16le'), 'x'), { ok: true, value: 'Mã' })
  const wrong = textOfCsv(new Uint8Array([0x58, 0xe3, 0x20]), 'x.csv')
  assert.ok(!wrong.ok && wrong.error[0]?.hint?.includes('CSV UTF-8'))
})

test('two who change the tree at once: the second is told, whatever units they touch', async (t) => {
  const { store, desk: units } = await desk(t)
  const move = (id: string, parent: string) => units.change(root, { act: 'move', from: '2026-03-01', id, parent })
  const results = await Promise.allSettled([move('so-yt', 'xa-ban-mu'), move('xa-ban-mu', 'so-yt')])
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.ok((await units.view(root.scope)).tree.all().length === 9)
  assert.ok((await readUnitRecords(store.records)).tree !== undefined)
})

test('who reaches one unit sees it with its past and changes its contacts, nothing else; siblings learn nothing', async (t) => {
  const { store, desk: units } = await desk(t)
  const tc = { by: 'tc', scope: { kind: 'units', units: ['so-tc'], unattributed: false } } as const
  const seen = await units.view(tc.scope)
  assert.deepEqual(seen.records.map(({ id }) => id).sort(), ['so-tc', 'so-tc-ketoan'])
  assert.doesNotMatch(await units.exportCsv(tc.scope), /so-yt|10\.30|Mường/)
  await assert.rejects(units.change(tc, { act: 'move', from: '2026-03-01', id: 'so-tc-ketoan', parent: 'so-tc' }), {
    code: 'not-allowed',
  })
  await assert.rejects(units.importCsv(tc, importing(head)), { code: 'not-allowed' })
  const contact = { name: 'A', role: '', phone: '0912 345 678', mail: '', duty: true }
  await assert.rejects(units.putContacts(tc, 'so-yt', [contact], 1), { code: 'not-found' })
  await units.putContacts(tc, 'so-tc-ketoan', [contact], 1)
  await assert.rejects(units.putContacts(tc, 'so-tc-ketoan', [], 1), { code: 'conflict' })
  await assert.rejects(units.putContacts(tc, 'so-tc-ketoan', [contact, contact], 2), { code: 'bad-request' })
  assert.deepEqual((await readUnitRecords(store.records)).units.get('so-tc-ketoan')?.contacts, [contact])
})
