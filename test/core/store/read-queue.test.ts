import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CodedError } from '../../../core/lib/errors.ts'
import { askedBy } from '../../../core/store/asker.ts'
import { ReadQueue } from '../../../core/store/read-queue.ts'
import { countWeight, type ReadWeight, searchWeight } from '../../../core/store/read-weight.ts'
import { eventQuery } from '../../../response/events/search.ts'

const lanes: readonly ReadWeight[] = ['quick', 'light', 'light', 'heavy']
const isAbandoned = (error: unknown) => error instanceof CodedError && error.code === 'abandoned'
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A reader whose reads end when the test says so, and what happened in which order. */
function slowReader() {
  const began: string[] = []
  const ends = new Map<string, () => void>()
  const left = new Map<string, AbortController>()
  const queue = new ReadQueue(lanes)
  const ask = (person: string, weight: ReadWeight, name: string, bulk = false) => {
    const leaving = left.get(person) ?? new AbortController()
    left.set(person, leaving)
    return askedBy({ person, left: leaving.signal, bulk }, () =>
      queue.run(weight, () => {
        began.push(name)
        return new Promise<string>((resolve) => {
          ends.set(name, () => resolve(name))
        })
      }),
    )
  }
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await turn()
  }
  return { queue, ask, began, end, leave: (person: string) => left.get(person)?.abort() }
}

test('twenty searches that read everything leave light and quick reads their lanes', async () => {
  const { queue, ask, began, end } = slowReader()
  const heavy = Array.from({ length: 20 }, (_, n) => ask('an', 'heavy', `heavy ${n}`))
  const others = [ask('binh', 'light', 'list'), ask('chi', 'light', 'search'), ask('binh', 'quick', 'record')]
  assert.deepEqual(began, ['heavy 0', 'list', 'search', 'record'])
  assert.deepEqual(queue.of('an'), { waiting: 19, ahead: 0 })
  assert.deepEqual(queue.of('binh'), { waiting: 0, ahead: 0 })
  for (const name of ['list', 'search', 'record']) await end(name)
  await Promise.all(others)
  for (let n = 0; n < 20; n++) await end(`heavy ${n}`)
  assert.equal((await Promise.all(heavy)).length, 20)
})

test('people have turns: who asks once does not wait for all reads of somebody who asked for many', async () => {
  const { queue, ask, began, end } = slowReader()
  const all = ['a0', 'a1', 'a2'].map((name) => ask('an', 'heavy', name))
  all.push(ask('binh', 'heavy', 'b0'), ask('chi', 'heavy', 'c0'))
  assert.deepEqual([queue.of('binh').ahead, queue.of('chi').ahead, queue.of('an').ahead], [0, 1, 2])
  for (const name of ['a0', 'b0', 'c0', 'a1', 'a2']) await end(name)
  assert.deepEqual(began, ['a0', 'b0', 'c0', 'a1', 'a2'])
  await Promise.all(all)
})

test('one person alone has all light lanes, and behind somebody who has none only the next that is free', async () => {
  const { ask, began, end } = slowReader()
  const all = ['a0', 'a1', 'a2', 'a3'].map((name) => ask('an', 'light', name))
  all.push(ask('binh', 'light', 'b0'), ask('binh', 'light', 'b1'))
  assert.deepEqual(began, ['a0', 'a1'])
  for (const name of ['a0', 'a1', 'b0', 'a2', 'b1', 'a3']) await end(name)
  assert.deepEqual(began, ['a0', 'a1', 'b0', 'a2', 'b1', 'a3'])
  await Promise.all(all)
})

test('nobody has more than half of the heavy lanes, also while the others are idle', async () => {
  const queue = new ReadQueue(['heavy', 'heavy', 'heavy', 'heavy'])
  let running = 0
  for (let n = 0; n < 4; n++) {
    void queue.run('heavy', () => {
      running += 1
      return new Promise(() => undefined)
    })
  }
  assert.equal(running, 2)
})

test('an export goes with the heavy reads, however little it asks for at a time', async () => {
  const { ask, began, end } = slowReader()
  const all = [ask('an', 'heavy', 'search'), ask('an', 'light', 'page of an export', true), ask('an', 'light', 'list')]
  assert.deepEqual(began, ['search', 'list'])
  for (const name of ['list', 'search', 'page of an export']) await end(name)
  await Promise.all(all)
})

test('who leaves is out of the queue, is answered at once, and gives the lane back when his read has stopped', async () => {
  const { queue, ask, began, end, leave } = slowReader()
  const gone = [ask('an', 'heavy', 'a0'), ask('an', 'heavy', 'a1')]
  const next = ask('binh', 'heavy', 'b0')
  leave('an')
  for (const one of gone) await assert.rejects(one, isAbandoned)
  assert.deepEqual(queue.of('an'), { waiting: 0, ahead: 0 })
  assert.deepEqual(began, ['a0'], 'the lane is not free before its read has settled')
  await end('a0')
  assert.deepEqual(began, ['a0', 'b0'])
  await end('b0')
  assert.equal(await next, 'b0')
  await assert.rejects(ask('an', 'quick', 'late'), isAbandoned)
})

test('a read that fails frees its lane', async () => {
  const queue = new ReadQueue(['heavy'])
  await assert.rejects(
    queue.run('heavy', () => Promise.reject(new Error('broken'))),
    /broken/,
  )
  assert.equal(await queue.run('heavy', async () => 'next'), 'next')
})

test('somebody whose reads wait without end is refused plainly, others are not', async () => {
  const { ask } = slowReader()
  const waiting = Array.from({ length: 201 }, (_, n) => ask('an', 'heavy', `a${n}`))
  await assert.rejects(
    ask('an', 'heavy', 'one too many'),
    (error) => error instanceof CodedError && error.code === 'too-many-searches',
  )
  assert.equal(waiting.length, 201)
  const other = ask('binh', 'quick', 'record')
  assert.equal(await Promise.race([other, turn().then(() => 'runs')]), 'runs')
})

test('what a search costs is told by its looks', () => {
  const day = 86_400_000
  const weigh = (days: number, search: object) => {
    const query = eventQuery({ from: 0, to: days * day, ...search }, 'UTC')
    assert.ok(query.ok)
    return [searchWeight(query.value), countWeight(query.value)]
  }
  assert.deepEqual(weigh(1, {}), ['light', 'light'])
  assert.deepEqual(weigh(31, {}), ['light', 'heavy'], 'the newest are there at once, counting all of a month is not')
  assert.deepEqual(weigh(1, { only: ['source.ip=10.0.0.7', 'host.name=web-*'] }), ['light', 'light'])
  assert.deepEqual(weigh(7, { only: ['source.ip=10.0.0.7'] }), ['heavy', 'heavy'])
  assert.deepEqual(weigh(1, { text: 'sekurlsa' }), ['heavy', 'heavy'])
  assert.deepEqual(weigh(1, { not: ['message=x'] }), ['heavy', 'heavy'])
  assert.deepEqual(weigh(1, { query: 'sekurlsa' }), ['heavy', 'heavy'])
})

test('work that no lane takes is refused at once instead of waiting for ever', async () => {
  const queue = new ReadQueue(['quick', 'heavy'])
  await assert.rejects(
    queue.run('light', async () => 'never'),
    /no lane takes a light read/,
  )
  assert.deepEqual(queue.of(''), { waiting: 0, ahead: 0 })
})
