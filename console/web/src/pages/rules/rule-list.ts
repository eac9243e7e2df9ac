import { type Severity, severities } from '../../../../../core/event/severity.ts'
import type { Language } from '../../../../../core/i18n/translate.ts'
import { foldSearch } from '../../../../../core/lib/fold-text.ts'
import type { RuleRow, RuleStatisticsList } from '../../../../api/schemas/rules.ts'
import { tactics } from '../../lib/attack-tactics.ts'

/** The states of rules in the order of the tabs; `all` and `rejected` stand around them. */
const ruleStates = ['runs', 'off', 'no-source', 'cannot-run'] as const satisfies readonly RuleRow['state'][]
export const tabs = ['all', ...ruleStates, 'rejected'] as const
export type Tab = (typeof tabs)[number]

export const ruleFacets = ['level', 'logsource', 'tactic', 'origin'] as const
export type RuleFacet = (typeof ruleFacets)[number]
export const origins = ['pack', 'file', 'import', 'console', 'platform'] as const satisfies readonly RuleRow['origin'][]

const sorts = ['title', 'level', 'state', 'hits', 'lastHit', 'alerts', 'precision', 'cost'] as const
type Sort = (typeof sorts)[number]

/** A rule with what it came to; its numbers are absent where there are none to be seen. */
export interface CountedRule extends RuleRow {
  readonly counted: RuleStatisticsList['byRule'][string] | undefined
}

/** What the list is narrowed to and how it is ordered. */
export interface RuleCriteria {
  readonly tab: Tab
  readonly text: string
  readonly facets: Readonly<Record<RuleFacet, readonly string[]>>
  /** An ATT&CK technique, its sub-techniques with it. */
  readonly technique: string | null
  readonly sort: Sort
  readonly direction: 'asc' | 'desc'
}

/** Reads the address; words that are not known are left out. */
export function readRuleCriteria(params: URLSearchParams): RuleCriteria {
  const values = (name: RuleFacet) => params.getAll(name).slice(0, 50)
  const technique = params.get('technique')?.toUpperCase() ?? ''
  const sort = sorts.find((one) => one === params.get('sort')) ?? 'level'
  return {
    tab: tabs.find((one) => one === params.get('tab')) ?? 'all',
    text: params.get('text') ?? '',
    facets: {
      level: values('level'),
      logsource: values('logsource'),
      tactic: values('tactic'),
      origin: values('origin'),
    },
    technique: /^T\d{4}(\.\d{3})?$/.test(technique) ? technique : null,
    sort,
    direction: params.get('direction') === 'asc' ? 'asc' : params.get('direction') === 'desc' ? 'desc' : firstWay(sort),
  }
}

/** Numbers begin with the most, words with the first. */
const firstWay = (sort: Sort): 'asc' | 'desc' => (sort === 'title' || sort === 'state' ? 'asc' : 'desc')

/** Sorts by a column; by the same column again, the other way round. */
export function sortRulesBy(params: URLSearchParams, column: string): void {
  const { sort, direction } = readRuleCriteria(params)
  const way = sort === column ? (direction === 'asc' ? 'desc' : 'asc') : firstWay(column as Sort)
  params.set('sort', column)
  params.set('direction', way)
}

/** Puts a value of a facet in, or takes it out. */
export function toggleFacet(params: URLSearchParams, facet: RuleFacet, value: string): void {
  const before = params.getAll(facet)
  params.delete(facet)
  for (const one of before.includes(value) ? before.filter((each) => each !== value) : [...before, value])
    params.append(facet, one)
}

/** A rule's log source as one word: `windows / process_creation`. */
export const logsourceOf = ({ logsource }: Pick<RuleRow, 'logsource'>): string => Object.values(logsource).join(' / ')

/** The tactics that a rule's tags name, as tags write them today (with hyphens). */
function tacticsOf({ tags }: Pick<RuleRow, 'tags'>): readonly string[] {
  const named = new Set(
    tags.flatMap((tag) => (tag.startsWith('attack.') ? [tag.slice(7).replaceAll('_', '-').toLowerCase()] : [])),
  )
  return tactics.flatMap(({ tag }) => (named.has(tag) ? [tag] : []))
}

/** The techniques that a rule's tags name: `T1110.001`. */
export const techniquesOf = ({ tags }: Pick<RuleRow, 'tags'>): readonly string[] =>
  tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? [])

const valuesOf: Record<RuleFacet, (rule: RuleRow) => readonly string[]> = {
  level: ({ level }) => [level],
  logsource: (rule) => [logsourceOf(rule)],
  tactic: tacticsOf,
  origin: ({ origin }) => [origin],
}

/** A rule with the text that is searched, folded once: thousands are searched at every letter. */
export interface SearchableRule {
  readonly rule: CountedRule
  readonly folded: string
}

export function searchable(
  rules: readonly RuleRow[],
  byRule: RuleStatisticsList['byRule'] | undefined,
): readonly SearchableRule[] {
  return rules.map((rule) => ({
    rule: { ...rule, counted: byRule?.[rule.id] },
    folded: foldSearch([rule.title.vi, rule.title.en, rule.id, rule.file, ...rule.tags].join('\n')),
  }))
}

/** What the list shows: rows in order, how many rules each tab would have, and each facet's values under all else chosen. */
export interface RuleView {
  readonly rows: readonly CountedRule[]
  readonly tabs: Readonly<Record<Exclude<Tab, 'rejected'>, number>>
  readonly facets: Readonly<Record<RuleFacet, readonly { readonly value: string; readonly count: number }[]>>
}

/** Narrows, counts and orders. Every word of the text must occur. */
export function viewRules(rules: readonly SearchableRule[], criteria: RuleCriteria, language: Language): RuleView {
  const words = foldSearch(criteria.text).split(/\s+/).filter(Boolean)
  const technique = criteria.technique
  const sought = rules.filter(
    ({ rule, folded }) =>
      words.every((word) => folded.includes(word)) &&
      (technique === null || techniquesOf(rule).some((one) => one === technique || one.startsWith(`${technique}.`))),
  )
  const within = (rule: RuleRow, facet: RuleFacet) => {
    const chosen = criteria.facets[facet]
    return chosen.length === 0 || valuesOf[facet](rule).some((value) => chosen.includes(value))
  }
  const inTab = ({ state }: RuleRow) => criteria.tab === 'all' || criteria.tab === state
  const counts: Record<RuleFacet, Map<string, number>> = {
    level: new Map(severities.map((level) => [level, 0])),
    logsource: new Map(),
    tactic: new Map(),
    origin: new Map(),
  }
  const byTab = { all: 0, runs: 0, off: 0, 'no-source': 0, 'cannot-run': 0 }
  const rows: CountedRule[] = []
  for (const { rule } of sought) {
    const out = ruleFacets.filter((facet) => !within(rule, facet))
    const here = inTab(rule)
    if (out.length === 0) {
      byTab.all++
      byTab[rule.state]++
      if (here) rows.push(rule)
    }
    if (!here) continue
    // A facet counts what choosing in it would leave: all other facets hold, its own does not.
    for (const facet of ruleFacets) {
      if (out.length > 1 || (out.length === 1 && out[0] !== facet)) continue
      for (const value of valuesOf[facet](rule)) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1)
    }
  }
  const listed = (facet: RuleFacet) => [...counts[facet]].map(([value, count]) => ({ value, count }))
  const most = (facet: RuleFacet) => listed(facet).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return {
    rows: rows.sort(orderOf(criteria, language)),
    tabs: byTab,
    facets: {
      level: listed('level').reverse(),
      logsource: most('logsource'),
      tactic: tactics.flatMap(({ tag }) => listed('tactic').filter(({ value }) => value === tag)),
      origin: most('origin'),
    },
  }
}

const rank: Readonly<Record<Severity, number>> = { informational: 0, low: 1, medium: 2, high: 3, critical: 4 }

/** Rules without a number come last whichever way; equal ones stand by title. */
function orderOf({ sort, direction }: RuleCriteria, language: Language) {
  const collator = new Intl.Collator(language)
  const sign = direction === 'asc' ? 1 : -1
  const title = (a: CountedRule, b: CountedRule) => collator.compare(a.title[language], b.title[language])
  const numberOf: Record<Exclude<Sort, 'title'>, (rule: CountedRule) => number | null> = {
    level: ({ level }) => rank[level],
    state: ({ state }) => ruleStates.indexOf(state),
    hits: ({ counted }) => counted?.hits ?? null,
    lastHit: ({ counted }) => counted?.lastHit ?? null,
    alerts: ({ counted }) => counted?.alerts ?? null,
    precision: ({ counted }) => counted?.precision ?? null,
    cost: ({ cost }) => cost,
  }
  return (a: CountedRule, b: CountedRule): number => {
    if (sort === 'title') return sign * title(a, b)
    const [x, y] = [numberOf[sort](a), numberOf[sort](b)]
    if (x === y) return title(a, b)
    if (x === null) return 1
    if (y === null) return -1
    return sign * (x - y)
  }
}
