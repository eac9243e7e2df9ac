import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ProcessFacts, ProcessName } from '../../../response/entities/process/facts.ts'
import { keyOf } from '../../../response/entities/process/key.ts'
import { lineageOf, mostGenerations } from '../../../response/entities/process/lineage.ts'

const named = (entityId: string | null, pid: string | null = null): ProcessName => ({
  entityId,
  pid,
  name: entityId ?? pid,
  executable: null,
  commandLine: null,
})
const process = (id: string, parent: ProcessName): ProcessFacts => ({
  ...named(`{${id}}`),
  event: id,
  time: 0,
  host: 'pc',
  unit: null,
  dataset: 'd',
  sequence: null,
  user: null,
  hashes: [],
  parent,
})

test('whoever is whose parent, the line ends, holds nobody twice, and says why it ends', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `p${n}`)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(59), { minLength: 60, maxLength: 60 }), fc.nat(59), async (parents, begin) => {
      const all = new Map(names.map((name, n) => [`{${name}}`, process(name, named(`{p${parents[n]}}`))]))
      const first = all.get(`{p${begin}}`)
      assert.ok(first)
      const find = async (key: ReturnType<typeof keyOf>) => {
        const start = key?.by.kind === 'id' ? all.get(key.by.entityId) : undefined
        return start === undefined ? { start, gaveUp: false } : { start }
      }
      const { ancestors, end } = await lineageOf(first, find, () => false)
      const events = [...ancestors.map(({ event }) => event), first.event]
      assert.equal(new Set(events).size, events.length)
      assert.ok(ancestors.length <= mostGenerations)
      // Everybody has a parent here, so that only a loop or the depth can end it.
      assert.ok(end === 'loop' || (end === 'deep' && ancestors.length === mostGenerations))
      ancestors.forEach((one, at) => {
        const below = all.get(`{${events[at + 1]}}`)
        assert.equal(below?.parent.entityId, one.entityId)
      })
    }),
    { numRuns: 200 },
  )
})

test('a root, a parent that is not there, and time that runs out', async () => {
  const gone = async () => ({ start: undefined, gaveUp: false }) as const
  const root = process('a', { ...named(null), name: null })
  assert.deepEqual(await lineageOf(root, gone, () => false), { ancestors: [], end: 'root' })
  const orphan = process('a', named('{b}'))
  const unseen = await lineageOf(orphan, gone, () => false)
  assert.deepEqual([unseen.end, unseen.ancestors[0]?.parentOf, unseen.ancestors[0]?.event], ['unseen', 'a', null])
  assert.equal((await lineageOf(orphan, gone, () => true)).end, 'budget')
  const slow = async () => ({ start: undefined, gaveUp: true }) as const
  assert.equal((await lineageOf(orphan, slow, () => false)).end, 'budget')
})

test('zeros and the idle process name nobody', () => {
  const at = { host: 'pc', unit: null, dataset: 'd' }
  assert.equal(keyOf(at, named('{00000000-0000-0000-0000-000000000000}')), undefined)
  assert.equal(keyOf(at, named(null, '0')), undefined)
  assert.deepEqual(keyOf(at, named(null, '4'))?.by, { kind: 'pid', pid: '4', dataset: 'd' })
})
