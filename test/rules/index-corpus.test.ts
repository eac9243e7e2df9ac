import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventReader } from '../../console/cli/event-reader.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { indexedEvaluator } from '../../rules/engine/index.ts'
import { loadRules } from '../../rules/engine/load.ts'
import type { Rule } from '../../rules/sigma/rule.ts'
import { windowsEvents } from '../bench/windows-events.ts'

// On public rules and recorded events: the pairs of rule and event are those of the plain matcher, none missing, none more.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const sigma = join(corpora, 'sigma')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const absent = existsSync(sigma) ? false : `no Sigma corpus at ${sigma}`

function samePairs(rules: readonly Rule[], events: readonly object[], options: { keywordsIn?: 'document' }): number {
  const plain = evaluator(rules, options)
  const indexed = indexedEvaluator(rules, options)
  let pairs = 0
  for (const event of events) {
    const expected = plain.evaluate(event)
    const found = indexed.evaluate(event)
    if (found.length !== expected.length || found.some((rule, i) => rule !== expected[i])) {
      assert.deepEqual(
        found.map(({ file }) => file),
        expected.map(({ file }) => file),
        JSON.stringify(event),
      )
    }
    pairs += expected.length
  }
  return pairs
}

test('recorded Windows events, taken as they are, by all Windows rules', { skip: absent }, (t) => {
  const events = windowsEvents(join(corpora, 'windows'), 1_200).map((line): object => JSON.parse(line))
  if (events.length === 0) {
    t.skip('unzip is missing')
    return
  }
  const { rules } = loadRules([sigma], { taxonomy: 'identity' })
  const windows = rules.filter(({ logsource }) => logsource.product === 'windows')
  const pairs = samePairs(windows, events, { keywordsIn: 'document' })
  t.diagnostic(`${windows.length} rules, ${events.length} events, ${pairs} pairs`)
  assert.ok(pairs > 100, `only ${pairs} pairs`)
})

test('events of the regression cases, through the collector, by all rules', { skip: absent }, (t) => {
  const events: object[] = []
  for (const file of globSync(join(sigma, 'regression/*.{json,evtx}'))) {
    const reader = eventReader(file.endsWith('.evtx') ? 'evtx' : 'evtx-json')
    for (const { event } of [...reader.push(readFileSync(file)), ...reader.end()]) {
      if (event !== undefined) events.push(event)
    }
  }
  const { rules } = loadRules([sigma], { taxonomy: 'ecs' })
  const pairs = samePairs(rules, events, {})
  t.diagnostic(`${rules.length} rules, ${events.length} events, ${pairs} pairs`)
  assert.ok(pairs > 100, `only ${pairs} pairs`)
})
