import { systemScope } from '../../core/access/scope.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind } from './alert.ts'
import { latestGeneration } from './count.ts'
import { type Finding, type FoundFinding, findingKind, findingsOf, partsOf } from './finding.ts'
import { alertWrite, newAlert } from './open.ts'

/** Findings of one alert: a day of the shortest timespans. */
const mostFindings = 100_000

/**
 * Keeps findings and brings their alerts up to date, all in one write: an alert counts the findings of its correlation,
 * group, unit and day. Found again, a finding is revised; ids of `gone` that stood are taken back, and an alert that
 * nobody has taken closes when none of its findings stands any more. Answers the findings as they are now and as they were;
 * rejects nothing: undefined when somebody changed one of the records meanwhile, so that the caller does it again.
 */
export async function keepFindings(
  records: RecordStore,
  found: readonly FoundFinding[],
  gone: readonly string[],
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): Promise<readonly Finding[] | undefined> {
  const fresh = new Map<string, Finding>()
  for (const one of found) for (const part of partsOf(one, timeZone)) fresh.set(part.id, part)
  const before = new Map<string, StoredRecord<Finding>>()
  const look = async (ids: readonly string[]) => {
    const rows = await Promise.all(ids.map((id) => records.get<Finding>(systemScope, findingKind, id)))
    for (const row of rows) if (row !== undefined) before.set(row.id, row)
  }
  await look([...new Set([...fresh.keys(), ...gone])])
  // Parts of units that have no event in it any more.
  await look([...before.values()].flatMap(({ document }) => document.parts).filter((id) => !before.has(id)))
  const writes: RecordWrite[] = []
  const changed = new Map<string, Finding>()
  for (const [id, row] of before) {
    const now = fresh.get(id) ?? { ...row.document, standing: false }
    if (!same(now, row.document)) changed.set(id, now)
  }
  for (const [id, one] of fresh) if (!before.has(id)) changed.set(id, one)
  for (const [id, document] of changed) {
    const { unitIds } = document
    writes.push({ kind: findingKind, id, document, unitIds, expect: before.get(id)?.version ?? 'absent' })
  }
  const keys = new Map<string, Finding>()
  for (const [id, one] of changed) {
    for (const each of [one, before.get(id)?.document])
      if (each?.rule.feedsOnly === false) keys.set(each.alertKey, each)
  }
  const audit: AuditEntry[] = []
  for (const [key, example] of keys) {
    const of = await findingsOf(records, systemScope, key, mostFindings)
    const standing = [...of.filter(({ id }) => !changed.has(id)), ...changed.values()].filter(
      (one) => one.alertKey === key && one.standing,
    )
    const brought = await bringAlert(records, example, standing, now)
    writes.push(...brought.writes)
    audit.push(...brought.audit)
  }
  if (writes.length > 0 && !(await records.write(writes, audit)).ok) return undefined
  const was = [...before.values()].map(({ document }) => document)
  return [...fresh.values(), ...was].filter(({ whole }) => whole)
}

const same = (a: Finding, b: Finding) => JSON.stringify(a) === JSON.stringify(b)

interface Brought {
  readonly writes: readonly RecordWrite[]
  readonly audit: readonly AuditEntry[]
}

/** The writes that bring the alert of a key up to date with the findings that stand. */
async function bringAlert(
  records: RecordStore,
  example: Finding,
  standing: readonly Finding[],
  now: number,
): Promise<Brought> {
  const { alertKey, unitIds } = example
  const latest = await latestGeneration(records, alertKey)
  if (latest === undefined) {
    const [first] = standing
    if (first === undefined) return { writes: [], audit: [] }
    return { writes: [alertWrite(counting(alertOf(first), standing), unitIds, 'absent')], audit: [] }
  }
  const { from, to } = latest.document.window
  const own = standing.filter(({ seen }) => seen > from && (to === null || seen <= to))
  const later = to === null ? [] : standing.filter(({ seen }) => seen > to)
  let alert = own.length === 0 ? latest.document : counting(latest.document, own)
  const writes: RecordWrite[] = []
  const [next] = later
  if (next !== undefined) {
    const successor = counting(alertOf(next, alert), later)
    alert = { ...alert, next: successor.id }
    writes.push(alertWrite(successor, unitIds, 'absent'))
  }
  if (own.length === 0 && alert.status === 'new') return takeBack(latest, now)
  if (JSON.stringify(alert) !== JSON.stringify(latest.document)) {
    writes.push(alertWrite(alert, latest.unitIds, latest.version))
  }
  return { writes, audit: [] }
}

/** An alert from the first of its findings. */
function alertOf(finding: Finding, previous?: Alert): Alert {
  const { id, alertKey, rule, unit, unitIds, group, time, seen, events } = finding
  const of = (field: string) => group.find((one) => one.field === field)?.value ?? null
  return newAlert(
    {
      id,
      ruleId: rule.id,
      eventId: events.at(-1)?.eventId ?? '',
      alertKey,
      partition: { class: '', day: '' },
      time,
      seen,
      unitIds,
      facts: {
        title: rule.titles,
        severity: rule.level,
        unit,
        entity: group.map(({ field, value }) => ({ field, value })),
        host: of('host.name'),
        user: of('user.name'),
        source: of('source.ip'),
      },
    },
    previous,
  )
}

function counting(alert: Alert, findings: readonly Finding[]): Alert {
  const newest = findings.reduce((a, b) => (b.last > a.last ? b : a))
  return {
    ...alert,
    count: findings.length,
    first: Math.min(...findings.map(({ first }) => first)),
    last: newest.last,
    latestEventId: newest.events.at(-1)?.eventId ?? alert.latestEventId,
  }
}

/** Closes an alert that nobody has taken: late events took its findings back. */
function takeBack({ id, document, unitIds, version }: StoredRecord<Alert>, now: number): Brought {
  const note = 'Sự kiện đến muộn cho thấy điều kiện của luật không còn thỏa.'
  const closed: Alert = {
    ...document,
    revision: document.revision + 1,
    status: 'closed',
    disposition: 'not-evaluable',
    closed: { at: now, by: 'Vọng Gác', note },
    window: { ...document.window, to: now },
  }
  const entry: AuditEntry = {
    actor: 'Vọng Gác',
    action: 'alert.close',
    target: `${alertKind}/${id}`,
    unitIds,
    details: { disposition: 'not-evaluable', note },
  }
  return { writes: [alertWrite(closed, unitIds, version)], audit: [entry] }
}
