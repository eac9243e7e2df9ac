import type { CodedError, ErrorCode } from '../../core/lib/errors.ts'
import { errorTable } from '../../core/lib/errors.ts'
import type { BulkAction } from './bulk-body.ts'

/** Beats and Elastic Agent say which version they are. */
const beat = /^Elastic[- ][\w -]+\/v?((?:[89]|[1-9]\d)\.\d+\.\d+)/i

/**
 * What `GET /` answers: enough of Elasticsearch's own for the clients of versions 8 and 9, Vector and Logstash to go on
 * to `_bulk`. The version is one whose API every one of them speaks; a Beat, which refuses a server older than itself,
 * reads its own.
 */
export function handshake(userAgent: string | undefined): string {
  const number = beat.exec(userAgent ?? '')?.[1]
  return number === undefined
    ? JSON.stringify(greeting)
    : JSON.stringify({ ...greeting, version: { ...greeting.version, number } })
}

const greeting = {
  name: 'vonggac',
  cluster_name: 'vonggac',
  cluster_uuid: 'dm9uZ2dhYy1pbnRha2UtMQ',
  version: {
    number: '8.19.0',
    build_flavor: 'default',
    build_type: 'tar',
    lucene_version: '9.12.1',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'You Know, for Search',
}

export const clusterHealth = JSON.stringify({
  cluster_name: 'vonggac',
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
  active_primary_shards: 1,
  active_shards: 1,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
})

export const license = JSON.stringify({
  license: {
    status: 'active',
    uid: 'vonggac',
    type: 'basic',
    mode: 'basic',
    issue_date_in_millis: 0,
    max_nodes: 1000,
  },
})

/** Elasticsearch's names for what went wrong, by our codes. */
const exceptions: Partial<Record<ErrorCode, string>> = {
  'wrong-key': 'security_exception',
  'not-found': 'resource_not_found_exception',
  'bad-request': 'illegal_argument_exception',
  'bad-content-type': 'media_type_header_exception',
  'too-large': 'content_too_long_exception',
  'too-many-tries': 'es_rejected_execution_exception',
  'store-full': 'cluster_block_exception',
  'store-busy': 'unavailable_shards_exception',
}

/**
 * A refusal that both kinds of reader understand: problem details (RFC 9457), and beside them the `error` object that
 * Elasticsearch's clients look for.
 */
export function problemBody(error: CodedError): { status: number; body: string } {
  const { status } = errorTable[error.code]
  const type = exceptions[error.code] ?? 'exception'
  const reason = error.message
  const body = JSON.stringify({
    type: `urn:vonggac:error:${error.code}`,
    title: titles[status] ?? 'Error',
    status,
    detail: error.hint === undefined ? reason : `${reason}: ${error.hint}`,
    code: error.code,
    error: { type, reason, root_cause: [{ type, reason }] },
  })
  return { status, body }
}

const titles: { readonly [status: number]: string } = {
  400: 'Bad request',
  401: 'Wrong key',
  404: 'Not found',
  413: 'Too large',
  415: 'Wrong content type',
  429: 'Too busy',
  500: 'Internal error',
  503: 'The store is busy',
  507: 'The store is full',
}

/** The answer to `_bulk`: an item an action, in order. `idOf` gives the id of the event that the n-th kept action made. */
export function bulkBody(
  actions: readonly BulkAction[],
  ids: readonly string[],
  allDuplicates: boolean,
  tookMs: number,
): string {
  const items: string[] = []
  let kept = 0
  let errors = false
  const outcome = allDuplicates ? '"result":"updated","status":200' : '"result":"created","status":201'
  for (const { verb, index, id } of actions) {
    const target = `"_index":${JSON.stringify(index ?? '')},"_id":`
    if (verb === 'index' || verb === 'create') {
      const own = JSON.stringify(id ?? ids[kept] ?? '')
      kept += 1
      items.push(`{"${verb}":{${target}${own},"_version":1,${outcome},"_seq_no":0,"_primary_term":1}}`)
      continue
    }
    errors = true
    const error = `{"type":"illegal_argument_exception","reason":"${verb} is not possible: events are never changed"}`
    items.push(`{"${verb}":{${target}${JSON.stringify(id ?? null)},"status":400,"error":${error}}}`)
  }
  return `{"took":${Math.round(tookMs)},"errors":${errors},"items":[${items.join(',')}]}`
}

/** The answer to a single document. */
export function documentBody(index: string, id: string, duplicate: boolean): string {
  return JSON.stringify({
    _index: index,
    _id: id,
    _version: 1,
    result: duplicate ? 'updated' : 'created',
    _shards: { total: 1, successful: 1, failed: 0 },
    _seq_no: 0,
    _primary_term: 1,
  })
}
