import type { Translator } from '../../../../../core/i18n/translate.ts'
import { errorTable } from '../../../../../core/lib/errors.ts'

/** What an action is called; one that a newer server added, its code. */
export function actionWords({ t, known }: Pick<Translator, 't' | 'known'>, action: string): string {
  const key = `audit.action.${action}`
  return known(key) ? t(key) : action
}

/** Who did it: people by their log-in names, the platform in words. */
export function actorWords({ t }: Pick<Translator, 't'>, actor: string): string {
  if (actor === 'platform') return t('audit.platform')
  if (actor === 'system') return t('audit.system')
  return actor === 'host' ? t('audit.host') : actor
}

/** Where the thing is shown; undefined where it has no page. */
export function targetLink(target: string): string | undefined {
  const slash = target.indexOf('/')
  const [kind, id] = [target.slice(0, slash), encodeURIComponent(target.slice(slash + 1))]
  const pages: Readonly<Record<string, string>> = {
    alert: `/alerts?alert=${id}`,
    account: `/people?person=${id}`,
    unit: `/units?unit=${id}`,
    rule: `/rules/${id}`,
    'rule-text': `/rules/${id}`,
    source: `/sources?source=${id}`,
    incident: `/incidents/${id}`,
    'it-system': `/systems?system=${id}`,
    'value-list': `/rules/lists?list=${id}`,
    'indicator-list': `/search/indicators?list=${id}`,
    partition: '/system',
    hold: '/system',
  }
  return slash > 0 && id !== '*' && Object.hasOwn(pages, kind) ? pages[kind] : undefined
}

/** One detail of a row in words. */
export interface DetailLine {
  readonly label: string
  readonly value: string
}

/** Keys under which moments are kept as epoch milliseconds. */
const moments = new Set(['from', 'to', 'until', 'at', 'expires', 'created'])
const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const deepest = 3

/** The details of a row, a line a value, inner objects under their own keys. */
export function detailLines(
  { t, known, dateTime, number }: Pick<Translator, 't' | 'known' | 'dateTime' | 'number'>,
  details: Readonly<Record<string, unknown>>,
): readonly DetailLine[] {
  const labelOf = (key: string) => {
    const text = `audit.detail.${key}`
    return known(text) ? t(text) : key
  }
  const text = (key: string, value: unknown): string => {
    if (typeof value === 'number') return moments.has(key) && value > 1e11 ? dateTime(value) : number(value)
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
    if (typeof value === 'string' && isoMoment.test(value)) return dateTime(Date.parse(value))
    if (key === 'why' && Object.hasOwn(errorTable, String(value))) {
      return t(errorTable[value as keyof typeof errorTable].message)
    }
    const asWord = `${key}.${String(value)}`
    if (key === 'role' || key === 'disposition') return known(asWord) ? t(asWord) : String(value)
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  const lines: DetailLine[] = []
  const walk = (path: readonly string[], value: unknown): void => {
    const key = path.at(-1) ?? ''
    if (value === null || value === undefined || value === '') return
    if (Array.isArray(value)) {
      if (value.length > 0)
        lines.push({ label: path.map(labelOf).join(' › '), value: value.map((one) => text(key, one)).join(', ') })
    } else if (typeof value === 'object' && path.length < deepest) {
      for (const [inner, one] of Object.entries(value)) walk([...path, inner], one)
    } else lines.push({ label: path.map(labelOf).join(' › '), value: text(key, value) })
  }
  walk([], details)
  return lines
}
