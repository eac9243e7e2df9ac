import type { Buffer } from 'node:buffer'
import { isObject } from '../../core/lib/json.ts'
import type { BulkAction } from './bulk-body.ts'

/**
 * The lines of an NDJSON body as documents to be kept, an event each. A document's own `_id` is its identity; without
 * one it is the place in the request, where the sender names the request (`X-Request-Id`) and so promises to send the
 * same lines under the same name. Of others nothing is known: their identity is undefined.
 */
export function parseNdjson(body: Buffer, requestId: string | undefined): readonly BulkAction[] {
  const actions: BulkAction[] = []
  for (let at = 0; at < body.length; ) {
    const newline = body.indexOf(10, at)
    const next = newline < 0 ? body.length : newline
    const end = next > at && body[next - 1] === 13 ? next - 1 : next
    if (end > at) {
      const source = body.subarray(at, end)
      const own = ownId(source)
      const id = own ?? (requestId === undefined ? undefined : `${requestId}.${actions.length}`)
      actions.push({ verb: 'index', index: own === undefined ? 'request' : 'document', id, source })
    }
    at = next + 1
  }
  return actions
}

const idKey = '"_id"'

function ownId(source: Buffer): string | undefined {
  if (!source.includes(idKey)) return undefined
  try {
    const document: unknown = JSON.parse(source.toString('utf8'))
    const id = isObject(document) ? document._id : undefined
    if (typeof id === 'string' && id !== '') return id
    return typeof id === 'number' ? String(id) : undefined
  } catch {
    return undefined
  }
}
