import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compilePath, isIrregular, textOf, vendorFields, vendorLeaves } from '../../../core/event/path.ts'
import { documents } from '../../support/predicate-arbitraries.ts'

const values = (document: object, name: string) => compilePath(name).values(document)

test('nested objects, literal dotted keys, mixes and lists of objects', () => {
  assert.equal(values({ a: { b: { c: 1 } } }, 'a.b.c'), 1)
  assert.equal(values({ 'a.b.c': 1 }, 'a.b.c'), 1)
  assert.equal(values({ 'a.b': { c: 1 } }, 'a.b.c'), 1)
  assert.equal(values({ a: { 'b.c': 1 } }, 'a.b.c'), 1)
  assert.deepEqual(values({ a: { b: { c: 1 } }, 'a.b': [{ c: 2 }, { c: [3] }] }, 'a.b.c'), [1, 2, 3])
  assert.deepEqual(values({ a: [{ b: 'x' }, null, 5, { b: ['y', null] }] }, 'a.b'), ['x', 'y'])
  assert.deepEqual(values({ a: ['x', 'y'] }, 'a'), ['x', 'y'])
})

test('null, the empty list, objects and what JSON cannot hold are no values', () => {
  for (const a of [null, undefined, [], [null], {}, { b: 1 }, [{ b: 1 }], Number.NaN, Number.POSITIVE_INFINITY, [[]]]) {
    assert.equal(values({ a }, 'a'), undefined)
  }
  for (const a of ['', 0, false]) assert.equal(values({ a }, 'a'), a)
})

test('prototypes are never looked at', () => {
  const inherits = Object.create({ a: 'inherited', b: { c: 'inherited' } })
  for (const name of [
    'a',
    'b.c',
    'constructor',
    'constructor.name',
    '__proto__',
    '__proto__.a',
    'toString',
    'x.length',
  ]) {
    assert.equal(values(inherits, name), undefined, name)
    assert.equal(compilePath(name).present(inherits), false, name)
  }
  const own = JSON.parse('{"__proto__":{"a":1},"constructor":"x"}')
  assert.equal(values(own, '__proto__.a'), 1)
  assert.equal(values(own, 'constructor'), 'x')
})

test('text of a value', () => {
  assert.equal(textOf(10.0), '10')
  assert.equal(textOf(-0), '0')
  assert.equal(textOf(0.1), '0.1')
  assert.equal(textOf(true), 'true')
  assert.equal(textOf('10.0'), '10.0')
})

test('the leaves of the vendor are all but our stamps', () => {
  const document = {
    '@timestamp': 't',
    message: 'm',
    event: { original: 'o', action: 'ours', id: 'ours' },
    'event.original': 'p',
    'event.code': 'ours',
    vonggac: { unit: { ids: ['ours'] } },
    'vonggac.x': 'ours',
    ecs: { version: 'ours' },
    related: { ip: ['ours'] },
    relatedness: 'r',
    winlog: { data: [{ a: 1 }, { a: [true, null] }], 'b.c': 'd' },
  }
  assert.deepEqual(vendorLeaves(document), ['t', 'm', 'o', 'p', 'r', 1, true, 'd'])
  assert.deepEqual(vendorFields(document), [
    { field: '@timestamp', value: 't' },
    { field: 'message', value: 'm' },
    { field: 'event.original', value: 'o' },
    { field: 'event.original', value: 'p' },
    { field: 'relatedness', value: 'r' },
    { field: 'winlog.data.a', value: 1 },
    { field: 'winlog.data.a', value: true },
    { field: 'winlog.b.c', value: 'd' },
  ])
})

test('leaves with and without names are the same, and each is found under its name', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const fields = vendorFields(document)
      assert.deepEqual(
        fields.map(({ value }) => value),
        vendorLeaves(document),
      )
      for (const { field, value } of fields) assert.ok([values(document, field)].flat().includes(value), field)
    }),
    { numRuns: 1_000 },
  )
})

test('no depth overflows', () => {
  let objects: object = { leaf: 'x' }
  let lists: unknown = 'x'
  for (let i = 0; i < 100_000; i++) {
    objects = { a: objects }
    lists = [lists]
  }
  for (const document of [objects, { a: lists }]) {
    assert.deepEqual(vendorLeaves(document), ['x'])
    assert.equal(compilePath('a').present(document), true)
    assert.equal(isIrregular(document), true)
  }
  assert.equal(values({ a: lists }, 'a'), 'x')
})

test('what SQL would read otherwise is irregular', () => {
  const irregular = [
    { 'a.b': 1 },
    { a: { 'b.c': 1 } },
    { a: [{ b: 1 }] },
    { a: [[1]] },
    { a: 'x\0' },
    { a: ['x\0'] },
    { a: '\ud800' },
    { 'x\0': 1 },
  ]
  for (const document of irregular) {
    assert.equal(isIrregular(document), true, JSON.stringify(document))
    assert.equal(isIrregular(document, JSON.stringify(document)), true, JSON.stringify(document))
  }
  const regular = [{}, { a: { b: { c: [1, 'x', null, true] } } }, { a: '😀 đ' }, { a: 'x.y' }, { a: 0.5 }]
  for (const document of regular) {
    assert.equal(isIrregular(document), false, JSON.stringify(document))
    assert.equal(isIrregular(document, JSON.stringify(document)), false, JSON.stringify(document))
  }
})
