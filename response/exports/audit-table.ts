import type { Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { isTextKey } from '../../core/i18n/text-key.ts'
import type { Language } from '../../core/i18n/translate.ts'
import { translator } from '../../core/i18n/translator.ts'
import type { AuditFilter, AuditLog, AuditRow, Histogram } from '../../core/store/store.ts'
import type { ExportTable } from './cell.ts'

/** Rows that are read at once. */
const page = 500
/** Kinds of doings that are told apart when rows are counted; there are fewer. */
const kinds = 1_000

/** The rows of the audit log that pass the filter within the scope, newest first, `most` at most. */
export async function* auditRowsOf(
  audit: Pick<AuditLog, 'search'>,
  scope: Scope,
  filter: AuditFilter,
  most: number,
): AsyncGenerator<AuditRow> {
  let left = most
  for (let before: number | undefined; left > 0; ) {
    const limit = Math.min(page, left)
    const found = await audit.search(scope, filter, before === undefined ? { limit } : { limit, before })
    yield* found.rows
    left -= found.rows.length
    before = found.next
    if (before === undefined) return
  }
}

/** How many rows pass the filter: each does one thing. */
export async function countAudit(
  audit: Pick<AuditLog, 'facets'>,
  scope: Scope,
  filter: AuditFilter,
): Promise<Histogram['total']> {
  const actions = (await audit.facets(scope, filter, kinds)).find(({ field }) => field === 'action')
  const value = actions?.values.reduce((sum, { count }) => sum + count, 0) ?? 0
  return { value, relation: actions?.partial === false ? 'eq' : 'gte' }
}

/** A row of the log as a document, with its unit by name. */
export const auditDocument = ({ unitIds: [unit], ...row }: AuditRow, units: UnitTree): object => ({
  ...row,
  unit: unit === undefined ? null : { id: unit, name: units.get(unit)?.name ?? unit },
})

/**
 * Rows of the log under heads in the reader's language. What was done stands in words and as its code; details as JSON, as
 * the hash of the row covers them.
 */
export function auditTable(
  rows: AsyncIterable<AuditRow>,
  { language, timeZone, units }: { language: Language; timeZone: string; units: UnitTree },
): ExportTable {
  const { t } = translator(language, timeZone)
  const words = (action: string) => {
    const key = `audit.action.${action}`
    return isTextKey(key) ? t(key) : action
  }
  return {
    heads: [
      t('audit.number'),
      `${t('audit.time')} (${timeZone})`,
      t('audit.actor'),
      t('audit.action'),
      t('audit.actionCode'),
      t('audit.target'),
      t('audit.unit'),
      t('audit.details'),
      t('audit.hash'),
    ],
    times: [1],
    rows: (async function* () {
      for await (const { number, time, actor, action, target, unitIds, details, hash } of rows) {
        const [unit] = unitIds
        const owner = unit === undefined ? t('audit.unit.whole') : (units.get(unit)?.name ?? unit)
        const said = Object.keys(details).length === 0 ? null : JSON.stringify(details)
        yield [number, { time }, actor, words(action), action, target, owner, said, hash]
      }
    })(),
  }
}
