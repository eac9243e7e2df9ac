import assert from 'node:assert/strict'
import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { fieldReader } from '../../core/event/field-values.ts'
import { manualClock } from '../../core/lib/clock.ts'
import type { Store, StoredEvent } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../../response/alerts/alert.ts'
import { type Finding, findingKind } from '../../response/alerts/finding.ts'
import { matchOf, quietOf, systemOf } from '../../response/alerts/match.ts'
import { findingKeeper } from '../../roles/finding-keeper.ts'
import { correlateAll } from '../../rules/engine/correlate/batch.ts'
import { Correlator } from '../../rules/engine/correlate/correlator.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { loadRuleFiles } from '../../rules/engine/load.ts'

export const timeZone = 'Asia/Ho_Chi_Minh'
export const minute = 60_000
export const hour = 60 * minute
/** Noon of a day in the zone. */
export const start = Date.UTC(2026, 6, 1, 5)
export const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const base = (n: number, name: string) =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlogsource: {product: x}\ndetection: {a: {event.action: ${name}}, condition: a}\n`
const correlation = (n: number, name: string, lines: string) =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlevel: high\ncorrelation:\n${lines.replace(/^/gm, '  ')}\n`
const bases = [base(1, 'fail'), base(2, 'ok'), base(3, 'read')]
export const brute = correlation(
  11,
  'brute',
  'type: event_count\nrules: [fail]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {gte: 4}',
)
export const spray = correlation(
  12,
  'spray',
  'type: value_count\nrules: [fail]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {gte: 3, field: user.name}',
)
export const broken = correlation(
  13,
  'broken',
  'type: temporal_ordered\nrules: [brute, ok]\ngroup-by: [source.ip]\ntimespan: 1h',
)
export const few = correlation(
  14,
  'few',
  'type: event_count\nrules: [read]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {eq: 2}',
)
export const all = [brute, spray, broken, few]

/** Something that a source reports. */
export interface Happening {
  readonly at: number
  readonly action: string
  readonly ip?: string
  readonly user?: string
  readonly units?: readonly string[]
  readonly system?: { readonly id: string; readonly code: string; readonly level: number }
}
let made = 0
/** The stored event of it, with an id of its own. */
export function eventOf({
  at,
  action,
  ip = '10.0.0.1',
  user = 'root',
  units = ['xa-1', 'tinh'],
  system,
}: Happening): StoredEvent {
  const time = new Date(at).toISOString()
  const eventId = `${time.slice(0, 16).replace(/[-T:]/g, '')}-${String(made++).padStart(6, '0')}`
  const document: EventDocument = {
    '@timestamp': time,
    event: { id: eventId, action },
    source: { ip },
    user: { name: user },
    ...(units[0] === undefined ? {} : { vonggac: { unit: { id: units[0], ids: units }, ...(system && { system }) } }),
  }
  return { id: eventId, partition: { class: 'standard', day: time.slice(0, 10) }, placedByReceipt: false, document }
}

/** Ingest, correlations and alerts over a store, at a clock that stands. */
export function correlationDesk(
  open: (clock: ReturnType<typeof manualClock>) => Store,
  texts: readonly string[] = all,
) {
  const clock = manualClock(start)
  const store = open(clock)
  let rules = load(texts)
  const parts = {
    events: store.events,
    records: store.records,
    clock,
    keeper: findingKeeper(store.records, clock, timeZone),
    counts: (match: Parameters<typeof quietOf>[0]) => quietOf(match)?.by !== 'exception',
    systemOf,
  }
  let correlator = new Correlator(parts)
  correlator.use(rules.correlations)
  const judged = (events: readonly StoredEvent[]) =>
    events.flatMap((one) =>
      evaluator(rules.rules)
        .evaluate(one.document)
        .map((rule) =>
          matchOf(rule, one.document, { eventId: one.id, partition: one.partition, seen: clock.now(), timeZone }),
        ),
    )
  return {
    store,
    clock,
    judged,
    /** Ids and sizes of what is found with all events at hand, in the order of the ids. */
    correlateBatch(events: readonly StoredEvent[]) {
      const matches = judged(events)
      const byId = new Map(events.map((one) => [one.id, one.document]))
      const found = correlateAll(rules.correlations, (rule) =>
        matches
          .filter(({ ruleId }) => ruleId === rule)
          .map(({ id, time, seen, eventId, unitIds }) => ({
            id,
            time,
            seen,
            events: [{ eventId, time, unitIds }],
            values: (field) => fieldReader([field])(byId.get(eventId) ?? {})[field] ?? [],
          })),
      )
      return found
        .map(({ id, entries }): readonly [string, number] => [
          id,
          new Set(entries.flatMap((entry) => entry.events.map(({ eventId }) => eventId))).size,
        ])
        .sort(([a], [b]) => (a < b ? -1 : 1))
    },
    async ingest(events: readonly StoredEvent[]) {
      await store.events.append(events, judged(events))
    },
    async rounds() {
      while ((await correlator.round()).more);
    },
    /** Another process beside this one; gives its rounds. */
    another() {
      const beside = new Correlator(parts)
      beside.use(rules.correlations)
      return async () => {
        while ((await beside.round()).more);
      }
    },
    /** A new process, with other rules if there are any. */
    restart(others?: readonly string[]) {
      if (others !== undefined) rules = load(others)
      correlator = new Correlator(parts)
      correlator.use(rules.correlations)
    },
    async findings() {
      const kinds = rules.correlations.map((one) => findingKind(one.id))
      const where = { kind: 'true' } as const
      const lists = await Promise.all(
        kinds.map((kind) => store.records.list<Finding>(systemScope, kind, { where, limit: 1_000 })),
      )
      return lists.flatMap(({ rows }) => rows.map(({ document }) => document)).sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    async alerts() {
      const { rows } = await store.records.list<Alert>(systemScope, alertKind, {
        where: { kind: 'true' },
        limit: 1_000,
      })
      return rows.map(({ document }) => document).sort((a, b) => a.first - b.first)
    },
  }
}

function load(texts: readonly string[]) {
  const report = loadRuleFiles([{ file: 'a', content: [...bases, ...texts].join('---\n') }], {
    taxonomy: 'identity',
  })
  assert.deepEqual(report.problems, [])
  return report
}

export const fails = (times: readonly number[], more: Partial<Happening> = {}) =>
  times.map((at) => eventOf({ at, action: 'fail', ...more }))
/** What stands, without what depends on when it was seen. */
export const standing = (findings: readonly Finding[]) =>
  findings.filter((one) => one.standing).map(({ seen: _, ...one }) => one)
