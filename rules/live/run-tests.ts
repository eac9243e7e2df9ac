import { fieldReader } from '../../core/event/field-values.ts'
import { correlateAll } from '../engine/correlate/batch.ts'
import type { Occurrence } from '../engine/correlate/entry.ts'
import { neededFields } from '../engine/correlate/needs.ts'
import { indexedEvaluator } from '../engine/index.ts'
import type { Correlation } from '../sigma/correlation.ts'
import type { Bilingual, Rule } from '../sigma/rule.ts'

/** How one raw line of a rule's tests went; of a correlation, all lines of one kind together. */
export interface TestLine {
  readonly line: string
  readonly wanted: 'fires' | 'silent'
  readonly fired: boolean
  readonly passed: boolean
}

/** How a rule's own tests went; without lines there is nothing that could fail. */
export interface RuleTest {
  readonly id: string
  readonly title: Bilingual
  readonly file: string
  readonly lines: readonly TestLine[]
  readonly passed: boolean
}

/** Makes an event of a raw line, as the collector would. */
export type ReadLine = (line: string) => object & { readonly '@timestamp': string }

/**
 * Runs the tests that rules and correlations bring along. A rule is asked about each line; a correlation about what all of
 * `rules` find in its lines together.
 */
export function runTests(
  { rules, correlations }: { readonly rules: readonly Rule[]; readonly correlations: readonly Correlation[] },
  read: ReadLine,
  asked: (id: string) => boolean = () => true,
): readonly RuleTest[] {
  return [
    ...rules.filter(({ id }) => asked(id)).map((rule) => testRule(rule, read)),
    ...correlations.filter(({ id }) => asked(id)).map((one) => testCorrelation(one, rules, correlations, read)),
  ]
}

function testRule(rule: Rule, read: ReadLine): RuleTest {
  const { evaluate } = indexedEvaluator([rule])
  const run = (wanted: TestLine['wanted'], lines: readonly string[]) =>
    lines.map((line) => outcome(line, wanted, evaluate(read(line)).length > 0))
  return verdict(rule, [...run('fires', rule.tests.fires), ...run('silent', rule.tests.silent)])
}

function testCorrelation(
  correlation: Correlation,
  rules: readonly Rule[],
  correlations: readonly Correlation[],
  read: ReadLine,
): RuleTest {
  const run = (wanted: TestLine['wanted'], lines: readonly string[]) =>
    lines.length === 0 ? [] : [outcome(lines.join('\n'), wanted, finds(correlation, lines))]
  function finds({ id }: Correlation, lines: readonly string[]): boolean {
    const needed = neededFields(correlations)
    const { evaluate } = indexedEvaluator(rules.filter((rule) => needed.has(rule.id)))
    const found = new Map<string, Occurrence[]>()
    for (const [at, line] of lines.entries()) {
      const event = inUnit(read(line))
      const time = Date.parse(event['@timestamp'])
      const eventId = String(at)
      for (const rule of evaluate(event)) {
        const values = fieldReader(needed.get(rule.id) ?? [])(event)
        const occurrence: Occurrence = {
          id: eventId,
          time,
          seen: time,
          events: [{ eventId, time, unitIds: [] }],
          values: (field) => values[field] ?? [],
        }
        found.set(rule.id, [...(found.get(rule.id) ?? []), occurrence])
      }
    }
    return correlateAll(correlations, (rule) => found.get(rule) ?? []).some((one) => one.correlation.id === id)
  }
  const { fires, silent } = correlation.tests
  return verdict(correlation, [...run('fires', fires), ...run('silent', silent)])
}

/** No inventory says where a test's hosts belong, so that each stands for a unit of its own. */
function inUnit<T extends object>(event: T): T {
  const [host] = fieldReader(['host.name'])(event)['host.name'] ?? []
  return host === undefined ? event : { ...event, vonggac: { unit: { id: String(host) } } }
}

const outcome = (line: string, wanted: TestLine['wanted'], fired: boolean): TestLine => ({
  line,
  wanted,
  fired,
  passed: fired === (wanted === 'fires'),
})

const verdict = ({ id, titles, file }: Pick<Rule, 'id' | 'titles' | 'file'>, lines: readonly TestLine[]): RuleTest => ({
  id,
  title: titles,
  file,
  lines,
  passed: lines.every(({ passed }) => passed),
})
