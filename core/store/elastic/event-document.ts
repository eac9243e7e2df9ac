import { unitIdsField } from '../../access/scope.ts'
import type { EventDocument } from '../../event/event.ts'
import type { Values } from '../../event/path.ts'
import { compilePath, textOf } from '../../event/path.ts'
import { elasticTerms, longestText } from '../../predicate/elastic-terms.ts'
import { elasticWords } from '../../predicate/elastic-words.ts'
import { eventTime } from '../event-time.ts'
import { facetColumns } from '../facet-columns.ts'
import type { StoredEvent } from '../store.ts'

const facetPaths = Object.entries(facetColumns).map(([field, column]) => ({ column, path: compilePath(field) }))
const unitIdsPath = compilePath(unitIdsField)

/** An event as its index holds it; see `templates.ts`. The document is text, and comes back as it was appended. */
export function eventSource(event: StoredEvent): string {
  const { document } = event
  const facet: Record<string, readonly string[]> = {}
  for (const { column, path } of facetPaths) {
    const texts = textsOf(path.values(document))
    if (texts.length > 0) facet[column] = texts.map((text) => text.slice(0, longestText).toWellFormed())
  }
  return JSON.stringify({
    ts: eventTime(event),
    id: event.id,
    units: textsOf(unitIdsPath.values(document)),
    facet,
    ...elasticTerms(document),
    words: elasticWords(document),
    document: JSON.stringify(document),
  })
}

function textsOf(values: Values): readonly string[] {
  if (values === undefined) return []
  return typeof values === 'object' ? values.map(textOf) : [textOf(values)]
}

/** What of an event's source a read asks for. */
export const eventSourceFields = ['document', 'cut']

/** A hit of a search among events. */
export interface EventHit {
  readonly _index: string
  readonly _source: { readonly document: string; readonly cut?: readonly string[] }
  readonly sort?: readonly [number, string]
}

/** The document as it was appended. */
export const documentOfHit = (hit: EventHit): EventDocument => JSON.parse(hit._source.document) as EventDocument
