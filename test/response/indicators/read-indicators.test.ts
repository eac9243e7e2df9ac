import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defang, refang } from '../../../response/indicators/defang.ts'
import { type Indicator, keyOf } from '../../../response/indicators/indicator.ts'
import { readIndicators } from '../../../response/indicators/read-indicators.ts'
import { zipFile } from '../../support/zip-file.ts'

const own = { networks: ['203.0.113.0/28'], domains: ['tinh.example'] }
function read(text: string, most?: number) {
  const result = readIndicators({ text }, own, most)
  assert.ok(result.ok)
  return result.value
}
const readFile = (bytes: Uint8Array) => readIndicators({ bytes }, own)
const keys = (text: string) => read(text).items.map(keyOf)

test('defanged forms are read as what they stand for', () => {
  const forms: Record<string, string> = {
    '1.2.3[.]4': 'address 1.2.3.4',
    '1[.]2[.]3[.]4': 'address 1.2.3.4',
    '1.2.3(.)4': 'address 1.2.3.4',
    '1.2.3{.}4': 'address 1.2.3.4',
    '1.2.3 [ . ] 4': 'address 1.2.3.4',
    '1。2。3．4': 'address 1.2.3.4',
    '1.2.3[.4': 'address 1.2.3.4',
    '1.2.3.4:8080': 'address 1.2.3.4',
    '2001:0DB8:0:0::1': 'address 2001:db8::1',
    '[2001:db8::1]:443': 'address 2001:db8::1',
    '2001[:]db8[:][:]1': 'address 2001:db8::1',
    '198.51.100.77/24': 'network 198.51.100.0/24',
    '198.51.100.7/32': 'address 198.51.100.7',
    'evil[.]example': 'domain evil.example',
    'evil[dot]example': 'domain evil.example',
    'EVIL(DOT)example.': 'domain evil.example',
    'tếst[.]vn': 'domain xn--tst-7jz.vn',
    'ev\u200bil.example': 'domain evil.example',
    'hxxp://evil[.]example/a': 'url http://evil.example/a',
    'hXXps[:]//evil.example:443/a?b=c,d': 'url https://evil.example/a?b=c,d',
    'hxxps[://]evil[.]example': 'url https://evil.example',
    'h**p : //evil.example/x': 'url http://evil.example/x',
    '(http://evil.example/a(1))': 'url http://evil.example/a(1)',
    'evil[.]example/path': 'url evil.example/path',
    'phish[at]evil[.]example': 'email phish@evil.example',
    'Phish[@]Evil.example': 'email phish@evil.example',
    'md5:D41D8CD98F00B204E9800998ECF8427E': 'md5 d41d8cd98f00b204e9800998ecf8427e',
    [`SHA1=${'a'.repeat(40)}`]: `sha1 ${'a'.repeat(40)}`,
    ['0'.repeat(64)]: `sha256 ${'0'.repeat(64)}`,
    ['9'.repeat(128)]: `sha512 ${'9'.repeat(128)}`,
    '"svchost32.exe",': 'file svchost32.exe',
    'C:\\Program Files\\x y\\a.dll': 'file C:\\Program Files\\x y\\a.dll',
    'hoá đơn.zip': 'file đơn.zip',
  }
  for (const [form, key] of Object.entries(forms)) assert.deepEqual(keys(form), [key], form)
})

test('indicators in the words of a letter, each with its line; what only looks like one is told with a reason', () => {
  const { items, unread } = read(
    [
      'Kính gửi: Công an tỉnh A, thực hiện công văn số 123/A05-P4 ngày 12.5.2026.',
      'Máy chủ điều khiển 198.51.100[.]7, 198.51.100[.]8; tên miền evil.com và xem thêm tại mục 1.2.',
      'Chặn 198.51.100.7 trước 17h. Đề nghị báo cáo',
      '1.2.3.456',
      '198.51.100.1 - 198.51.100.9',
      'd41d8cd98f00b204e9800998ecf8427',
      'xong.Do đó cần rà',
      '10.0.0.0/33',
    ].join('\n'),
  )
  assert.deepEqual(
    items.map((item) => [keyOf(item), item.places, item.times]),
    [
      ['address 198.51.100.7', [{ line: 2 }, { line: 3 }], 2],
      ['address 198.51.100.8', [{ line: 2 }], 1],
      ['domain evil.com', [{ line: 2 }], 1],
    ],
  )
  assert.deepEqual(
    unread.map(({ place, reason }) => [place, reason]),
    [
      [{ line: 1 }, 'nothing'],
      [{ line: 4 }, 'bad-address'],
      [{ line: 5 }, 'address-range'],
      [{ line: 6 }, 'hash-length'],
      [{ line: 7 }, 'sentence'],
      [{ line: 8 }, 'bad-network'],
    ],
  )
})

test('what must not be searched for or blocked as it is stays in, marked', () => {
  const marks = (text: string) => read(text).items[0]?.cautions
  assert.deepEqual(marks('10.1.2.3'), ['private'])
  assert.deepEqual(marks('127.0.0.1'), ['special'])
  assert.deepEqual(marks('224.0.0.0/4'), ['special', 'wide-network'])
  assert.deepEqual(marks('203.0.113.7'), ['own-network'])
  assert.deepEqual(marks('203.0.112.0/20'), ['own-network'])
  assert.deepEqual(marks('mail.tinh.example'), ['own-domain'])
  assert.deepEqual(marks('dichvucong.gov.vn'), ['government'])
  assert.deepEqual(marks('www.google.com'), ['common-domain'])
  assert.deepEqual(marks('https://raw.githubusercontent.com/x/y'), [])
  assert.deepEqual(marks('com.vn'), ['public-suffix'])
  assert.deepEqual(marks('invoice.zip'), ['file-or-domain'])
  assert.deepEqual(marks('198.51.100.7:443'), ['port-left-out'])
  assert.deepEqual(marks('notgoogle.com'), [])
})

const octet = fc.integer({ min: 0, max: 255 })
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/)
const domain = fc.tuple(label, label).map(([a, b]) => `${a}.${b}.com`)
const indicator: fc.Arbitrary<Indicator> = fc.oneof(
  fc.tuple(octet, octet, octet, octet).map((parts): Indicator => ({ type: 'address', value: parts.join('.') })),
  domain.map((value): Indicator => ({ type: 'domain', value })),
  fc.tuple(domain, label).map(([host, path]): Indicator => ({ type: 'url', value: `https://${host}/${path}` })),
  fc.tuple(label, domain).map(([local, host]): Indicator => ({ type: 'email', value: `${local}@${host}` })),
  fc.stringMatching(/^[0-9a-f]{64}$/).map((value): Indicator => ({ type: 'sha256', value })),
)

test('property: refang undoes defang, and every indicator is found among words, once, defanged or not', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(indicator, fc.boolean()), { minLength: 1, maxLength: 8 }), (pairs) => {
      for (const [{ value }] of pairs) assert.equal(refang(defang(value)), value)
      const words = pairs.map(
        ([{ value }, hidden]) => `Phát hiện kết nối tới ${hidden ? defang(value) : value}, cần chặn.`,
      )
      assert.deepEqual(new Set(keys(words.join('\n'))), new Set(pairs.map(([one]) => keyOf(one))))
      const list = pairs.map(([{ value }]) => defang(value)).join('; ')
      assert.deepEqual(new Set(keys(list)), new Set(pairs.map(([one]) => keyOf(one))))
    }),
    { numRuns: 200 },
  )
})

test('property: no text is too odd, and nothing but blanks is passed over in silence', () => {
  const odd = fc.string({
    unit: fc.constantFrom(...'[](){}.:/@hxtp 12af-\\%\t\u3002\u200bđ"\'<>;,*'.split('')),
    maxLength: 200,
  })
  fc.assert(
    fc.property(odd, (line) => {
      const { items, unread } = read(line)
      if (/[\p{L}\p{N}]/u.test(line) && !/[\r\n]/.test(line))
        assert.ok(items.length + unread.length > 0, JSON.stringify(line))
    }),
    { numRuns: 500 },
  )
})

test('hostile texts of a megabyte are read in a moment', () => {
  const texts = [
    'a'.repeat(1e6),
    ')'.repeat(1e6),
    'C:\\'.repeat(3e5),
    '[ '.repeat(5e5),
    'a.'.repeat(5e5),
    'http://'.repeat(1.4e5),
    'hxxp '.repeat(2e5),
    'a@'.repeat(5e5),
    '1.2.3.4-'.repeat(1.2e5),
    '%a%\\'.repeat(2.5e5),
  ]
  for (const text of texts) {
    const began = performance.now()
    read(text)
    assert.ok(performance.now() - began < 5_000, text.slice(0, 10))
  }
})

test('past the ceiling indicators are left out, and it is said how many', () => {
  const text = Array.from({ length: 120 }, (_, i) => `198.51.100.${i}`).join('\n')
  const { items, beyond } = read(`${text}\n198.51.100.1\n198.51.100.119`, 100)
  assert.deepEqual([items.length, beyond], [100, 20])
})

const paragraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
const document = (body: string, before = '') =>
  `<?xml version="1.0"?>${before}<w:document xmlns:w="urn:w"><w:body>${body}</w:body></w:document>`
const docx = (body: string, before?: string) =>
  zipFile([
    { name: '[Content_Types].xml', text: '<Types/>' },
    { name: 'word/document.xml', text: document(body, before) },
  ])

test('DOCX: paragraphs and cells of tables with their places, text that Word divided, and nothing that was deleted', () => {
  const divided = '<w:p><w:r><w:t>evil</w:t></w:r><w:r><w:t>[.]exam</w:t></w:r><w:r><w:t>ple</w:t></w:r></w:p>'
  const deleted = '<w:p><w:del><w:r><w:delText>gone.example</w:delText></w:r></w:del></w:p>'
  const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`
  const table = `<w:tbl><w:tr>${cell('STT')}${cell('IP')}</w:tr><w:tr>${cell('1')}${cell('198.51.100[.]7')}</w:tr></w:tbl>`
  const result = readFile(docx(`${paragraph('Kính gửi &amp; chào')}${divided}${deleted}${table}`))
  assert.ok(result.ok)
  assert.deepEqual(
    result.value.items.map((item) => [keyOf(item), item.places]),
    [
      ['domain evil.example', [{ line: 2 }]],
      ['address 198.51.100.7', [{ cell: 'T1!B2' }]],
    ],
  )
})

test('XLSX: shared and inline text of every sheet with sheet and cell; a digest that became a number is told', () => {
  const bytes = zipFile([
    {
      name: 'xl/workbook.xml',
      text: '<workbook xmlns:r="urn:r"><sheets><sheet name="IP" r:id="rId1"/><sheet name="Ẩn" state="hidden" r:id="rId2"/></sheets></workbook>',
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    },
    {
      name: 'xl/sharedStrings.xml',
      text: '<sst><si><r><t>198.51.</t></r><r><t>100[.]7</t></r></si><si><t>Địa chỉ</t></si></sst>',
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      text: '<worksheet><sheetData><row><c r="A1" t="s"><v>1</v></c></row><row><c r="A2" t="s"><v>0</v></c><c r="B2"><v>45000</v></c><c r="C2"><v>1.2345E+31</v></c></row></sheetData></worksheet>',
    },
    {
      name: 'xl/worksheets/sheet2.xml',
      text: '<worksheet><sheetData><row><c r="D4" t="inlineStr"><is><t>evil[.]example</t></is></c></row></sheetData></worksheet>',
    },
  ])
  const result = readFile(bytes)
  assert.ok(result.ok)
  assert.deepEqual(
    result.value.items.map((item) => [keyOf(item), item.places]),
    [
      ['address 198.51.100.7', [{ cell: 'IP!A2' }]],
      ['domain evil.example', [{ cell: 'Ẩn!D4' }]],
    ],
  )
  assert.deepEqual(
    result.value.unread.map(({ place, reason }) => [place, reason]),
    [
      [{ cell: 'IP!A1' }, 'nothing'],
      [{ cell: 'IP!C2' }, 'hash-length'],
    ],
  )
})

test('a file is what its content shows; what is not read is refused by a reason of its own', () => {
  const refusal = (bytes: Uint8Array) => {
    const result = readFile(bytes)
    return result.ok ? 'read' : result.error
  }
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
  assert.equal(refusal(Buffer.from('%PDF-1.7')), 'pdf')
  assert.equal(refusal(Buffer.from('{\\rtf1 x}')), 'rtf')
  assert.equal(refusal(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1])), 'old-office')
  assert.equal(refusal(Buffer.from('MZ\x90\0')), 'archive')
  assert.equal(refusal(zipFile([{ name: 'a.txt', text: '198.51.100.7' }])), 'archive')
  assert.equal(refusal(Buffer.from([1, 2, 0, 3])), 'binary')
  assert.equal(refusal(Buffer.alloc(0)), 'empty')
  assert.equal(refusal(docx(paragraph('&b;'), bomb)), 'damaged')
  assert.equal(refusal(docx(paragraph('x').repeat(2).slice(0, -3))), 'damaged')
  assert.equal(refusal(docx('<w:p>'.repeat(500) + '</w:p>'.repeat(500))), 'damaged')
  assert.equal(refusal(docx(paragraph('a'.repeat(40 * 1024 * 1024)))), 'too-large')
  assert.equal(
    refusal(zipFile([{ name: 'word/document.xml', text: document(paragraph('a'.repeat(1e6))), claims: 100 }])),
    'damaged',
  )
  assert.equal(refusal(docx(paragraph('198.51.100.7')).subarray(0, 200)), 'damaged')
  const utf16 = Buffer.from('\ufeffđịa chỉ 198.51.100.7\r\n', 'utf16le')
  const result = readFile(utf16)
  assert.deepEqual(result.ok && result.value.items.map(keyOf), ['address 198.51.100.7'])
  const old = readFile(Buffer.from('M\xb8y ch\xf1: 198.51.100.7', 'latin1'))
  assert.deepEqual(old.ok && old.value.items.map(keyOf), ['address 198.51.100.7'])
})
