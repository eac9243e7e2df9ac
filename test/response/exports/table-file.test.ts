import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readSheet } from 'read-excel-file/node'
import { parseCsv, unquotedCell } from '../../../core/lib/csv.ts'
import { readZip } from '../../../core/lib/read-zip.ts'
import { type Cell, fitting } from '../../../response/exports/cell.ts'
import { csvFile, inChunks, xlsxFile } from '../../../response/exports/table-file.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const heads = ['Máy', 'time', 'n']
const table = (rows: readonly (readonly Cell[])[]) => ({
  heads,
  times: [1],
  rows: (async function* () {
    yield* rows
  })(),
})

async function bytesOf(file: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of file) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

const hostile = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.constantFrom(
    '=1+1',
    "=cmd|'/c calc'!A1",
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    ' =1',
    '＝1',
    '_x0041_',
    '<f>1</f>',
    '12e45',
    'Xã Đắk "Ơ"\r\n',
  ),
)

test('CSV: every text comes back as it was and none is a formula; moments carry their zone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 8 }), async (texts) => {
      const rows = texts.map((text, at): Cell[] => [text, { time: Date.UTC(2026, 10, 18, 9, 6, 40, 123) }, at])
      const text = (await bytesOf(inChunks(csvFile(table(rows), timeZone)))).toString()
      assert.ok(text.startsWith('\uFEFFMáy;time;n\r\n'))
      const read = parseCsv(text).rows.slice(1)
      assert.deepEqual(
        read.map(({ cells }) => unquotedCell(cells[0] ?? '')),
        texts.map((one) => one.toWellFormed()),
      )
      for (const { cells } of read) {
        assert.doesNotMatch((cells[0] ?? '').normalize('NFKC'), /^[\s"\p{Cc}\p{Cf}]*[=+\-@]/u)
        assert.equal(cells[1], '2026-11-18T16:06:40.123+07:00')
      }
    }),
    { numRuns: 60 },
  )
})

test('XLSX: another reader finds every text as text, counts as numbers, moments as dates of the zone’s clock', async () => {
  const texts = [
    '=1+1',
    "=cmd|'/c calc'!A1",
    '+84',
    '-2',
    '@x',
    '＝1',
    '_x0041_',
    '<f>1</f>&',
    '12e45',
    '0912',
    'Xã Đắk Ơ',
    'true',
  ]
  const rows = texts.map((text, at): Cell[] => [text, { time: Date.UTC(2026, 10, 18, 16, 6, 40) }, at])
  const bytes = await bytesOf(xlsxFile(table(rows), timeZone))
  const read = await readSheet(bytes)
  assert.deepEqual(read[0], heads)
  assert.deepEqual(
    read.slice(1).map(([text]) => text),
    texts,
  )
  assert.deepEqual(read[1]?.slice(1), [new Date(Date.UTC(2026, 10, 18, 23, 6, 40)), 0])
  const sheet = sheetXml(bytes)
  assert.doesNotMatch(sheet, /<f[ >/]|<hyperlink/)
  assert.equal(sheet.match(/t="inlineStr"/g)?.length, texts.length + heads.length)
})

test('XLSX: whatever the text, the sheet has no formula and is read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 6 }), async (texts) => {
      const bytes = await bytesOf(xlsxFile(table(texts.map((text) => [text, null, null])), timeZone))
      assert.equal((await readSheet(bytes)).length, texts.length + 1)
      assert.doesNotMatch(sheetXml(bytes), /<f[ >/]/)
    }),
    { numRuns: 40 },
  )
})

test('a text longer than a cell takes ends with how much was left out', () => {
  assert.equal(fitting('a'.repeat(40_000)).slice(-9), ' […+8000]')
  assert.equal(fitting('a'.repeat(32_000)).length, 32_000)
})

test('a million rows are not kept: reading stops when nobody reads on', async () => {
  let made = 0
  const rows = (async function* () {
    for (; made < 1_000_000; made++) yield ['máy', { time: made }, made] as const
  })()
  for await (const _ of xlsxFile({ heads, times: [1], rows }, timeZone)) if (made > 1_000) break
  assert.ok(made < 200_000, String(made))
})

function sheetXml(bytes: Uint8Array): string {
  const bounds = { entries: 20, fileBytes: 1e7, allBytes: 1e7 }
  const { files } = readZip(bytes, bounds, (path) => path === 'xl/worksheets/sheet1.xml')
  return new TextDecoder().decode(files[0]?.bytes)
}
