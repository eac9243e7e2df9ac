import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toEvent } from '../../collector/map/to-event.ts'
import { eventReader } from '../../console/cli/event-reader.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { manualClock } from '../../core/lib/clock.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { toElastic } from '../../core/predicate/to-elastic.ts'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import type { EventStore, StoredEvent } from '../../core/store/store.ts'
import { loadRules } from '../../rules/engine/load.ts'
import type { Rule } from '../../rules/sigma/rule.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { satisfyingEvent } from '../support/satisfying-event.ts'
import { temporaryElastic } from '../support/temporary-elastic.ts'
import { temporaryStore } from '../support/temporary-store.ts'

// Every rule of SigmaHQ through the matcher, SQLite and Elasticsearch, the stores asked as the product asks them: over
// SigmaHQ's recorded attacks, over harmless lines, and over events made to fit each rule and to miss it narrowly. One
// rule in six on each run, which by the day; SIGMA_SHARE=all takes them all.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const sigma = join(corpora, 'sigma')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const absent = existsSync(join(sigma, 'regression')) ? false : `no Sigma corpus at ${sigma}`
const server = await findElasticsearch()
const all = process.env.SIGMA_SHARE === 'all'
const turn = Math.floor(Date.now() / 86_400_000) % 6

const start = Date.UTC(2026, 6, 1)
const minute = 60_000
/** Rules whose made events lie in one minute, and are asked together. */
const together = 40

/** Vulnerable drivers by their hashes: 4,432 values. */
const largestRule = '7aaaf4b8-e47c-4295-92ee-6ed40a6f60c8'
const mostSeconds = 5

interface Question {
  readonly rule: Rule
  readonly predicate: Predicate
  /** The minute of the events that were made for it and its neighbours. */
  readonly at: number
}

test('matcher, SQLite and Elasticsearch agree on every rule of SigmaHQ', {
  skip: absent,
  timeout: 300_000,
}, async (t) => {
  const { rules } = loadRules([sigma], { taxonomy: 'ecs' })
  assert.ok(rules.length >= 3_755, `only ${rules.length} rules`)
  const regression = regressionCases()
  const fired = new Set(regression.map(({ rule }) => rule))
  const chosen = rules.filter(({ id }, i) => all || i % 6 === turn || fired.has(id))
  const shared = [...regression.flatMap(({ events }) => events), ...harmlessEvents()]
  const stored = shared.map((document, i) => storedEvent(document, start, `shared-${i}`))
  const byMinute = new Map<number, StoredEvent[]>()
  const questions = chosen.map((rule, i): Question => {
    // What waits for its log source to be mapped is asked by its detection alone.
    const predicate = rule.cannotRun === undefined ? rule.predicate : rule.detection
    const at = start + (1 + Math.floor(i / together)) * minute
    const made = eventsFor(predicate).map((document, n) => storedEvent(document, at, `${i}-${n}`))
    byMinute.set(at, [...(byMinute.get(at) ?? []), ...made])
    return { rule, predicate, at }
  })
  const events = [...stored, ...[...byMinute.values()].flat()]

  const expected = new Map<string, readonly string[]>()
  let pairs = 0
  let held = 0
  for (const { rule, predicate, at } of questions) {
    const judge = toMatcher(predicate)
    const looked = [...stored, ...(byMinute.get(at) ?? [])]
    const ids = looked.filter(({ document }) => judge(document)).map(({ id }) => id)
    expected.set(rule.id, ids.sort())
    pairs += looked.length
    held += ids.length
  }
  const silent = questions.filter(({ rule }) => expected.get(rule.id)?.length === 0)
  t.diagnostic(`${questions.length} rules, ${events.length} events, ${pairs} pairs, ${held} of them true`)

  await t.test('nearly every rule fires on something, every regression rule on its own events', () => {
    assert.ok(silent.length <= questions.length * 0.06, `${silent.length} rules fire on nothing`)
    for (const { rule, events: own } of regression) {
      const question = questions.find((one) => one.rule.id === rule)
      assert.ok(question !== undefined, rule)
      assert.ok(own.some(toMatcher(question.predicate)), question.rule.file)
    }
  })

  /** Seconds for the rule that asks for most, over all events. */
  async function askLargest(store: EventStore): Promise<number> {
    const largest = rules.find(({ id }) => id === largestRule)
    assert.ok(largest !== undefined && leavesOf(largest.detection) >= 4_432, 'the largest rule')
    const judge = toMatcher(largest.predicate)
    const right = events.filter(({ document }) => judge(document)).length
    const began = performance.now()
    let found = 0
    let cursor: string | undefined
    do {
      const query = { from: start, to: start + 86_400_000, where: largest.predicate }
      const page = await store.search(systemScope, query, { limit: 2_000, ...(cursor !== undefined && { cursor }) })
      found += page.rows.length
      cursor = page.cursor
    } while (cursor !== undefined)
    assert.equal(found, right)
    return (performance.now() - began) / 1000
  }

  await t.test('SQLite', async (t) => {
    const store = temporaryStore(t, manualClock(start))
    for (let at = 0; at < events.length; at += 2_000) await store.events.append(events.slice(at, at + 2_000), [])
    // A scan reads every row of its range, so each rule is asked of the two minutes that concern it.
    assert.deepEqual(await disagreements(store.events, 1, (at) => [start, at].map((from) => [from, from + minute])), [])
    await t.test('the largest rule is asked within seconds', async (t) => {
      const seconds = await askLargest(store.events)
      t.diagnostic(`${seconds.toFixed(2)} s over ${events.length} events`)
      assert.ok(seconds < mostSeconds, `${seconds} s`)
    })
  })

  const skip = 'missing' in server ? server.missing : false
  await t.test('Elasticsearch', { skip }, async (t) => {
    const elastic = await temporaryElastic('url' in server ? server.url : '', manualClock(start))
    t.after(() => elastic.close())
    for (let at = 0; at < events.length; at += 2_000) {
      await elastic.store.events.append(events.slice(at, at + 2_000), [])
    }
    const whole = [start, start + 86_400_000] as const
    assert.deepEqual(await disagreements(elastic.store.events, 8, () => [whole]), [])

    await t.test('the largest rule is asked within seconds', async (t) => {
      const seconds = await askLargest(elastic.store.events)
      t.diagnostic(`${seconds.toFixed(2)} s over ${events.length} events`)
      assert.ok(seconds < mostSeconds, `${seconds} s`)
    })

    await t.test('what its queries find too much stays bounded', async (t) => {
      const inexact: { rule: Rule; found: number }[] = []
      let more = 0
      for (const { rule, predicate, at } of questions) {
        const { query, exact } = toElastic(predicate, { keywords: {} })
        if (exact) continue
        const times = [start, at].map((from) => ({ range: { ts: { gte: from, lt: from + minute } } }))
        const filter = [query, { bool: { should: times } }]
        const { count } = await elastic.ask('POST', `/${elastic.prefix}-events-*/_count`, {
          query: { bool: { filter } },
        })
        const over = Number(count) - (expected.get(rule.id)?.length ?? 0)
        more += over
        inexact.push({ rule, found: over })
      }
      const loose = inexact.filter(({ found }) => found > 100).map(({ rule }) => rule.file)
      t.diagnostic(`${inexact.length} of ${questions.length} are not exact; ${more} of ${pairs} pairs found too much`)
      assert.ok(inexact.length <= questions.length * 0.08, `${inexact.length} are not exact`)
      assert.ok(more <= pairs * 0.01, `${more} of ${pairs} pairs; ${loose.slice(0, 20).join('\n')}`)
    })
  })

  /** The rules on which a store finds other events than the matcher, with some of them. */
  async function disagreements(
    store: EventStore,
    atOnce: number,
    rangesOf: (at: number) => readonly (readonly [number, number])[],
  ): Promise<string[]> {
    const documents = new Map(events.map(({ id, document }) => [id, document]))
    const wrong: string[] = []
    const waiting = [...questions]
    const began = performance.now()
    const worker = async () => {
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
        const ids = new Set<string>()
        for (const [from, to] of rangesOf(one.at)) {
          const query = { from, to, where: one.predicate }
          let cursor: string | undefined
          do {
            const page = await store.search(systemScope, query, {
              limit: 2_000,
              ...(cursor !== undefined && { cursor }),
            })
            for (const { event } of page.rows) ids.add(event.id ?? '')
            cursor = page.cursor
          } while (cursor !== undefined)
        }
        const judge = toMatcher(one.predicate)
        const missed = (expected.get(one.rule.id) ?? []).filter((id) => !ids.has(id))
        const extra = [...ids].filter((id) => !judge(documents.get(id) ?? {}))
        const odd = [...missed, ...extra]
        if (odd.length > 0) wrong.push(`${one.rule.file}: ${odd.slice(0, 3).join(', ')}`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    t.diagnostic(`${Math.round(performance.now() - began)} ms`)
    return wrong
  }
})

function leavesOf(node: Predicate): number {
  if (node.kind === 'all' || node.kind === 'any') return node.of.reduce((sum, part) => sum + leavesOf(part), 0)
  return node.kind === 'not' ? leavesOf(node.of) : 1
}

interface Case {
  readonly rule_id: string
  readonly json: string
}

function regressionCases(): { rule: string; events: object[] }[] {
  const lines = readFileSync(join(sigma, 'regression/index.ndjson'), 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const { rule_id: rule, json }: Case = JSON.parse(line)
    const reader = eventReader('evtx-json')
    const read = [...reader.push(readFileSync(join(sigma, 'regression', json))), ...reader.end()]
    return { rule, events: read.flatMap(({ event }) => (event === undefined ? [] : [event])) }
  })
}

function harmlessEvents(): object[] {
  const context = { receivedAt: start, zone: 'Asia/Ho_Chi_Minh' }
  const folder = join(import.meta.dirname, '../fixtures/collector')
  const lines = globSync(`${folder}/*.log`).flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
  assert.ok(lines.length >= 100, `only ${lines.length} lines`)
  return lines.map((line) => toEvent({ bytes: Buffer.from(line) }, 'auto', context))
}

/** Events that fit, by the first alternatives and by others; one of them in capitals, and one without its last field. */
function eventsFor(predicate: Predicate): object[] {
  const fitting = [0, 1, 2, 3].map((attempt) => satisfyingEvent(predicate, attempt))
  const judge = toMatcher(predicate)
  const first = fitting.find(judge) ?? fitting[0] ?? {}
  const capitals = JSON.parse(JSON.stringify(first), (_, value) =>
    typeof value === 'string' ? value.toUpperCase() : value,
  )
  const { [Object.keys(first).at(-1) ?? '']: _, ...lacking } = first
  return [first, ...fitting.slice(1, 2), capitals, lacking]
}

function storedEvent(document: object, at: number, id: string): StoredEvent {
  const known = document as Partial<EventDocument>
  const event = { ...(typeof known.event === 'object' ? known.event : {}), id, ingested: new Date(at).toISOString() }
  return {
    id,
    partition: { class: '1m', day: '2026-07-01' },
    placedByReceipt: false,
    document: { ...document, '@timestamp': new Date(at).toISOString(), event } as EventDocument,
  }
}
