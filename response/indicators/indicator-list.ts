import type { Caution } from './cautions.ts'
import type { Indicator, IndicatorType, Place } from './indicator.ts'

/** The record kinds of lists of indicators, and of the parts that their items are kept in. */
export const indicatorListKind = 'indicator-list'
export const indicatorPartKind = 'indicator-part'

/** With whom a list may be shared (Traffic Light Protocol 2.0, FIRST). */
export const tlpLevels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const
export type Tlp = (typeof tlpLevels)[number]

export interface Signed {
  readonly at: number
  readonly by: { readonly id: string; readonly name: string }
}

/** What the letter says. Days are `yyyy-mm-dd` in the installation's zone; empty texts are unknown. */
export interface Letter {
  readonly title: string
  /** Who sent it: the national centre, A05, … */
  readonly sender: string
  /** Number and symbol. */
  readonly reference: string
  readonly dated: string | null
  /** The last day on which it is answered in time. */
  readonly due: string | null
  readonly tlp: Tlp
  readonly note: string
}

/** What was answered: that nothing was found, or what was; by which search. */
export interface Answer extends Signed {
  readonly kind: 'nil' | 'found'
  readonly search: string
  /** Number and symbol of the answer, empty while it has none. */
  readonly reference: string
  readonly note: string
}

/** A list of indicators that came with a letter. Its items stand in parts: ten thousand do not fit one record. */
export interface IndicatorList extends Letter {
  readonly id: string
  /** The unit that it belongs to, and that it is looked for in, with everything below. */
  readonly unit: string
  readonly items: number
  readonly counts: Readonly<Partial<Record<IndicatorType, number>>>
  /** Items with a caution that keeps them out of rules. */
  readonly marked: number
  readonly parts: number
  /** Items that somebody marked as false; not kept by lists of which none ever was. */
  readonly falseItems?: number
  /** Its items are values of the rules' lists. */
  readonly live: boolean
  /** When it was kept: what an auditor's window asks for. */
  readonly kept: number
  readonly created: Signed
  readonly changed: Signed
  readonly answer: Answer | null
}

/** An item as it is kept: what it is, where it stood first, what is to be minded. */
export interface ListItem extends Indicator {
  readonly place: Place
  readonly cautions: readonly Caution[]
  /** Who marked it as false, and why: it is neither searched for nor given to rules. */
  readonly false?: Signed & { readonly reason: string }
}
export interface IndicatorPart {
  readonly list: string
  readonly items: readonly ListItem[]
}

/** How many items are searched for. */
export const searchedItems = ({ items, falseItems = 0 }: Pick<IndicatorList, 'items' | 'falseItems'>): number =>
  items - falseItems

/** Items of one part. */
export const partItems = 500
/** The id of a part, which sorts in order. */
export const partId = (list: string, number: number): string => `${list}.${String(number).padStart(4, '0')}`

/** Where an answer stands. */
export const answerStates = ['open', 'overdue', 'answered', 'answered-late'] as const
export type AnswerState = (typeof answerStates)[number]

/** Where the answer stands on a day; `answeredOn` is the day of the answer, in the same zone. */
export function answerState(due: string | null, answeredOn: string | null, today: string): AnswerState {
  if (answeredOn !== null) return due !== null && answeredOn > due ? 'answered-late' : 'answered'
  return due !== null && today > due ? 'overdue' : 'open'
}
