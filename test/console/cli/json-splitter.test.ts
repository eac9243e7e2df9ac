import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonSplitter } from '../../../console/cli/json-splitter.ts'

/** Objects as they are, `broken` for what is none, each with its line. */
function split(text: string, step: number): [number, unknown][] {
  const found: [number, unknown][] = []
  const splitter = new JsonSplitter(({ value, line }) => found.push([line, value ?? 'broken']))
  for (let at = 0; at < text.length; at += step) splitter.push(text.slice(at, at + step))
  splitter.end()
  return found
}

const cases: readonly { name: string; text: string; pieces: [number, unknown][] }[] = [
  {
    name: 'one a line',
    text: '{"a":1}\n{"b":2}\n',
    pieces: [
      [1, { a: 1 }],
      [2, { b: 2 }],
    ],
  },
  {
    name: 'without a newline at the end',
    text: '{"a":1}\n{"b":2}',
    pieces: [
      [1, { a: 1 }],
      [2, { b: 2 }],
    ],
  },
  {
    name: 'blank lines, CRLF and a byte order mark',
    text: '\ufeff{"a":1}\r\n\r\n{"b":2}\r\n',
    pieces: [
      [1, { a: 1 }],
      [3, { b: 2 }],
    ],
  },
  {
    name: 'pretty-printed, one after another',
    text: '{\n "a": 1\n}\n{\n "b": [\n  "}"\n ]\n}\n',
    pieces: [
      [1, { a: 1 }],
      [4, { b: ['}'] }],
    ],
  },
  {
    name: 'an array',
    text: '[{"a":1},\n {"b":"]"}\n]\n',
    pieces: [
      [1, { a: 1 }],
      [2, { b: ']' }],
    ],
  },
  {
    name: 'an array, pretty-printed without indentation',
    text: '[\n{\n"a":1\n},\n{\n"b":2\n}\n]',
    pieces: [
      [2, { a: 1 }],
      [5, { b: 2 }],
    ],
  },
  {
    name: 'several on one line',
    text: '{"a":1}{"b":2} {"c":3}\n',
    pieces: [
      [1, { a: 1 }],
      [1, { b: 2 }],
      [1, { c: 3 }],
    ],
  },
  { name: 'nested braces at the start of a line', text: '{"a":\n{"b":1}\n}\n', pieces: [[1, { a: { b: 1 } }]] },
  {
    name: 'a broken line among good ones',
    text: '{"a":1}\n{"b": }\n{"c":3}\n',
    pieces: [
      [1, { a: 1 }],
      [2, 'broken'],
      [3, { c: 3 }],
    ],
  },
  {
    name: 'a cut line among good ones',
    text: '{"a":1}\n{"b":"x\n{"c":3}\n',
    pieces: [
      [1, { a: 1 }],
      [2, 'broken'],
      [3, { c: 3 }],
    ],
  },
  {
    name: 'a cut line first',
    text: '{"a":\n{"b":2}\n{"c":3}\n',
    pieces: [
      [1, 'broken'],
      [2, { b: 2 }],
      [3, { c: 3 }],
    ],
  },
  {
    name: 'a brace too many',
    text: '{"a":1}\n{"b":2}}\n{"c":3}\n',
    pieces: [
      [1, { a: 1 }],
      [2, 'broken'],
      [3, { c: 3 }],
    ],
  },
  {
    name: 'text, numbers and null',
    text: 'hello\n42\nnull\n{"a":1}\n',
    pieces: [
      [1, 'broken'],
      [2, 'broken'],
      [3, 'broken'],
      [4, { a: 1 }],
    ],
  },
  {
    name: 'a broken element of an array',
    text: '[{"a":1},{"b":},7,{"c":3}]',
    pieces: [
      [1, { a: 1 }],
      [1, 'broken'],
      [1, 'broken'],
      [1, { c: 3 }],
    ],
  },
  {
    name: 'an array that is not closed',
    text: '[{"a":1},{"b":',
    pieces: [
      [1, { a: 1 }],
      [1, 'broken'],
    ],
  },
  {
    name: 'a broken value over several lines',
    text: '{\n "a": ,\n}\n{"b":2}\n',
    pieces: [
      [1, 'broken'],
      [4, { b: 2 }],
    ],
  },
  { name: 'nothing', text: ' \n\n', pieces: [] },
]

for (const { name, text, pieces } of cases) {
  test(`JSON input: ${name}`, () => {
    for (const step of [1, 2, 3, 7, 1000]) assert.deepEqual(split(text, step), pieces, `in steps of ${step}`)
  })
}

test('objects come through whichever way they are written', () => {
  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }), { maxLength: 6 })
  fc.assert(
    fc.property(objects, fc.integer({ min: 1, max: 50 }), (list, step) => {
      const plain = JSON.parse(JSON.stringify(list)) as object[]
      const writings = [
        list.map((one) => JSON.stringify(one)).join('\n'),
        list.map((one) => JSON.stringify(one, null, 2)).join('\n'),
        list.map((one) => JSON.stringify(one)).join(''),
        JSON.stringify(list),
        JSON.stringify(list, null, 1),
      ]
      for (const text of writings)
        assert.deepEqual(
          split(text, step).map(([, value]) => value),
          plain,
        )
    }),
  )
})

test('many broken lines cost no more than their length', () => {
  const start = performance.now()
  assert.equal(split('{"a":"x\n'.repeat(100_000), 65_536).length, 100_000)
  assert.ok(performance.now() - start < 10_000)
})
