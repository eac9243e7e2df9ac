import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { IncidentPage } from '../../../../api/schemas/incidents.ts'
import type { FacetGroup } from '../../components/FacetColumn.tsx'
import { namedValues, severityValues } from '../../components/facet-values.tsx'
import { incidentFacets, incidentStatuses, type readIncidentQuery } from './incident-list.ts'

/** The facets of the list: status and severity whole and in their own order, units and owners by frequency. */
export function facetGroups(
  { t }: Pick<Translator, 't'>,
  { facets, names }: Pick<IncidentPage, 'facets' | 'names'>,
  query: ReturnType<typeof readIncidentQuery>,
): FacetGroup[] {
  return incidentFacets.map((field) => {
    const counted = facets.find((facet) => facet.field === field)
    const countOf = (value: string) => counted?.values.find((one) => one.value === value)?.count ?? 0
    const shared = {
      field,
      label: t(field === 'owner' ? 'incidents.owner' : `field.${field}`),
      chosen: query[field] ?? [],
      partial: counted?.partial ?? false,
    }
    if (field === 'status')
      return {
        ...shared,
        values: incidentStatuses.map((value) => ({
          value,
          count: countOf(value),
          words: t(`incident.status.${value}`),
        })),
      }
    if (field === 'severity') return { ...shared, values: severityValues(countOf) }
    return { ...shared, values: namedValues(counted?.values ?? [], (value) => names[value]) }
  })
}
