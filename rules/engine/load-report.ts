import type { Problem } from '../../core/lib/errors.ts'
import type { Rule } from '../sigma/rule.ts'

/** What loading rules came to: the rules, and everything that was wrong or odd, in the order of the files. */
export interface LoadReport {
  readonly rules: readonly Rule[]
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
}

export function summarise({ rules, rejected, problems }: LoadReport): LoadSummary {
  return {
    rules: rules.length + rejected,
    loaded: rules.length,
    rejected,
    warnings: problems.filter(({ level }) => level === 'warning').length,
    cannotRun: rules.filter((rule) => rule.cannotRun !== undefined).length,
  }
}
