import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Alert, AlertSummary } from '../../../../api/schemas/alerts.ts'
import type { RuleRow } from '../../../../api/schemas/rules.ts'
import type { Session } from '../../../../api/schemas/session.ts'
import type { SystemRow } from '../../../../api/schemas/systems.ts'
import type { FacetGroup } from '../../components/FacetColumn.tsx'
import { namedValues, severityValues } from '../../components/facet-values.tsx'
import { tacticWords } from '../../lib/attack-tactics.ts'
import { type Criteria, handOffs, listFilters, statuses } from './criteria.ts'

/** The facets of the queue: status and severity always whole and in their own order, the rest by frequency. */
export function queueFacets(
  { t, language }: Pick<Translator, 't' | 'language'>,
  summary: AlertSummary | undefined,
  criteria: Criteria,
  known: {
    readonly units: Session['units']
    readonly rules: readonly RuleRow[]
    readonly rows: readonly Alert[]
    readonly systems: readonly SystemRow[]
  },
): FacetGroup[] {
  // Ids are what is filtered by, names are what people read. A rule that is gone is still named by its alerts.
  const names = new Map<string, string>()
  for (const { rule } of known.rows) names.set(`rule ${rule.id}`, rule.title[language])
  for (const { assignee } of known.rows) if (assignee !== null) names.set(`assignee ${assignee.id}`, assignee.name)
  for (const { id, title } of known.rules) names.set(`rule ${id}`, title[language])
  for (const { system } of known.rows) if (system !== null) names.set(`system ${system.id}`, system.code)
  for (const { id, name } of known.systems) names.set(`system ${id}`, name)
  for (const level of ['1', '2', '3', '4', '5']) names.set(`systemLevel ${level}`, t('systems.level.of', { n: level }))
  for (const { id, name } of known.units) names.set(`unit ${id}`, name)
  return listFilters.map((field) => {
    const counted = summary?.facets.find((facet) => facet.field === field)
    const countOf = (value: string) => counted?.values.find((one) => one.value === value)?.count ?? 0
    const chosen: readonly string[] = criteria[field] ?? []
    const shared = { field, label: t(`field.${field}`), chosen, partial: counted?.partial ?? false }
    if (field === 'status')
      return {
        ...shared,
        values: statuses.map((value) => ({ value, count: countOf(value), words: t(`status.${value}`) })),
      }
    if (field === 'handOff')
      return {
        ...shared,
        values: handOffs
          .filter((value) => countOf(value) > 0 || chosen.includes(value))
          .map((value) => ({ value, count: countOf(value), words: t(`handOff.${value}`) })),
      }
    if (field === 'incident')
      return {
        ...shared,
        // An incident that was come from is named by its number.
        values: (['none', 'any'] as const).map((value) => ({
          value,
          count: countOf(value),
          words: t(`incident.facet.${value}`),
        })),
      }
    if (field === 'severity') return { ...shared, values: severityValues(countOf) }
    return {
      ...shared,
      values: namedValues(counted?.values ?? [], (value) =>
        field === 'tactic' ? tacticWords(value, language) : names.get(`${field} ${value}`),
      ),
    }
  })
}
