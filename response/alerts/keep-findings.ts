import { systemScope } from '../../core/access/scope.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind } from './alert.ts'
import { latestGeneration } from './count.ts'
import {
  type AlertFindings,
  alertFindingsKind,
  type Finding,
  type FoundFinding,
  findingKind,
  partsOf,
} from './finding.ts'
import { alertWrite, newAlert } from './open.ts'

/**
 * Keeps findings of a correlation and brings their alerts up to date, all in one write: an alert counts the findings of its correlation,
 * group, unit and day. Found again, a finding is revised; ids of `gone` that stood are taken back, and an alert that
 * nobody has taken closes when none of its findings stands any more. Answers the findings as they are now and as they were;
 * rejects nothing: undefined when somebody changed one of the records meanwhile, so that the caller does it again.
 */
export async function keepFindings(
  records: RecordStore,
  correlation: string,
  found: readonly FoundFinding[],
  gone: readonly string[],
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): Promise<readonly Finding[] | undefined> {
  const kind = findingKind(correlation)
  const fresh = new Map<string, Finding>()
  for (const one of found) for (const part of partsOf(one, timeZone)) fresh.set(part.id, part)
  const before = new Map<string, StoredRecord<Finding>>()
  const look = async (ids: readonly string[]) => {
    const rows = await Promise.all(ids.map((id) => records.get<Finding>(systemScope, kind, id)))
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
    writes.push({ kind, id, document, unitIds, expect: before.get(id)?.version ?? 'absent' })
  }
  const audit: AuditEntry[] = []
  const brought = await Promise.all(
    alertsTouched([...changed.values()], before).map((touched) => bringAlert(records, touched, now)),
  )
  for (const one of brought) {
    writes.push(...one.writes)
    audit.push(...one.audit)
  }
  if (writes.length > 0 && !(await records.write(writes, audit)).ok) return undefined
  const was = [...before.values()].map(({ document }) => document)
  return [...fresh.values(), ...was].filter(({ whole }) => whole)
}

const same = (a: Finding, b: Finding) => JSON.stringify(a) === JSON.stringify(b)

/** An alert's key, and the findings under it that came, changed or went. */
interface Touched {
  readonly example: Finding
  readonly changed: Map<string, Finding | undefined>
}

/** Which alerts the changes touch. A finding whose key has changed leaves one alert and joins another. */
function alertsTouched(
  changed: readonly Finding[],
  before: ReadonlyMap<string, StoredRecord<Finding>>,
): readonly Touched[] {
  const touched = new Map<string, Touched>()
  const touch = (finding: Finding, now: Finding | undefined) => {
    if (finding.rule.feedsOnly === true || finding.rule.level === 'informational') return
    const known = touched.get(finding.alertKey) ?? { example: finding, changed: new Map() }
    touched.set(finding.alertKey, known)
    known.changed.set(finding.id, now)
  }
  for (const now of changed) {
    const was = before.get(now.id)?.document
    if (was !== undefined && was.alertKey !== now.alertKey) touch(was, undefined)
    touch(now, now.standing ? now : undefined)
  }
  return [...touched.values()]
}

interface Brought {
  readonly writes: readonly RecordWrite[]
  readonly audit: readonly AuditEntry[]
}

/** The writes that bring an alert, and what is named behind it, up to date with the findings that stand. */
async function bringAlert(records: RecordStore, { example, changed }: Touched, now: number): Promise<Brought> {
  const { alertKey, unitIds } = example
  const [named, latest] = await Promise.all([
    records.get<AlertFindings>(systemScope, alertFindingsKind, alertKey),
    latestGeneration(records, alertKey),
  ])
  const others = (named?.document.findings ?? []).filter(({ id }) => !changed.has(id))
  const fresh = [...changed.values()].flatMap((one) => (one === undefined ? [] : [countedOf(one)]))
  const findings = [...others, ...fresh]
  const document: AlertFindings = { findings }
  const expect = named?.version ?? 'absent'
  const writes: RecordWrite[] = [{ kind: alertFindingsKind, id: alertKey, document, unitIds, expect }]
  if (latest === undefined) {
    if (findings.length > 0) writes.push(alertWrite(counting(alertOf(example), findings), unitIds, 'absent'))
    return { writes, audit: [] }
  }
  const { from, to } = latest.document.window
  const own = findings.filter(({ seen }) => seen > from && (to === null || seen <= to))
  const later = to === null ? [] : findings.filter(({ seen }) => seen > to)
  if (own.length === 0 && later.length === 0 && latest.document.status === 'new') {
    const taken = takeBack(latest, now)
    return { writes: [...writes, ...taken.writes], audit: taken.audit }
  }
  let alert = own.length === 0 ? latest.document : counting(latest.document, own)
  if (later.length > 0) {
    const successor = counting(alertOf(example, alert), later)
    alert = { ...alert, next: successor.id }
    writes.push(alertWrite(successor, unitIds, 'absent'))
  }
  if (JSON.stringify(alert) !== JSON.stringify(latest.document)) {
    writes.push(alertWrite(alert, latest.unitIds, latest.version))
  }
  return { writes, audit: [] }
}

type Counted = AlertFindings['findings'][number]

const countedOf = ({ id, seen, first, last, events }: Finding): Counted => ({
  id,
  seen,
  first,
  last,
  latestEventId: events.at(-1)?.eventId ?? '',
})

/** An alert from the first of its findings. */
function alertOf(finding: Finding, previous?: Alert): Alert {
  const { id, alertKey, rule, unit, unitIds, group, time, seen, events, system } = finding
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
        ...(system !== undefined && { system: { ...system } }),
        ...(rule.tactics !== undefined && { tactics: rule.tactics }),
      },
    },
    previous,
  )
}

function counting(alert: Alert, findings: readonly Counted[]): Alert {
  const newest = findings.reduce((a, b) => (b.last > a.last ? b : a))
  return {
    ...alert,
    count: findings.length,
    first: Math.min(...findings.map(({ first }) => first)),
    last: newest.last,
    latestEventId: newest.latestEventId,
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
