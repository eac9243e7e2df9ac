import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { toEvent } from '../../collector/map/to-event.ts'
import type { Predicate, WildcardPart } from '../../core/predicate/predicate.ts'
import type { Evaluator } from '../../rules/engine/evaluate.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { indexedEvaluator } from '../../rules/engine/index.ts'
import { loadRules } from '../../rules/engine/load.ts'
import type { Rule } from '../../rules/sigma/rule.ts'
import { buildComparison, runComparison } from './rsigma.ts'
import { logSourcesOf, unique, windowsEvents } from './windows-events.ts'

// Events a second that rules judge on one thread, decoding left out: the pack on Linux lines, and all Windows rules of the
// Sigma corpus (where it is there) on recorded Windows events, beside rsigma-eval on the same events. Each figure is of the
// best round, by the clock and by the processor's time: on a machine that others use, the latter compares.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const recorded = join(corpora, 'windows')
if (existsSync(recorded)) onWindows()
else console.log(`no recorded Windows events at ${recorded}`)

const pack = loadRules([join(import.meta.dirname, '../../rules/pack')], { taxonomy: 'ecs' }).rules
const context = { receivedAt: Date.parse('2026-08-10T08:00:00Z'), zone: 'Asia/Ho_Chi_Minh' }
const lines = pack.flatMap(({ tests }) => [...tests.fires, ...tests.silent])
const decoded = () => lines.map((line) => toEvent({ bytes: line }, 'auto', context))
measure(`${pack.length} rules of the pack, ${lines.length} events, plain matcher`, evaluator(pack), decoded, 3)
measure(`${pack.length} rules of the pack, ${lines.length} events, index`, indexedEvaluator(pack), decoded, 3)

function onWindows(): void {
  const start = performance.now()
  const { rules } = loadRules([join(corpora, 'sigma')], { taxonomy: 'identity' })
  const loaded = performance.now()
  const everything = indexedEvaluator(rules, { keywordsIn: 'document' })
  const indexed = performance.now()
  globalThis.gc?.()
  console.log(
    `${rules.length} Sigma rules loaded in ${Math.round(loaded - start)} ms, indexed in ${Math.round(indexed - loaded)} ms, ` +
      `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB resident`,
  )
  const given = windowsEvents(recorded, 20_000)
  if (given.length === 0) return
  const mean = Math.round(given.reduce((sum, { length }) => sum + length, 0) / given.length)
  console.log(`${given.length} Windows events of ${mean} characters, shuffled`)
  measure(`all ${rules.length} rules`, everything, () => given.map(parsed), 3)

  const windows = rules.filter(({ logsource }) => logsource.product === 'windows')
  const document = { keywordsIn: 'document' } as const
  const comparison = buildComparison()
  if ('missing' in comparison) console.log(comparison.missing)
  for (const [what, events] of [
    ['given', given],
    ['unique', unique(given)],
  ] as const) {
    const withSources = events.map((line) => ({ sources: logSourcesOf(line), line }))
    const fresh = () => events.map(parsed)
    measure(`${what}: ${windows.length} Windows rules by log source`, routed(windows, withSources), fresh, 3)
    measure(`${what}: ${windows.length} Windows rules at once`, indexedEvaluator(windows, document), fresh, 3)
    if ('missing' in comparison) continue
    for (const { what: how, rules: count, ...other } of runComparison(
      comparison.program,
      join(corpora, 'sigma'),
      withSources,
      3,
    )) {
      const name = `${what}: rsigma-eval, ${count} rules ${how === 'routed' ? 'by log source' : 'at once'}`
      tell(name, other.clock, other.cpu, other.matches / events.length)
    }
  }
  for (const times of [1, 3, 10]) {
    const many = Array.from({ length: times }, (_, k) =>
      windows.map((rule) => (k === 0 ? rule : changed(rule, k))),
    ).flat()
    const before = performance.now()
    const index = indexedEvaluator(many, document)
    console.log(`${many.length} rules indexed in ${Math.round(performance.now() - before)} ms`)
    measure(`${times} × the rules, at once`, index, () => given.map(parsed), 3)
  }
}

function parsed(line: string): object {
  return JSON.parse(line)
}

/** Judges the events, parsed anew each round so that no round finds what another left, and tells of the best round. */
function measure(what: string, { evaluate }: Evaluator, events: () => readonly object[], seconds: number): void {
  let clock = 0
  let processor = 0
  let share = 0
  const start = performance.now()
  for (let round = 0; round < 3 || performance.now() - start < seconds * 1000; round++) {
    const given = events()
    let matches = 0
    const cpuBefore = process.cpuUsage()
    const before = performance.now()
    for (const event of given) matches += evaluate(event).length
    const ms = performance.now() - before
    const { user, system } = process.cpuUsage(cpuBefore)
    share = matches / given.length
    clock = Math.max(clock, (given.length * 1000) / ms)
    processor = Math.max(processor, (given.length * 1e6) / (user + system))
  }
  tell(what, clock, processor, share)
}

function tell(what: string, clock: number, processor: number, matches: number): void {
  const rate = (n: number) => Math.round(n).toLocaleString('en').padStart(9)
  console.log(
    `${what.padEnd(58)}${rate(clock)} events/s by the clock,${rate(processor)} by the processor, ${matches.toFixed(3)} matches an event`,
  )
}

/** For each event an index of the rules of its log sources alone, chosen beforehand, as the comparison has it. */
function routed(rules: readonly Rule[], events: readonly { readonly sources: readonly string[] }[]): Evaluator {
  const engines = new Map<string, Evaluator>()
  const chosen = events.map(({ sources }) => {
    const key = sources.join()
    let engine = engines.get(key)
    if (engine === undefined) {
      const own = rules.filter(({ logsource: { category = '', service = '' } }) =>
        sources.includes(`${category}/${service}`),
      )
      engine = indexedEvaluator(own, { keywordsIn: 'document' })
      engines.set(key, engine)
    }
    return engine
  })
  let next = 0
  return {
    evaluate(event) {
      const engine = chosen[next]
      next = (next + 1) % chosen.length
      return engine?.evaluate(event) ?? []
    },
  }
}

/** The rule with other texts to look for. */
function changed(rule: Rule, k: number): Rule {
  const text = (one: string) => (one.length < 4 || /^\d+$/.test(one) ? one : `${one.slice(0, 2)}${k}${one.slice(2)}`)
  const part = (one: WildcardPart) => (typeof one === 'string' ? text(one) : one)
  const change = (node: Predicate): Predicate => {
    switch (node.kind) {
      case 'all':
      case 'any':
        return { kind: node.kind, of: node.of.map(change) }
      case 'not':
        return { kind: 'not', of: change(node.of) }
      case 'equals':
        return { ...node, value: text(node.value) }
      case 'wildcard':
        return { ...node, pattern: node.pattern.map(part) }
      default:
        return node
    }
  }
  return { ...rule, id: `${rule.id}-${k}`, detection: change(rule.detection) }
}
