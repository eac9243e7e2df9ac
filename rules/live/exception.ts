import { EventView } from '../../core/predicate/event-view.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { parseSearch } from '../../core/predicate/search-language.ts'
import { toViewMatcher } from '../../core/predicate/to-matcher.ts'
import { listPredicate, listTest, type ValueList } from './value-list.ts'

/** The record kind of exceptions. */
export const ruleExceptionKind = 'rule-exception'

/**
 * Events on which rules that fire shall open no alert. What it covers is the expression and the list together, where both
 * are there; at least one is. Times are epoch milliseconds.
 */
export interface RuleException {
  readonly id: string
  readonly title: string
  /** Ids of the rules it is for; null: all of them. */
  readonly rules: readonly string[] | null
  /** In the search language; blank: the list alone says what is covered. */
  readonly expression: string
  /** The field whose values are looked up in a shared list. */
  readonly list: { readonly field: string; readonly name: string } | null
  /** The unit for whose events, and those of the units under it, it holds; null: for all. */
  readonly unit: string | null
  /** Who answers for it. */
  readonly owner: string
  readonly reason: string
  /** From then on it covers nothing; null: it holds until it is ended. */
  readonly expires: number | null
  readonly ended: { readonly at: number; readonly by: string } | null
  readonly created: { readonly at: number; readonly by: string }
  readonly changed: { readonly at: number; readonly by: string }
}

export const exceptionStates = ['active', 'expired', 'ended'] as const
export type ExceptionState = (typeof exceptionStates)[number]

/** What has become of the exception by now. */
export function exceptionState({ ended, expires }: RuleException, now: number): ExceptionState {
  if (ended !== null) return 'ended'
  return expires !== null && expires <= now ? 'expired' : 'active'
}

/** What is covered, but for the unit; undefined when the expression cannot be read or the list is not there. */
export function exceptionPredicate(
  { expression, list }: Pick<RuleException, 'expression' | 'list'>,
  lists: ReadonlyMap<string, ValueList>,
  timeZone: string,
): Predicate | undefined {
  const of: Predicate[] = []
  if (expression.trim() !== '') {
    const parsed = parseSearch(expression, { timeZone })
    if (!parsed.ok) return undefined
    of.push(parsed.value.predicate)
  }
  if (list !== null) {
    const values = lists.get(list.name)
    if (values === undefined) return undefined
    of.push(listPredicate(values, list.field))
  }
  return of.length === 0 ? undefined : { kind: 'all', of }
}

interface Covering {
  readonly exception: RuleException
  readonly covers: () => boolean
}

interface ScopedEvent {
  readonly vonggac?: { readonly unit?: { readonly ids: readonly string[] } }
}

/** The id of the first exception that covers a match of the rule at this moment; undefined when none does. */
export type Excepted = (rule: string, event: ScopedEvent, now: number) => string | undefined

/**
 * Makes exceptions ready to be asked. One whose expression cannot be read or whose list is not there covers nothing; its id
 * is among `broken`.
 */
export function compileExceptions(
  exceptions: readonly RuleException[],
  lists: ReadonlyMap<string, ValueList>,
  timeZone: string,
): { readonly excepted: Excepted; readonly broken: readonly string[] } {
  const view = new EventView()
  const everywhere: Covering[] = []
  const byRule = new Map<string, Covering[]>()
  const broken: string[] = []
  for (const exception of exceptions) {
    if (exception.ended !== null) continue
    const covers = coverTest(exception, lists, timeZone, view)
    if (covers === undefined) {
      broken.push(exception.id)
      continue
    }
    const covering = { exception, covers }
    if (exception.rules === null) everywhere.push(covering)
    for (const rule of exception.rules ?? []) byRule.set(rule, [...(byRule.get(rule) ?? []), covering])
  }
  const excepted: Excepted = (rule, event, now) => {
    const asked = byRule.get(rule)
    if (asked === undefined && everywhere.length === 0) return undefined
    const units = event.vonggac?.unit?.ids ?? []
    view.turnTo(event)
    for (const list of [asked ?? [], everywhere]) {
      for (const { exception, covers } of list) {
        if (exception.expires !== null && exception.expires <= now) continue
        if (exception.unit !== null && !units.includes(exception.unit)) continue
        if (covers()) return exception.id
      }
    }
    return undefined
  }
  return { excepted, broken }
}

function coverTest(
  exception: RuleException,
  lists: ReadonlyMap<string, ValueList>,
  timeZone: string,
  view: EventView,
): (() => boolean) | undefined {
  const { expression, list } = exception
  const blank = expression.trim() === ''
  if (blank && list === null) return undefined
  const said = blank ? undefined : exceptionPredicate({ expression, list: null }, lists, timeZone)
  const values = list === null ? undefined : lists.get(list.name)
  if ((!blank && said === undefined) || (list !== null && values === undefined)) return undefined
  const tests = [
    ...(said === undefined ? [] : [toViewMatcher(said, view)]),
    ...(list === null || values === undefined ? [] : [listTest(values, list.field, view)]),
  ]
  return () => tests.every((holds) => holds())
}
