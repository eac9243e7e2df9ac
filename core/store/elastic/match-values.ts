import type { Scope } from '../../access/scope.ts'
import { fieldReader } from '../../event/field-values.ts'
import { isObject } from '../../lib/json.ts'
import { cursorAt, readCursor as readPlace } from '../event-place.ts'
import type { EventReads, Match, MatchWithValues, RuleFields } from '../store.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import { documentId } from './document-id.ts'
import type { EventHit } from './event-document.ts'
import { getMany } from './get-many.ts'
import type { IndexNames } from './index-names.ts'
import { type MatchSource, matchOfSource } from './match-document.ts'
import { type Cursor, type MatchHit, newOperations, operationsBetween, readCursor } from './match-reads.ts'
import { scan, searchQuery } from './scan.ts'

/** Operations looked through in one call of `arrivedMatches`. */
const operationsAtOnce = 5_000
/** Events asked for in one request. */
const eventsAtOnce = 500
/** Milliseconds for which the event of a match is waited for: its sender sends it again when a batch broke off. */
const patience = 7 * 86_400_000
/** Matches that may wait for their events. */
const mostWaiting = 2_000

/** Matches of these rules; those of before the field was indexed are sorted out by whoever reads their source. */
const ofRules = (rules: readonly string[]) => ({
  bool: { should: [{ terms: { rule: rules } }, { bool: { must_not: [{ exists: { field: 'rule' } }] } }] },
})

/** A match that came before its event: batches write matches first. */
type Waiting = readonly [index: string, id: string]

/** Matches of the rules among those that arrived since the cursor. */
export async function arrivedMatches(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  wanted: RuleFields,
  cursor: string | undefined,
): ReturnType<EventReads['arrived']> {
  const { operations, waiting } = cursor === undefined ? { operations: {}, waiting: [] } : readBoth(cursor)
  const rules = Object.keys(wanted)
  const after: Cursor = {}
  const found: { readonly match: Match; readonly index: string }[] = []
  let more = false
  for (const { index, uuid, from, to, last } of await newOperations(connection, names, operations, operationsAtOnce)) {
    after[index] = [uuid, to]
    more ||= to < last
    if (to <= from || rules.length === 0) continue
    const filter = [...operationsBetween(from, to), ofRules(rules), ...visible(scope).filter]
    const body = { size: operationsAtOnce, track_total_hits: false, query: { bool: { filter } } }
    const { hits } = await connection.read<{ hits: { hits: readonly MatchHit[] } }>('POST', `/${index}/_search`, {
      body,
      query: searchQuery,
    })
    for (const { _source } of hits.hits) found.push({ match: matchOfSource(_source), index })
  }
  const again = await getMany<MatchSource>(
    connection,
    waiting.map(([index, id]) => ({ _index: index, _id: documentId(id) })),
  )
  for (const [place, { _source }] of again.entries()) {
    const index = waiting[place]?.[0]
    if (_source !== undefined && index !== undefined) found.push({ match: matchOfSource(_source), index })
  }
  const asked = found.filter(({ match }) => Object.hasOwn(wanted, match.ruleId))
  const read = await withValues(
    connection,
    names,
    wanted,
    asked.map(({ match }) => match),
  )
  const rows: MatchWithValues[] = []
  const still: Waiting[] = []
  const newest = Math.max(...asked.map(({ match }) => match.seen))
  for (const [place, { match, values }] of read.entries()) {
    const index = asked[place]?.index ?? ''
    if (values !== undefined) rows.push({ match, values })
    else if (newest - match.seen < patience && still.length < mostWaiting) still.push([index, match.id])
  }
  return { rows, cursor: JSON.stringify({ operations: after, waiting: still }), more }
}

/** One page of the rules' matches by event time. */
export async function matchesIn(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  wanted: RuleFields,
  range: { readonly from: number; readonly to: number },
  page: { readonly limit: number; readonly cursor?: string },
): ReturnType<EventReads['matchesIn']> {
  const matches: Match[] = []
  const after = page.cursor === undefined ? undefined : readPlace(page.cursor)
  const pages = scan<MatchHit>(connection, {
    index: names.allMatches,
    filter: [
      { range: { ts: { gte: range.from, lt: range.to } } },
      ofRules(Object.keys(wanted)),
      ...visible(scope).filter,
    ],
    sort: [{ ts: { order: 'asc' } }, { id: { order: 'asc' } }],
    fields: ['*'],
    first: Math.min(page.limit + 1, eventsAtOnce * 4),
    ...(after === undefined ? {} : { after: [after.ts, after.id] }),
  })
  for await (const hits of pages) {
    for (const { _source } of hits) if (Object.hasOwn(wanted, _source.rule)) matches.push(matchOfSource(_source))
    if (matches.length > page.limit) break
  }
  const read = await withValues(connection, names, wanted, matches.slice(0, page.limit))
  const last = matches[page.limit - 1]
  return {
    rows: read.map(({ match, values = {} }) => ({ match, values })),
    ...(matches.length > page.limit && last !== undefined ? { cursor: cursorAt({ ts: last.time, id: last.id }) } : {}),
  }
}

/** The matches with what their events hold; without values where the event is not there. */
async function withValues(
  connection: ElasticConnection,
  names: IndexNames,
  wanted: RuleFields,
  matches: readonly Match[],
): Promise<readonly { readonly match: Match; readonly values?: MatchWithValues['values'] }[]> {
  const readers = new Map(Object.entries(wanted).map(([rule, fields]) => [rule, fieldReader(fields)]))
  const read: { readonly match: Match; readonly values?: MatchWithValues['values'] }[] = []
  for (let at = 0; at < matches.length; at += eventsAtOnce) {
    const some = matches.slice(at, at + eventsAtOnce)
    const events = await getMany<EventHit['_source']>(
      connection,
      some.map(({ partition, eventId }) => ({ _index: names.events(partition), _id: documentId(eventId) })),
    )
    for (const [place, match] of some.entries()) {
      const source = events[place]?._source
      if (source === undefined) read.push({ match })
      else read.push({ match, values: readers.get(match.ruleId)?.(JSON.parse(source.document) as object) ?? {} })
    }
  }
  return read
}

function readBoth(cursor: string): { readonly operations: Cursor; readonly waiting: readonly Waiting[] } {
  const parsed: unknown = safely(cursor)
  if (!isObject(parsed) || !Array.isArray(parsed.waiting)) return { operations: readCursor(cursor), waiting: [] }
  return { operations: readCursor(JSON.stringify(parsed.operations)), waiting: parsed.waiting as Waiting[] }
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
