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

test('what is written is read back; nothing in it is a formula', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('=1+1', '+84 912', '-2', '@x', 'Xã; "Mường"\n', '\tx', 'đ'))
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const table = [['a', 'b', 'c', 'd'], ...rows]
      const text = writeCsv(table)
      const read = parseCsv(text).rows.map(({ cells }) => cells)
      const kept = table.filter((row) => row.some((one) => one.trim() !== ''))
      for (const cells of read) for (const one of cells) assert.doesNotMatch(one, /^[=+\-@\t\r]/)
      assert.deepEqual(
        read.map((cells) => cells.map(unquotedCell)),
        kept.map((row) =>
          row.map((one) => unquotedCell(one.replace(/\r$/, (end) => (/[";,\r\n\t]/.test(one) ? end : '')))),
        ),
      )
    }),
  )
})
