import assert from 'node:assert/strict'
import { test } from 'node:test'
import { piecesOfFile } from '../../../response/indicators/read-file.ts'
import { type ZipEntry, zipFile } from '../../support/zip-file.ts'

/** Milliseconds in which a file that is made to cost much is refused, on a busy machine. */
const soon = 20_000

const book = (shared: string, cells: string): readonly ZipEntry[] => [
  {
    name: 'xl/workbook.xml',
    text: '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    text: '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  },
  { name: 'xl/sharedStrings.xml', text: `<sst><si><t>${shared}</t></si></sst>` },
  { name: 'xl/worksheets/sheet1.xml', text: `<worksheet><sheetData><row r="1">${cells}</row></sheetData></worksheet>` },
]
const cells = (count: number) =>
  Array.from({ length: count }, (_, at) => `<c r="A${at + 1}" t="s"><v>0</v></c>`).join('')
const letter = (body: string): readonly ZipEntry[] => [
  { name: 'word/document.xml', text: `<w:document><w:body>${body}</w:body></w:document>` },
]
const said = (entries: readonly ZipEntry[]) => {
  const bytes = zipFile(entries)
  const began = performance.now()
  const read = piecesOfFile(bytes)
  const took = performance.now() - began
  assert.ok(took < soon, `${bytes.length} bytes took ${Math.round(took)} ms`)
  return read.ok ? [...read.value].length : read.error
}

test('one text that stands in every cell is read as often as it stands there, and no file says more than a text could', () => {
  assert.equal(said(book('evil.example', cells(1_000))), 1_000)
  assert.equal(said(book('evil.example '.repeat(80_000), cells(2_000))), 'too-large')
  assert.equal(said(book('evil.example\n'.repeat(2_000), cells(100_000))), 'too-large')
})

test('what unpacks to far more than it weighs is refused', () => {
  assert.equal(said(letter(`<w:p><w:r><w:t>${'a'.repeat(17_000_000)}</w:t></w:r></w:p>`)), 'too-large')
  assert.equal(said(letter(`<w:p/>${' '.repeat(34_000_000)}`)), 'too-large')
  const lies = letter(`<w:p><w:r><w:t>${'a'.repeat(2_000_000)}</w:t></w:r></w:p>`)
  assert.equal(said(lies.map((entry) => ({ ...entry, claims: 1_000 }))), 'damaged', 'a size that is a lie')
  const many = Array.from({ length: 5_000 }, (_, at) => ({ name: `word/${at}.xml`, text: '' }))
  assert.equal(said([...letter(''), ...many]), 'too-large')
})

test('XML that unfolds, reads files, asks other hosts or nests without end is refused', () => {
  const entities = Array.from({ length: 12 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')
  const type = (declared: string, body: string): readonly ZipEntry[] => [
    {
      name: 'word/document.xml',
      text: `<?xml version="1.0"?><!DOCTYPE d [${declared}]><w:document><w:p><w:r><w:t>${body}</w:t></w:r></w:p></w:document>`,
    },
  ]
  assert.equal(said(type(`<!ENTITY l0 "lol">${entities}`, '&l12;')), 'damaged')
  assert.equal(said(type('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;')), 'damaged')
  assert.equal(said(type('<!ENTITY x SYSTEM "http://169.254.169.254/latest/meta-data/">', '&x;')), 'damaged')
  assert.equal(said(type('<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;', '')), 'damaged')
  assert.equal(said(letter('<w:p>'.repeat(100_000))), 'damaged')
})

test('an archive that names places outside is refused, and its names are no paths', () => {
  for (const name of ['../../etc/cron.d/x', '/etc/passwd', 'C:/windows/x', 'word\\..\\x', 'word/../../x', 'a\0b']) {
    assert.equal(said([...letter(''), { name, text: 'x' }]), 'damaged', name)
  }
  const link = { name: 'word/document.xml', text: '/etc/passwd', mode: 0o120777 }
  assert.equal(said([link]), 'archive', 'a link is not followed')
})
