import { errors } from '@elastic/elasticsearch'
import { CodedError } from '../../lib/errors.ts'
import { abandoned } from '../read-queue.ts'

/** What Elasticsearch says went wrong, with a request or with one item of a bulk request. */
export interface ElasticReason {
  readonly type?: string
  readonly reason?: string
  readonly index?: string
}

/** Elasticsearch is there and takes no more: queues or memory are full, a shard is away, a node is starting. */
const busy = new Set([
  'es_rejected_execution_exception',
  'circuit_breaking_exception',
  'unavailable_shards_exception',
  'no_shard_available_action_exception',
  'master_not_discovered_exception',
  'process_cluster_event_timeout_exception',
  'node_closed_exception',
  'shard_not_found_exception',
  'index_closed_exception',
  'index_not_found_exception',
])
const busyStatus = new Set([408, 429, 502, 503, 504])

/**
 * The refusal that a failed write or read becomes: `store-full` when an index was made read-only (by the flood-stage
 * watermark of the disk, or by hand), `store-busy` when Elasticsearch is overloaded, away, or does not know us;
 * undefined when the fault is in what was asked.
 */
export function refusalOf(
  status: number,
  { type = '', reason = '', index = '' }: ElasticReason,
  cause?: unknown,
): CodedError | undefined {
  if (type === 'cluster_block_exception' && !/no master|state not recovered/.test(reason)) {
    const hint =
      'Make room on the disks of Elasticsearch; it lifts the block itself once below its high watermark. If an operator set it, take index.blocks.* away.'
    return new CodedError('store-full', `Elasticsearch refuses to write: ${reason}`, { hint, cause })
  }
  if (status === 401 || status === 403) {
    const hint =
      'Check elasticsearch.username and elasticsearch.passwordFile, and what that user may do with indices of the prefix.'
    return new CodedError('store-busy', `Elasticsearch does not let us in: ${reason || type || status}`, {
      hint,
      cause,
    })
  }
  const away = missingPart(type, reason, index)
  if (away !== undefined) {
    const hint =
      'Bring back the node that holds it, open the index if it was closed (POST <index>/_open), or restore it from a snapshot. What was not acknowledged is sent again.'
    return new CodedError('store-busy', `A part of Elasticsearch is missing: ${away}`, { hint, cause })
  }
  if (busyStatus.has(status) || busy.has(type) || type === 'cluster_block_exception') {
    const hint = 'Writing goes on by itself as soon as Elasticsearch keeps up again.'
    return new CodedError('store-busy', `Elasticsearch is overloaded or not ready: ${reason || type || status}`, {
      hint,
      cause,
    })
  }
  return undefined
}

/** What is missing, when that is why it was refused: an answer without it would pass for the whole. */
function missingPart(type: string, reason: string, index: string): string | undefined {
  if (type === 'index_closed_exception') return `the index ${index} is closed`
  if (type === 'unavailable_shards_exception' || type === 'no_shard_available_action_exception')
    return reason.replace(/,? ?request: .*$/s, '')
  const shards = /missing shards (\[.+?\]\])/.exec(reason)?.[1]
  return shards === undefined ? undefined : `no copy of the shards ${shards} is there`
}

/** The status with which Elasticsearch refused a request; undefined when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof CodedError ? error.cause : undefined
  return cause instanceof errors.ResponseError ? cause.statusCode : undefined
}

/** What went wrong with a request, as a refusal with a code. A CodedError passes unchanged. */
export function elasticError(error: unknown, what: string): CodedError {
  if (error instanceof CodedError) return error
  if (error instanceof errors.ResponseError) {
    const reason = rootCause(error.body)
    const refusal = refusalOf(error.statusCode ?? 0, reason, error)
    if (refusal !== undefined) return refusal
    return new CodedError('internal', `${what}: ${reason.type ?? error.statusCode}: ${reason.reason ?? ''}`, {
      cause: error,
    })
  }
  if (error instanceof errors.RequestAbortedError) return abandoned()
  if (error instanceof errors.ElasticsearchClientError) {
    const certificate = certificateProblem(error.message)
    if (certificate !== undefined) {
      const [what, hint] = certificate
      const detail = `the certificate of Elasticsearch is refused: ${what} (${error.message.split('\n')[0]})`
      return new CodedError('store-busy', detail, {
        hint,
        cause: new CertificateRefused(error.message, { cause: error }),
      })
    }
    const hint =
      'Check that Elasticsearch runs, and elasticsearch.urls and elasticsearch.caFile. What was not acknowledged is sent again.'
    return new CodedError('store-busy', `Elasticsearch cannot be reached: ${error.message.split('\n')[0]}`, {
      hint,
      cause: error,
    })
  }
  const detail = error instanceof Error ? error.message : String(error)
  return new CodedError('internal', `${what}: ${detail}`, { cause: error })
}

/** The cause of a refusal that is about the certificate which Elasticsearch shows. */
export class CertificateRefused extends Error {}

/** What the TLS of Node says of a certificate that it does not take, what that means, and what to do. */
const certificateTexts: readonly (readonly [RegExp, string, string])[] = [
  [
    /certificate has expired/i,
    'it has expired',
    'Renew the certificate of Elasticsearch. What was not acknowledged is sent again.',
  ],
  [
    /not yet valid/i,
    'it is not valid yet',
    'Check the clocks of this machine and of Elasticsearch, and when its certificate begins.',
  ],
  [
    /altnames|does not match certificate/i,
    'it is for another name',
    'Name Elasticsearch in elasticsearch.urls as its certificate does, or give it a certificate for the name used there; elasticsearch.caFile is not the cause.',
  ],
  [
    /self.signed|unable to verify|local issuer|issuer certificate/i,
    'its authority is not known',
    'Name the certificate of the authority that signed it as elasticsearch.caFile.',
  ],
]

function certificateProblem(message: string): readonly [what: string, hint: string] | undefined {
  const found = certificateTexts.find(([pattern]) => pattern.test(message))
  return found === undefined ? undefined : [found[1], found[2]]
}

function rootCause(body: unknown): ElasticReason {
  const error = (body as { error?: unknown } | undefined)?.error
  if (typeof error === 'string') return { reason: error }
  const whole = (error ?? {}) as ElasticReason & {
    readonly root_cause?: readonly ElasticReason[]
    readonly caused_by?: ElasticReason
  }
  // A search wraps what its shards said, or why it did not ask them.
  if (whole.type !== 'search_phase_execution_exception') return whole
  return whole.root_cause?.[0] ?? whole.caused_by ?? whole
}
