import { severities } from '../../../../../core/event/severity.ts'
import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { FacetGroup } from '../../components/FacetColumn.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { tactics } from '../../lib/attack-tactics.ts'
import { origins, type RuleCriteria, type RuleFacet, type RuleView, ruleFacets } from './rule-list.ts'

/** The facets of the rules, with what people call their values. */
export function facetGroups(
  { t, language }: Pick<Translator, 't' | 'language'>,
  view: RuleView,
  criteria: RuleCriteria,
): FacetGroup[] {
  const wordsOf = (facet: RuleFacet, value: string) => {
    if (facet === 'level') {
      const severity = severities.find((one) => one === value)
      return severity === undefined
        ? {}
        : { words: <SeverityMark severity={severity} />, name: t(`severity.${severity}`) }
    }
    if (facet === 'tactic') {
      const name = tactics.find(({ tag }) => tag === value)?.title[language]
      return name === undefined ? {} : { words: name, name }
    }
    if (facet === 'origin') {
      const origin = origins.find((one) => one === value)
      return origin === undefined ? {} : { words: t(`rules.origin.${origin}`), name: t(`rules.origin.${origin}`) }
    }
    return value === '' ? { words: t('rules.correlation'), name: t('rules.correlation') } : {}
  }
  return ruleFacets.map((facet) => ({
    field: facet,
    label: t(`rules.facet.${facet}`),
    chosen: criteria.facets[facet],
    values: view.facets[facet].map(({ value, count }) => ({ value, count, ...wordsOf(facet, value) })),
  }))
}
