import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCsv, unquotedCell, writeCsv } from '../../../core/lib/csv.ts'

test('a byte order mark, semicolons, tabs, Excel’s sep line, quotes over lines: rows with the lines they begin on', () => {
  assert.deepEqual(parseCsv('\uFEFFa;b\r\n"1\n""x""";2,5\r\n;\r\n3;4').rows, [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1\n"x"', '2,5'] },
    { line: 5, cells: ['3', '4'] },
  ])
  assert.deepEqual(parseCsv('sep=|\r\na|b;c\n').rows, [{ line: 2, cells: ['a', 'b;c'] }])
  assert.deepEqual(parseCsv('a\tb\n1\t').rows[1], { line: 2, cells: ['1', ''] })
  assert.deepEqual(parseCsv('a,b\n1,"2\n3').unclosed, 2)
})

const formulas = [
  '=1+1',
  '+84 912',
  '-2',
  '@x',
  '\tx',
  ' =1',
  "'=1",
  '"=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  '⁺1',
  '⁼1',
  '₊1',
  '₌1',
  '⩵1',
  '⩶1',
  '﬩1',
  '＂=1',
  '\u200b=1',
  '\0=1',
]
const figures = [
  '0912345678',
  '12345678901234567890',
  '12e45',
  '1.5',
  '10.123.123.123',
  '1,5',
  '3/4',
  '1-2',
  '03:14',
  '50%',
  'MAR1',
]

test('what is written is read back as it was; nothing in it is a formula', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...formulas, ...figures, 'Xã; "Mường"\n', 'đ', "'", "''"),
    fc
      .tuple(fc.constantFrom("'", '"', ' ', '\t', '\u3000'), fc.constantFrom(...formulas, ...figures))
      .map((two) => two.join('')),
  )
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const table = [['a', 'b', 'c', 'd'], ...rows]
      const read = parseCsv(writeCsv(table)).rows.map(({ cells }) => cells)
      // A row of blanks is left aside; of what is blank only a tab or a line end is marked, and so comes back.
      const kept = table.filter((row) => row.some((one) => one.trim() !== '' || /^[\t\r\n]/.test(one)))
      for (const one of read.flat()) assert.doesNotMatch(one.normalize('NFKC'), /^[\s"\p{Cc}\p{Cf}]*[=+\-@]/u)
      assert.deepEqual(
        read.map((cells) => cells.map(unquotedCell)),
        kept,
      )
    }),
    { numRuns: 500 },
  )
})

test('figures that Excel would alter are kept apart; what it leaves alone stays as it is', () => {
  const lineOf = (cell: string) =>
    writeCsv([[cell, 'x']])
      .slice(1)
      .replace(/;x\r\n$/, '')
      .replaceAll('"', '')
  for (const one of [...formulas, ...figures]) assert.ok(lineOf(one).startsWith("'"), one)
  const plain = [
    '443',
    '10.0.0.5',
    '203.0.113.7',
    'máy-01',
    '2026-11-23T03:14:07.123+07:00',
    '00:11:22:33:44:55',
    'fe80::1',
    '',
  ]
  for (const one of plain) assert.equal(lineOf(one), one)
})
