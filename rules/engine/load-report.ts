import type { Problem } from '../../core/lib/errors.ts'
import type { Correlation } from '../sigma/correlation.ts'
import type { Rule } from '../sigma/rule.ts'

/** What loading rules came to: the rules, and everything that was wrong or odd, in the order of the files. */
export interface LoadReport {
  readonly rules: readonly Rule[]
  /** In an order in which a correlation stands behind those that it looks at. */
  readonly correlations: readonly Correlation[]
  /** What filters there are, and how many rules each of them changes. */
  readonly filters: readonly { readonly id: string; readonly title: string; readonly rules: number }[]
  /** Rules for which a text of the installation stands in; they judge nothing. */
  readonly overridden: readonly Rule[]
  /** Rules, and files without one, that were refused; each has an error among the problems. */
  readonly rejected: number
  readonly problems: readonly Problem[]
}

/** The report in numbers. */
export interface LoadSummary {
  /** Loaded and rejected together. */
  readonly rules: number
  readonly loaded: number
  readonly rejected: number
  readonly warnings: number
  /** Loaded, but their log source or a field of theirs is not mapped: they wait for a source and judge nothing. */
  readonly cannotRun: number
  /** How many of the loaded ones are correlations, and how many filters. */
  readonly correlations: number
  readonly filters: number
}

export function summarise({ rules, correlations, filters, rejected, problems }: LoadReport): LoadSummary {
  const loaded = rules.length + correlations.length + filters.length
  return {
    rules: loaded + rejected,
    loaded,
    rejected,
    warnings: problems.filter(({ level }) => level === 'warning').length,
    cannotRun: [...rules, ...correlations].filter((rule) => rule.cannotRun !== undefined).length,
    correlations: correlations.length,
    filters: filters.length,
  }
}
