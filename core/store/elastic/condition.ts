import { type Scope, scopePredicate, unitIdsField } from '../../access/scope.ts'
import type { ElasticQuery } from '../../predicate/elastic-parts.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { type ElasticCondition, type ElasticLayout, toElastic } from '../../predicate/to-elastic.ts'
import { toMatcher } from '../../predicate/to-matcher.ts'

/** Every index that is read under a scope has the lineage of the owning unit in `units`; words, only those of events. */
const layout: ElasticLayout = { keywords: { [unitIdsField]: 'units' }, words: 'words' }

/** What a read asks of an index. */
export interface Condition {
  /** Filters that every document found passes: the scope, and `where` or more. */
  readonly filter: readonly ElasticQuery[]
  /** Filters for those among them of which `where` surely holds; undefined when that is known of none. */
  readonly sure: readonly ElasticQuery[] | undefined
  /** Filters for the rest, which the matcher must see. */
  readonly unsure: readonly ElasticQuery[]
  /** True when `where` holds for a document found; `cut` is what its index says of it. */
  holds(document: object, cut: readonly string[] | undefined): boolean
}

/** The scope as a filter. It is exact in every back end, or the process does not start. */
function scopeFilter(scope: Scope): ElasticQuery {
  const { query, exact } = toElastic(scopePredicate(scope), layout)
  if (!exact) throw new Error('the scope cannot be asked exactly')
  return query
}

/** The one place where a read meets its scope: the documents that it lets through and for which `where` holds. */
export function visible(scope: Scope, where: Predicate = { kind: 'true' }): Condition {
  const asked: ElasticCondition = toElastic(where, layout)
  const filter = [scopeFilter(scope), asked.query]
  const judge = toMatcher(where)
  return {
    filter,
    sure: asked.exact ? [...filter, { bool: { must_not: [asked.doubt] } }] : undefined,
    unsure: asked.exact ? [...filter, asked.doubt] : filter,
    holds: (document, cut) =>
      (asked.exact && !asked.asksWords && (cut === undefined || cut.length === 0)) || judge(document),
  }
}
