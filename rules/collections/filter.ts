import { CodedError, told } from '../../core/lib/errors.ts'
import { type Level, type LogSource, levels, type Status, statuses } from '../sigma/rule.ts'

/** Which rules of a release are taken; null takes all. */
export interface RuleFilter {
  readonly levels: readonly Level[] | null
  /** Null: all but those that the vendor has given up (deprecated, unsupported). */
  readonly statuses: readonly Status[] | null
  /** See `fitsSource`. */
  readonly logsources: readonly string[] | null
  /** Only rules whose log source sends events here now. */
  readonly arrivingOnly: boolean
}

/** Why a rule is left out. */
export type LeavingReason = 'level' | 'status' | 'logsource' | 'not-arriving' | 'no-rule'

const givenUp: readonly (Status | undefined)[] = ['deprecated', 'unsupported']

/** The first reason for which the filter leaves it out by what it says of itself. */
export function leftByWords(
  { levels, statuses }: RuleFilter,
  { level, status }: { readonly level: Level; readonly status: Status | undefined },
): LeavingReason | undefined {
  if (levels !== null && !levels.includes(level)) return 'level'
  const fits = statuses === null ? !givenUp.includes(status) : status !== undefined && statuses.includes(status)
  return fits ? undefined : 'status'
}

const sourcePattern = /^[\w.*-]{1,60}(?:\/[\w.*-]{1,60}){0,2}$/

/** A filter as people write it, lists with commas. Rejects with `bad-request` and the list that holds a wrong word. */
export function readFilter(written: {
  readonly levels?: string | undefined
  readonly status?: string | undefined
  readonly logsources?: string | undefined
  readonly arrivingOnly: boolean
}): RuleFilter {
  const logsources = written.logsources?.split(',').map((part) => part.trim()) ?? null
  const wrong = logsources?.find((part) => !sourcePattern.test(part))
  if (wrong !== undefined)
    throw refused(
      'logsources',
      `“${wrong}” is not product/category/service`,
      told('collection-logsource', { text: wrong }),
    )
  return {
    levels: listed('levels', written.levels, levels),
    statuses: listed('status', written.status, statuses),
    logsources,
    arrivingOnly: written.arrivingOnly,
  }
}

function listed<T extends string>(name: string, value: string | undefined, known: readonly T[]): readonly T[] | null {
  if (value === undefined) return null
  return value.split(',').map((word) => {
    const found = known.find((one) => one === word.trim())
    if (found === undefined) {
      throw refused(
        name,
        `“${word}” is none of ${known.join(', ')}`,
        told('collection-choice', { text: word.trim(), known: known.join(', ') }),
      )
    }
    return found
  })
}

const refused = (name: string, detail: string, why: ReturnType<typeof told>) =>
  new CodedError('bad-request', detail, { hint: `/${name}`, ...why })

/**
 * True if the log source is one of those meant. `windows` is a product, category or service; `windows/process_creation` a
 * product with a category or service; `windows/-/security` product, category and service. `*` is any, `-` none.
 */
export function fitsSource(patterns: readonly string[] | null, { product, category, service }: LogSource): boolean {
  if (patterns === null) return true
  return patterns.some((pattern) => {
    const [first = '*', second, third] = pattern.toLowerCase().split('/')
    if (second === undefined)
      return [product, category, service].some((part) => part !== undefined && fits(first, part))
    if (!fits(first, product)) return false
    if (third !== undefined) return fits(second, category) && fits(third, service)
    return fits(second, category) || fits(second, service)
  })
}

const fits = (asked: string, part: string | undefined): boolean =>
  asked === '*' || asked === (part?.toLowerCase() ?? '-')
