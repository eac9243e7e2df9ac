import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { askedBy } from '../../../core/store/asker.ts'
import { keyOf } from '../../../response/indicators/indicator.ts'
import { indicatorReader } from '../../../response/indicators/indicator-reader.ts'
import { piecesOfText } from '../../../response/indicators/read-file.ts'
import { zipFile } from '../../support/zip-file.ts'

const own = { networks: [], domains: [] }
/** Wide enough for a slow machine. */
const wide = { milliseconds: 120_000, megabytes: 512 }
const limit = { timeout: 240_000 }
/** Takes seconds to read. */
const slow = { bytes: Buffer.from('evil.com a.b\n'.repeat(500_000)) }
/** A small book of cells, each with the same text of many lines: two million lines, all within what a file may say. */
const bomb = zipFile([
  {
    name: 'xl/workbook.xml',
    text: '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>',
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    text: '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  },
  { name: 'xl/sharedStrings.xml', text: `<sst><si><t>${'a\n'.repeat(400)}</t></si></sst>` },
  {
    name: 'xl/worksheets/sheet1.xml',
    text: `<worksheet><sheetData>${'<c r="A1" t="s"><v>0</v></c>'.repeat(5_000)}</sheetData></worksheet>`,
  },
])
const refusal = (read: Awaited<ReturnType<ReturnType<typeof indicatorReader>>>) => (read.ok ? 'read' : read.error)

test('a file is read in another process as it would be in this one', limit, async () => {
  const read = indicatorReader(wide)
  const text = `hxxp://evil[.]example/a\r\n\r\n198.51.100[.]7 và mail@evil.example\n`
  const [short, file, long] = await Promise.all([
    read({ text }, own),
    read({ bytes: Buffer.from(text) }, own),
    read({ text: `${text}${' \n'.repeat(100_000)}` }, own),
  ])
  assert.ok(short.ok)
  assert.deepEqual(
    short.value.items.map((item) => [keyOf(item), item.places]),
    [
      ['url http://evil.example/a', [{ line: 1 }]],
      ['address 198.51.100.7', [{ line: 3 }]],
      ['email mail@evil.example', [{ line: 3 }]],
    ],
  )
  assert.deepEqual([file, long], [short, short])
  assert.equal(refusal(await read({ bytes: Buffer.from('%PDF-1.7') }, own)), 'pdf')
})

test('lines end as they do on any system, and are counted whether or not they say something', () => {
  const lines = (text: string) => [...piecesOfText(text)].map((piece) => [piece.place, piece.text])
  assert.deepEqual(lines('a\nb\r\nc\rd'), [
    [{ line: 1 }, 'a'],
    [{ line: 2 }, 'b'],
    [{ line: 3 }, 'c'],
    [{ line: 4 }, 'd'],
  ])
  assert.deepEqual(lines('\r\n \na\r\r b\n'), [
    [{ line: 3 }, 'a'],
    [{ line: 5 }, ' b'],
  ])
  assert.deepEqual(lines(''), [])
})

test('this thread does its work while a file is read', limit, async () => {
  const read = indicatorReader(wide)
  const began = performance.now()
  let done = false
  const reading = read(slow, own).finally(() => {
    done = true
  })
  let [longest, last] = [0, began]
  while (!done) {
    await wait(1)
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  const took = performance.now() - began
  assert.equal(refusal(await reading), 'read')
  assert.ok(longest < took / 2, `held for ${longest} of ${took} ms`)
})

test(
  'what takes too long or too much memory is refused by a reason of its own, and the next file is read',
  limit,
  async () => {
    assert.equal(refusal(await indicatorReader({ ...wide, milliseconds: 1 })(slow, own)), 'too-long')
    const tight = indicatorReader({ ...wide, megabytes: 32 })
    assert.equal(refusal(await tight({ bytes: bomb }, own)), 'too-much-memory')
    assert.equal(refusal(await tight({ bytes: Buffer.from('198.51.100.7') }, own)), 'read')
  },
)

test(
  'whoever leaves ends his readings; whoever has too many waiting is told so, and others are read',
  limit,
  async () => {
    const read = indicatorReader(wide)
    const leaving = new AbortController()
    const ask = (person: string, left = leaving.signal) => askedBy({ person, left }, () => read(slow, own))
    const five = Array.from({ length: 5 }, () => assert.rejects(ask('an'), { code: 'abandoned' }))
    assert.equal(refusal(await ask('an')), 'busy')
    const other = ask('binh', new AbortController().signal)
    leaving.abort()
    await Promise.all(five)
    assert.equal(refusal(await other), 'read')
  },
)
