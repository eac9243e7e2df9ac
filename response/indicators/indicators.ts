import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { Result } from '../../core/lib/result.ts'
import { listAnswers } from './answers.ts'
import { createList, type NewList } from './create-list.ts'
import { type IndicatorParts, indicatorDesk, type List } from './indicator-desk.ts'
import type { Answer, Letter, ListItem } from './indicator-list.ts'
import { listKeeping } from './keep-lists.ts'
import type { IndicatorHit } from './look-back.ts'
import type { Mark } from './mark-item.ts'
import { ownOf, writableUnits } from './reach.ts'
import type { FileRefusal } from './read-file.ts'
import type { IndicatorSource, Reading } from './read-indicators.ts'
import { listSearches, type Search } from './searches.ts'

/** Lists of indicators for people. What lies outside the scope is `not-found`; what was changed meanwhile is `conflict`. */
export interface Indicators {
  /** Units that the actor may keep lists of. */
  unitsOf(actor: Actor): readonly string[]
  /** What a text or a file holds; nothing is kept. */
  preview(scope: Scope, source: IndicatorSource): Promise<Result<Reading, FileRefusal>>
  create(actor: Actor, scope: Scope, wish: NewList): Promise<List>
  list(scope: Scope): Promise<readonly { readonly list: List; readonly search: Search | undefined }[]>
  find(scope: Scope, id: string): Promise<List>
  items(scope: Scope, id: string, page: { offset: number; limit: number }): Promise<readonly ListItem[]>
  change(actor: Actor, scope: Scope, at: { id: string; version: number; letter: Letter }): Promise<List>
  /** Marks an item as false with a reason, or takes the mark back: see `markItem`. */
  mark(actor: Actor, scope: Scope, at: Mark): Promise<List>
  /** Deletes a list that was not answered, with its searches. */
  remove(actor: Actor, scope: Scope, at: { id: string; version: number }): Promise<void>
  /** Puts the items among the values of the rules, or takes them out. Only for who reaches the whole installation. */
  keepLive(actor: Actor, scope: Scope, at: { id: string; version: number; live: boolean }): Promise<List>
  /** Searches that the reader may see whole, the newest first. */
  searches(scope: Scope, id: string): Promise<readonly Search[]>
  /**
   * Asks for a search of the last `days` days and today; `raw` looks into the lines themselves too, which takes longer.
   * Rejects with `conflict` while one of this list runs.
   */
  search(actor: Actor, scope: Scope, at: { id: string; days: number; raw?: boolean }): Promise<Search>
  cancel(actor: Actor, scope: Scope, at: { id: string; search: string }): Promise<Search>
  /** What a search found within the scope, most hits first, and how many pairs there are in all. */
  hits(
    scope: Scope,
    at: { id: string; search: string; limit: number },
  ): Promise<{ search: Search; rows: readonly IndicatorHit[]; total: number }>
  /** Answers by a search that is done; nil only where it found nothing. */
  answer(actor: Actor, scope: Scope, at: Answering): Promise<List>
  withdraw(actor: Actor, scope: Scope, at: { id: string; version: number }): Promise<List>
  /** The search that a report stands on: the answer's, else the newest that is done, with what it found. An audit row is kept. */
  report(
    actor: Actor,
    scope: Scope,
    at: { id: string; limit: number },
  ): Promise<{ list: List; search: Search; rows: readonly IndicatorHit[]; total: number }>
}
export interface Answering extends Pick<Answer, 'kind' | 'search' | 'reference' | 'note'> {
  readonly id: string
  readonly version: number
}

export function createIndicators(parts: IndicatorParts): Indicators {
  const desk = indicatorDesk(parts)
  const { units, find, read } = desk
  return {
    unitsOf: (actor) => writableUnits(actor, units),
    preview: (scope, source) => read(source, ownOf(scope, units)),
    create: (actor, scope, wish) => createList(desk, actor, scope, wish),
    find,
    ...listKeeping(desk),
    ...listSearches(desk),
    ...listAnswers(desk),
  }
}
