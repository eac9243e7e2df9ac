import type { Scope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Severity } from '../../core/event/severity.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { contains } from '../../core/predicate/build.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { AuditLog, AuditRow, EventReads, Facet, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type UnitContact, type UnitRecord, unitKind } from '../units/unit-record.ts'
import { type Alert, type AlertStatus, alertKind, type Disposition, type HandOff } from './alert.ts'
import { type Finding, findingsOf } from './finding.ts'
import { type Precedent, precedentsOf } from './precedents.ts'
import { heldBack } from './quiet-count.ts'
import { countTactics } from './tactics.ts'

/** What the queue is narrowed to: lists are OR within and AND across; the range is over the last match's time. */
export interface AlertFilter {
  readonly from: number
  readonly to: number
  readonly status?: readonly AlertStatus[]
  readonly severity?: readonly Severity[]
  readonly unit?: readonly string[]
  readonly rule?: readonly string[]
  readonly host?: readonly string[]
  readonly user?: readonly string[]
  readonly source?: readonly string[]
  readonly assignee?: readonly string[]
  readonly system?: readonly string[]
  /** Levels of protection, `1` to `5`. */
  readonly systemLevel?: readonly string[]
  /** Tactics of ATT&CK. */
  readonly tactic?: readonly string[]
  /** Where a hand-off stands. */
  readonly handOff?: readonly HandOff['state'][]
  /** Incidents they belong to: `none`, `any` or ids. Who sees which is not known here: `also` says what it comes to. */
  readonly incident?: readonly string[]
  readonly also?: Predicate
  /** What is left out, each as `facet=value`: `host=mc-01`. */
  readonly without?: readonly string[]
  readonly text?: string
}

/** A facet's name in the filter, and the field of the alert that it asks for. */
export const facetFields = {
  status: 'status',
  severity: 'severity',
  unit: 'unit',
  rule: 'rule.id',
  host: 'host',
  user: 'user',
  source: 'source',
  assignee: 'assignee.id',
  handOff: 'handOff.state',
  systemLevel: 'system.level',
  system: 'system.id',
  tactic: 'tactics',
} as const
const facetNames = Object.keys(facetFields) as (keyof typeof facetFields)[]
/** The field that a facet counts; a list of tactics is counted by the text that names them all. */
const countedField = (name: keyof typeof facetFields) => (name === 'tactic' ? 'tacticSet' : facetFields[name])
/** Values of a facet that are told, and combinations that are read for them. */
const mostValues = { told: 50, read: 1_000 }

/** Fields a sort key stands for; severity sorts by its rank. */
const sortFields = {
  last: 'last',
  first: 'first',
  severity: 'rank',
  count: 'count',
  rule: 'rule.title.vi',
  host: 'host',
  // The oldest was opened first: see where it is turned round.
  age: 'opened',
} as const
export type AlertSort = keyof typeof sortFields

const equalsAny = (field: string, values: readonly string[]): Predicate => ({
  kind: 'any',
  // The empty value asks for those without one.
  of: values.map(
    (value): Predicate =>
      value === '' ? { kind: 'not', of: { kind: 'exists', field } } : { kind: 'equals', field, value, fold: 'none' },
  ),
})

/** What is left out, by facet. Throws CodedError `bad-request` for a facet that there is not. */
function leftOut(without: readonly string[]): Predicate[] {
  return without.map((one) => {
    const at = one.indexOf('=')
    const name = facetNames.find((facet) => facet === one.slice(0, at))
    if (name === undefined) {
      throw new CodedError('bad-request', `"${one}" leaves out no known facet`, {
        hint: 'write facet=value',
        ...told('facet-unknown', { text: one }),
      })
    }
    return { kind: 'not', of: equalsAny(facetFields[name], [one.slice(at + 1)]) }
  })
}

/** The filter as a predicate over alert records. Throws when it names incidents and nobody worked out what that comes to. */
export function alertPredicate(filter: AlertFilter): Predicate {
  if (filter.incident !== undefined && filter.also === undefined) throw new Error('incidents were not looked up')
  const of: Predicate[] = [
    ...(filter.also === undefined ? [] : [filter.also]),
    { kind: 'compare', field: 'last', op: 'gte', value: filter.from, as: 'number' },
    { kind: 'compare', field: 'last', op: 'lt', value: filter.to, as: 'number' },
  ]
  for (const name of facetNames) {
    const values = filter[name]
    if (values !== undefined && values.length > 0) of.push(equalsAny(facetFields[name], values))
  }
  of.push(...leftOut(filter.without ?? []))
  const text = filter.text?.trim()
  if (text) {
    const fields = ['rule.title.vi', 'rule.title.en', 'host', 'user', 'source', 'entity.value']
    of.push({ kind: 'any', of: fields.map((field) => contains(field, text, 'search')) })
  }
  return { kind: 'all', of }
}

/** One page of the queue, in the order asked for. */
export function listAlerts(
  records: RecordStore,
  scope: Scope,
  filter: AlertFilter,
  page: { sort: AlertSort; direction: 'asc' | 'desc'; limit: number; offset: number },
): Promise<{ rows: readonly StoredRecord<Alert>[]; total: number }> {
  const turned = page.direction === 'asc' ? 'desc' : 'asc'
  return records.list<Alert>(scope, alertKind, {
    where: alertPredicate(filter),
    sort: [{ field: sortFields[page.sort], direction: page.sort === 'age' ? turned : page.direction }],
    limit: page.limit,
    offset: page.offset,
  })
}

/**
 * Counts for the facet bar. Each facet leaves its own filter out, so that the other values stay on offer; those that are
 * not filtered by are counted in one reading.
 */
export async function alertFacets(records: RecordStore, scope: Scope, filter: AlertFilter): Promise<readonly Facet[]> {
  const narrowed = facetNames.filter((name) => (filter[name]?.length ?? 0) > 0)
  const readings = [facetNames.filter((name) => !narrowed.includes(name)), ...narrowed.map((name) => [name])]
  const found = await Promise.all(
    readings.map(async (names) => {
      const others = Object.fromEntries(Object.entries(filter).filter(([key]) => !(names as string[]).includes(key)))
      const where = alertPredicate({ ...others, from: filter.from, to: filter.to })
      return names.length === 0 ? [] : records.facets(scope, alertKind, where, names.map(countedField), mostValues.read)
    }),
  )
  const byField = new Map(found.flat().map((facet) => [facet.field, facet]))
  return facetNames.map((name) => {
    const facet = byField.get(countedField(name))
    const values = name === 'tactic' ? countTactics(facet?.values ?? []) : (facet?.values ?? [])
    return { field: name, values: values.slice(0, mostValues.told), partial: facet?.partial ?? false }
  })
}

/**
 * How many alerts of a severity had their last match in each of about `buckets` equal spans of the range; a span begins at
 * a multiple of `interval`.
 */
export async function alertHistogram(
  records: RecordStore,
  scope: Scope,
  filter: AlertFilter,
  buckets: number,
): Promise<{ interval: number; buckets: { from: number; counts: Partial<Record<Severity, number>> }[] }> {
  const interval = Math.max(1, Math.ceil((filter.to - filter.from) / buckets))
  const steps = { field: 'last', width: interval }
  const tallies = await records.tally(scope, alertKind, alertPredicate(filter), { by: ['severity'], steps })
  const spans = new Map<number, Partial<Record<Severity, number>>>()
  for (const { values, count } of tallies) {
    const [severity, from] = values as readonly [Severity, number]
    spans.set(from, { ...spans.get(from), [severity]: count })
  }
  return { interval, buckets: [...spans].sort(([a], [b]) => a - b).map(([from, counts]) => ({ from, counts })) }
}

/** An alert with all that its flyout shows. */
export interface AlertView {
  readonly alert: StoredRecord<Alert>
  readonly events: readonly EventDocument[]
  /** What a correlation found, newest first; empty for an alert of single events. */
  readonly findings: readonly Finding[]
  /** Matches that a suppression held back behind it. */
  readonly heldBack: number
  /** Who did what to it, the oldest first. */
  readonly history: readonly Pick<AuditRow, 'time' | 'actor' | 'action' | 'details'>[]
  readonly seenBefore: readonly {
    readonly id: string
    readonly last: number
    readonly count: number
    readonly disposition: Disposition | null
  }[]
  readonly precedents: readonly Precedent[]
  /** Whom to call at the alert's unit. */
  readonly contacts: readonly UnitContact[]
}

/** What was done to the alert as one of many: the audit log has one row for all of them. */
const markRows = ({ bulks = [] }: Alert): AlertView['history'] =>
  bulks.map(({ id, at, by, verb, ...details }) => ({
    time: at,
    actor: by,
    action: `alert.${verb}`,
    details: { ...details, bulk: id },
  }))

/** Events that an alert is shown with. */
const eventsShown = 20

/** The alert with its newest events, its history and its precedents; undefined when it is not within the scope. */
export async function viewAlert(
  { records, events, audit }: { records: RecordStore; events: EventReads; audit: AuditLog },
  scope: Scope,
  id: string,
): Promise<AlertView | undefined> {
  const alert = await records.get<Alert>(scope, alertKind, id)
  if (alert === undefined) return undefined
  const { window, key, rule, entity, last } = alert.document
  const [precedents, unit, matches, history, held, before] = await Promise.all([
    precedentsOf(records, scope, alert.document),
    alert.document.unit === null ? undefined : records.get<UnitRecord>(scope, unitKind, alert.document.unit),
    events.matchesOf(
      scope,
      { alertKey: key, from: window.from, to: window.to ?? Number.MAX_SAFE_INTEGER, around: last },
      eventsShown,
    ),
    audit.list(scope, { limit: 200, target: `${alertKind}/${id}` }),
    heldBack(records, scope, key),
    records.list<Alert>(scope, alertKind, {
      where: {
        kind: 'all',
        of: [
          { kind: 'equals', field: 'rule.id', value: rule.id, fold: 'none' },
          ...entity.map(({ value }): Predicate => ({ kind: 'equals', field: 'entity.value', value, fold: 'none' })),
          { kind: 'not', of: { kind: 'equals', field: 'id', value: id, fold: 'none' } },
        ],
      },
      sort: [{ field: 'last', direction: 'desc' }],
      limit: 10,
    }),
  ])
  const findings = matches.length > 0 ? [] : await findingsOf(records, scope, alert.document, eventsShown)
  const evidence = new Map(findings.flatMap((finding) => finding.events).map((one) => [one.eventId, one.time]))
  const newest = [...evidence].sort(([a, x], [b, y]) => y - x || (a < b ? 1 : -1)).slice(0, eventsShown)
  const ids = matches.length > 0 ? matches.map(({ eventId }) => eventId) : newest.map(([id]) => id)
  const found = await Promise.all(ids.map((eventId) => events.get(scope, eventId)))
  return {
    alert,
    events: found.filter((event) => event !== undefined),
    findings,
    heldBack: held,
    precedents,
    contacts: unit?.document.contacts ?? [],
    history: [...history, ...markRows(alert.document)].sort((a, b) => a.time - b.time),
    seenBefore: before.rows.map(({ document: { id, last, count, disposition } }) => ({
      id,
      last,
      count,
      disposition,
    })),
  }
}
