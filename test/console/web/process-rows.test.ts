import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ProcessChildren, ProcessNode, ProcessTree } from '../../../console/api/schemas/entities.ts'
import {
  askOf,
  type Branch,
  firstShown,
  keyOf,
  mostRows,
  moveFrom,
  rowsOf,
  type TreeRow,
} from '../../../console/web/src/pages/entities/process-rows.ts'

const node = (event: string | null, parentOf: string | null = null): ProcessNode => ({
  event,
  parentOf,
  host: 'pc',
  time: 0,
  entityId: null,
  pid: null,
  name: event,
  executable: null,
  commandLine: null,
  user: null,
  hashes: [],
  alerts: [],
})
const page = (nodes: readonly ProcessNode[], total = nodes.length, cursor: string | null = null): ProcessChildren => ({
  nodes: [...nodes],
  total: { value: total, relation: 'eq' },
  cursor,
})
const read = (nodes: readonly ProcessNode[], cursor: string | null = null): Branch => ({
  ...page(nodes, nodes.length + (cursor === null ? 0 : 7), cursor),
  state: 'read',
})
const tree: ProcessTree = {
  host: 'pc',
  ancestors: [node(null, 'a'), node('a')],
  end: 'unseen',
  process: node('p'),
  children: page([node('c2'), node('c1')], 52, 'x'),
  sure: true,
}
const seen = (rows: readonly TreeRow[]) =>
  rows.map((row) => `${' '.repeat(row.level)}${row.kind === 'process' ? (row.node.name ?? '?') : row.kind}`)

test('a tree opens on the line to its process and the children that came along', () => {
  const { rows, cut } = rowsOf(firstShown(tree))
  // Of the ancestors the other children can be asked for; of the process 50 are left.
  assert.deepEqual(seen(rows), [' ?', '  a', '   p', '    c2', '    c1', '    more', '   more', '  more'])
  const more = rows.find((row) => row.kind === 'more' && row.of === 'p')
  assert.deepEqual(more?.kind === 'more' && more.left, { value: 50, relation: 'eq' })
  assert.equal(cut, false)
  assert.deepEqual(
    [askOf(node(null, 'a')), askOf(node('a'))],
    [
      { event: 'a', of: 'parent' },
      { event: 'a', of: 'self' },
    ],
  )
})

test('the other children of an ancestor stand beside the line, which stands there once', () => {
  const shown = firstShown(tree)
  const branches = new Map(shown.branches).set('a', read([node('s'), node('p')]))
  const { rows } = rowsOf({ ...shown, branches })
  assert.deepEqual(seen(rows), [' ?', '  a', '   p', '    c2', '    c1', '    more', '   s', '  more'])
  const closed = rowsOf({ ...shown, open: new Set([keyOf(node(null, 'a'))]) })
  assert.deepEqual(seen(closed.rows), [' ?', '  a', '  more'])
})

test('a branch says that it is being read, failed, or is empty', () => {
  const shown = firstShown({ ...tree, children: page([node('c1')]) })
  const open = new Set([...shown.open, 'c1'])
  const note = (branch: Branch | undefined) => {
    const branches = branch === undefined ? shown.branches : new Map(shown.branches).set('c1', branch)
    return rowsOf({ ...shown, branches, open }).rows.find((row) => 'of' in row && row.of === 'c1')?.kind
  }
  assert.equal(note(undefined), 'reading')
  assert.equal(note({ ...read([]), state: 'failed' }), 'failed')
  assert.equal(note(read([])), 'none')
  assert.equal(note(read([node('d')])), undefined)
})

test('arrows walk, open and close; at the edges they stay', () => {
  const { rows } = rowsOf(firstShown(tree))
  const at = (key: string) => rows.findIndex((row) => row.key === key)
  assert.deepEqual(moveFrom(rows, at('p'), 'ArrowDown'), { to: 'c2' })
  assert.deepEqual(moveFrom(rows, 0, 'ArrowUp'), { to: rows[0]?.key })
  assert.deepEqual(moveFrom(rows, at('p'), 'Home'), { to: rows[0]?.key })
  assert.deepEqual(moveFrom(rows, 0, 'End'), { to: rows.at(-1)?.key })
  assert.deepEqual(moveFrom(rows, at('p'), 'ArrowLeft'), { turn: 'p' })
  assert.deepEqual(moveFrom(rows, at('p'), 'ArrowRight'), { to: 'c2' })
  assert.deepEqual(moveFrom(rows, at('c2'), 'ArrowRight'), { turn: 'c2' })
  assert.deepEqual(moveFrom(rows, at('c2'), 'ArrowLeft'), { to: 'p' })
  assert.equal(moveFrom(rows, at('p'), 'x'), undefined)
})

test('whatever hangs below whatever, loops too: it ends, rows have keys of their own, and parents stand above', () => {
  const name = fc.constantFrom(...'abcdefgh'.split(''))
  const branches = fc.dictionary(name, fc.array(name, { maxLength: 6 }))
  fc.assert(
    fc.property(branches, fc.array(name, { maxLength: 4 }), (children, line) => {
      const made: ProcessTree = {
        ...tree,
        ancestors: line.map((one) => node(one)),
        children: page([node('a'), node('b')]),
      }
      const shown = {
        tree: made,
        branches: new Map(
          Object.entries(children).map(([key, of]) => [key, read([...new Set(of)].map((one) => node(one)))]),
        ),
        open: new Set([...'abcdefgh', 'p']),
      }
      const { rows, cut } = rowsOf(shown)
      assert.ok(rows.length <= mostRows)
      assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length)
      if (rows.length < mostRows) assert.equal(cut, false)
      for (const [index, row] of rows.entries()) {
        const above = rows.slice(0, index).findLast((one) => one.level === row.level - 1)
        if (row.level > 1) assert.equal(above?.key, row.parent)
      }
    }),
    { numRuns: 200 },
  )
})

test('children of one name fold into a line; what an alert marks stands alone', () => {
  const named = (n: number): ProcessNode => ({ ...node(`n${n}`), name: 'ping.exe' })
  const alert = { id: 'a', status: 'new', severity: 'high', title: { vi: '', en: '' } } as const
  const many = Array.from({ length: 20 }, (_, n) => (n === 10 ? { ...named(n), alerts: [alert] } : named(n)))
  const shown = firstShown({ ...tree, ancestors: [], children: page([...many, node('c')]) })
  const { rows } = rowsOf(shown)
  assert.deepEqual(
    rows.map((row) => (row.kind === 'group' ? row.count : row.key)),
    ['p', 10, 'n10', 9, 'c'],
  )
  const [, first] = rows
  const opened = rowsOf({ ...shown, open: new Set([...shown.open, first?.key ?? '']) }).rows
  assert.deepEqual(
    opened.slice(1, 4).map(({ level, parent }) => [level, parent]),
    [
      [2, 'p'],
      [3, first?.key],
      [3, first?.key],
    ],
  )
  assert.deepEqual(moveFrom(rows, 1, 'ArrowRight'), { turn: first?.key })
  assert.deepEqual(moveFrom(opened, 2, 'ArrowLeft'), { to: first?.key })
})

test('two thousand children: a thousand rows, and told so', () => {
  const many = Array.from({ length: 2_000 }, (_, n) => node(`n${n}`))
  const { rows, cut } = rowsOf(firstShown({ ...tree, children: page(many) }))
  assert.deepEqual([rows.length, cut], [mostRows, true])
})
