import type { Scope } from '../../access/scope.ts'
import { compilePath } from '../../event/path.ts'
import type { Budget } from '../budget.ts'
import { facetColumns } from '../facet-columns.ts'
import type { EventQuery, Facet } from '../store.ts'
import { ValueCounts } from '../value-counts.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import { documentOfHit } from './event-document.ts'
import type { IndexNames } from './index-names.ts'
import { inRange, newestHits } from './newest-hits.ts'
import { searchFor, type Timed } from './scan.ts'

/** Values that each shard counts beyond those asked for, so that a value frequent in all and first in none is not missed. */
const spareValues = 200

interface Counted {
  readonly buckets: readonly {
    readonly key: string
    readonly doc_count: number
    /** How many more it may be: shards that have more values than they told, and did not tell of this one. */
    readonly doc_count_error_upper_bound: number
  }[]
  /** How often a value that was not told may occur. */
  readonly doc_count_error_upper_bound: number
  readonly sum_other_doc_count: number
}
interface Answer extends Timed {
  readonly aggregations?: {
    readonly sure?: Readonly<Record<string, Counted>>
    readonly unsure: { readonly doc_count: number }
  }
}

const columnOf = (field: string): string | undefined =>
  Object.hasOwn(facetColumns, field) ? facetColumns[field as keyof typeof facetColumns] : undefined

/**
 * The most frequent values of each field. Elasticsearch counts the default facets; events that its query does not vouch for,
 * and other fields, are counted here, newest first, until the budget runs out.
 */
export async function eventFacets(
  connection: ElasticConnection,
  names: IndexNames,
  budget: Budget,
  scope: Scope,
  query: EventQuery,
  fields: readonly string[],
  limit: number,
): Promise<readonly Facet[]> {
  const condition = visible(scope, query.where)
  const { sure, unsure, holds } = condition
  const counted = fields.map((field) => ({
    field,
    path: compilePath(field),
    column: sure === undefined ? undefined : columnOf(field),
    counts: new ValueCounts(field),
    partial: false,
  }))
  if (query.to <= query.from) return counted.map(({ counts }) => counts.facet(limit, false))
  const columns = counted.flatMap(({ column }) => column ?? [])
  const { aggregations, timed_out: timedOut } = await ask(
    connection,
    names,
    budget,
    query,
    { sure, unsure },
    columns,
    limit,
  )
  // Where time ran out nobody knows how many are to be judged; the newest of them are there at once.
  const judged = (aggregations?.unsure.doc_count ?? 0) > 0 || (timedOut && sure === undefined)
  for (const one of counted) {
    const answer = one.column === undefined ? undefined : aggregations?.sure?.[one.column]
    if (answer === undefined) continue
    for (const { key, doc_count: count } of answer.buckets) one.counts.addText(key, count)
    one.partial = timedOut || !isSure(answer) || (judged && answer.sum_other_doc_count > 0)
  }
  // How many there are to be judged is then not known either.
  if (timedOut && sure !== undefined) for (const one of counted) one.partial = true
  const others = counted.filter(({ column }) => column === undefined)
  const count = async (filter: readonly object[], into: typeof counted): Promise<void> => {
    const of = { index: names.allEvents(), query, filter, limit: budget.milliseconds }
    for await (const { hits, upTo } of newestHits(connection, of)) {
      for (const hit of hits) {
        const document = documentOfHit(hit)
        if (holds(document, hit._source.cut))
          for (const { path, counts } of into) counts.addValues(path.values(document))
      }
      if (upTo === undefined || !budget.spent()) continue
      for (const one of into) one.partial = true
      return
    }
  }
  if (judged) await count(unsure, counted)
  if (others.length > 0 && sure !== undefined) await count(sure, others)
  return counted.map(({ counts, partial }) => counts.facet(limit, partial))
}

/** True when no count can be more and no other value can belong among these. */
function isSure({ buckets, doc_count_error_upper_bound: unseen }: Counted): boolean {
  return (
    buckets.every(({ doc_count_error_upper_bound: error }) => error === 0) && unseen <= (buckets.at(-1)?.doc_count ?? 0)
  )
}

function ask(
  connection: ElasticConnection,
  names: IndexNames,
  budget: Budget,
  query: EventQuery,
  { sure, unsure }: Pick<ReturnType<typeof visible>, 'sure' | 'unsure'>,
  columns: readonly string[],
  limit: number,
): Promise<Answer> {
  const order = [{ _count: 'desc' }, { _key: 'asc' }]
  const aggs = Object.fromEntries(
    columns.map((column) => [
      column,
      {
        terms: {
          field: `facet.${column}`,
          size: limit,
          shard_size: limit + spareValues,
          order,
          show_term_doc_count_error: true,
        },
      },
    ]),
  )
  return searchFor<Answer>(connection, names.allEvents(), budget.milliseconds, {
    size: 0,
    track_total_hits: false,
    query: { bool: { filter: [inRange(query)] } },
    aggs: {
      ...(sure === undefined || columns.length === 0 ? {} : { sure: { filter: { bool: { filter: sure } }, aggs } }),
      unsure: { filter: { bool: { filter: unsure } } },
    },
  })
}
