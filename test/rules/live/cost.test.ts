import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock as clock } from '../../../core/lib/clock.ts'
import { CostSampler, readCosts, writeCosts } from '../../../rules/live/cost.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { read, ruleText, selection } from '../support.ts'

const rule = (id: string, detection: string) => {
  const [made] = read(ruleText(selection(detection))).rules
  assert.ok(made)
  return { ...made, id, route: { kind: 'true' } as const }
}

test('a dear rule is told from a cheap one, and the thread is not held up', () => {
  const sampler = new CostSampler()
  const cheap = rule('cheap', 'f: x')
  const words = Array.from({ length: 400 }, (_, at) => `w${at}`)
  const dear = rule('dear', `f|contains: [${words.join(', ')}]`)
  const elsewhere = { ...rule('elsewhere', 'f: x'), route: { kind: 'false' } as const }
  for (let n = 0; n < 5000; n++) sampler.offer({ f: 'abcxy'.repeat(60) })
  const took = Array.from({ length: 50 }, () => {
    const start = performance.now()
    sampler.measure([cheap, dear, elsewhere])
    return performance.now() - start
  })
  const costs = sampler.costs()
  const [a, b] = [costs.get('cheap'), costs.get('dear')]
  assert.ok(a !== undefined && b !== undefined && a.samples > 10 && b.samples > 0)
  assert.ok(b.nanoseconds > 5 * a.nanoseconds, `${b.nanoseconds} against ${a.nanoseconds}`)
  assert.equal(costs.get('elsewhere'), undefined, 'no event of its log source was seen')
  // Of most measurings: one or another may be held up by what else the machine does.
  const usual = took.sort((one, other) => one - other)[25] ?? Number.POSITIVE_INFINITY
  assert.ok(usual < 100, `${usual} ms`)
})

test('what hosts measured is taken together', async (t) => {
  const { records } = temporaryStore(t, clock)
  await writeCosts(records, 'one', new Map([['r', { nanoseconds: 100, samples: 3 }]]))
  await writeCosts(records, 'two', new Map([['r', { nanoseconds: 500, samples: 1 }]]))
  assert.deepEqual([...(await readCosts(records))], [['r', { nanoseconds: 200, samples: 4 }]])
})
