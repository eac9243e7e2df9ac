import type { Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Language, Translator } from '../../core/i18n/translate.ts'
import { translator } from '../../core/i18n/translator.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { Alert } from '../alerts/alert.ts'
import { type AlertFilter, listAlerts } from '../alerts/queue.ts'
import type { Cell, ExportTable } from './cell.ts'

/** Alerts that are read at once. */
const page = 1_000

/**
 * The alerts of a filter, the one with the latest match first, `most` at most, each once. It goes on from a time, not from a
 * place in the list, so that alerts that are closed meanwhile shift nothing; those that gain matches move to the top and are
 * looked for there in the end.
 */
export async function* alertsOf(
  records: RecordStore,
  scope: Scope,
  filter: AlertFilter,
  most: number,
): AsyncGenerator<Alert> {
  const seen = new Set<string>()
  let newest = filter.from
  for (let { from, to } = filter; ; from = newest + 1, to = filter.to) {
    const before = seen.size
    let limit = page
    while (seen.size < most) {
      const { rows } = await listAlerts(
        records,
        scope,
        { ...filter, from, to },
        { sort: 'last', direction: 'desc', limit, offset: 0 },
      )
      const fresh = rows.filter(({ id }) => !seen.has(id)).slice(0, most - seen.size)
      for (const { id, document } of fresh) {
        seen.add(id)
        newest = Math.max(newest, document.last)
        yield document
      }
      const last = rows.at(-1)?.document.last
      if (last === undefined || rows.length < limit) break
      // More have the same moment than were read: ask for more of them.
      limit = fresh.length === 0 && last + 1 === to ? limit + page : page
      to = last + 1
    }
    if (seen.size === before || seen.size >= most) return
  }
}

/** What of an alert leaves as a document: what the queue shows of it, not what the platform keeps for itself. */
export function alertDocument(alert: Alert, units: UnitTree): object {
  const {
    id,
    generation,
    status,
    disposition,
    rule,
    severity,
    unit,
    entity,
    host,
    user,
    source,
    count,
    tactics = [],
  } = alert
  const { first, last, opened, assignee, acknowledged, closed, previous, next } = alert
  const owner = unit === null ? null : { id: unit, name: units.get(unit)?.name ?? unit }
  return {
    id,
    generation,
    status,
    disposition,
    rule,
    severity,
    unit: owner,
    entity,
    host,
    user,
    source,
    tactics,
    count,
    first,
    last,
    opened,
    assignee,
    acknowledged,
    closed,
    previous,
    next,
  }
}

/** The queue's columns, by the ids that the page hides them by. */
export const alertColumns = [
  'severity',
  'last',
  'rule',
  'tactic',
  'unit',
  'host',
  'user',
  'count',
  'age',
  'status',
] as const
export type AlertColumn = (typeof alertColumns)[number]

interface Part {
  readonly head: string
  readonly cell: (alert: Alert) => Cell
  readonly isTime?: true
}

/**
 * Alerts as rows, headed in the reader's language. A column of the queue may hold several things, one above the other: here
 * each has its own.
 */
export function alertTable(
  alerts: AsyncIterable<Alert>,
  columns: readonly AlertColumn[],
  { language, timeZone, units }: { language: Language; timeZone: string; units: UnitTree },
): ExportTable {
  const parts = partsOf(translator(language, timeZone), units)
  const shown = columns.flatMap((column) => parts[column])
  return {
    heads: shown.map(({ head }) => head),
    times: shown.flatMap(({ isTime }, at) => (isTime ? [at] : [])),
    rows: (async function* () {
      for await (const alert of alerts) yield shown.map(({ cell }) => cell(alert))
    })(),
  }
}

function partsOf(
  { t, timeZone, language }: Translator,
  units: UnitTree,
): Readonly<Record<AlertColumn, readonly Part[]>> {
  const unitName = (unit: string | null) => (unit === null ? t('field.unattributed') : (units.get(unit)?.name ?? unit))
  return {
    severity: [{ head: t('field.severity'), cell: ({ severity }) => t(`severity.${severity}`) }],
    last: [
      { head: `${t('field.first')} (${timeZone})`, cell: ({ first }) => ({ time: first }), isTime: true },
      { head: `${t('field.last')} (${timeZone})`, cell: ({ last }) => ({ time: last }), isTime: true },
    ],
    rule: [
      { head: t('field.rule'), cell: ({ rule }) => rule.title[language] },
      { head: t('export.ruleId'), cell: ({ rule }) => rule.id },
    ],
    // As Sigma tags write them: names of tactics are the matrix's, not ours.
    tactic: [{ head: t('field.tactic'), cell: ({ tactics = [] }) => tactics.join('; ') || null }],
    unit: [{ head: t('field.unit'), cell: ({ unit }) => unitName(unit) }],
    host: [{ head: t('field.host'), cell: ({ host }) => host }],
    user: [
      { head: t('field.user'), cell: ({ user }) => user },
      { head: t('field.source'), cell: ({ source }) => source },
    ],
    count: [{ head: t('field.count'), cell: ({ count }) => count }],
    age: [{ head: `${t('export.opened')} (${timeZone})`, cell: ({ opened }) => ({ time: opened }), isTime: true }],
    status: [
      { head: t('field.status'), cell: ({ status }) => t(`status.${status}`) },
      {
        head: t('field.disposition'),
        cell: ({ disposition }) => (disposition === null ? null : t(`disposition.${disposition}`)),
      },
      { head: t('field.assignee'), cell: ({ assignee }) => assignee?.name ?? null },
      { head: t('export.note'), cell: ({ closed }) => closed?.note ?? null },
      { head: t('export.id'), cell: ({ id }) => id },
    ],
  }
}
