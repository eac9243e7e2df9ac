import type { Buffer } from 'node:buffer'
import { isObject } from '../../core/lib/json.ts'
import type { Result } from '../../core/lib/result.ts'
import { fail, ok } from '../../core/lib/result.ts'

/** One action of a `_bulk` body. */
export interface BulkAction {
  readonly verb: 'index' | 'create' | 'update' | 'delete'
  readonly index: string | undefined
  /** The sender's own identity of the document. */
  readonly id: string | undefined
  /** The document as it came; absent for `delete`. */
  readonly source: Buffer | undefined
}

const newline = 10

/**
 * The actions of a `_bulk` body: newline-delimited JSON, an action line and (but for `delete`) a document line each. The
 * last newline may be missing. Documents are not read here. An error says on which line what is wrong.
 */
export function parseBulkBody(body: Buffer, defaultIndex: string | undefined): Result<readonly BulkAction[], string> {
  const actions: BulkAction[] = []
  let at = 0
  let line = 0
  // Senders repeat one action line for thousands of documents.
  let lastText = ''
  let last: ActionLine | undefined
  while (at < body.length) {
    const end = lineEnd(body, at)
    line += 1
    const text = body.toString('utf8', at, end).trim()
    at = end + 1
    if (text === '') continue
    if (text !== lastText || last === undefined) {
      const action = parseAction(text)
      if (!action.ok) return fail(`line ${line}: ${action.error}`)
      last = action.value
      lastText = text
    }
    let source: Buffer | undefined
    if (last.verb !== 'delete') {
      if (at >= body.length) return fail(`line ${line}: the document of the last action is missing`)
      const sourceEnd = lineEnd(body, at)
      line += 1
      const trimmed = sourceEnd > at && body[sourceEnd - 1] === 13 ? sourceEnd - 1 : sourceEnd
      source = body.subarray(at, trimmed)
      at = sourceEnd + 1
    }
    actions.push({ verb: last.verb, index: last.index ?? defaultIndex, id: last.id, source })
  }
  return actions.length === 0 ? fail('the body holds no action') : ok(actions)
}

function lineEnd(body: Buffer, at: number): number {
  const end = body.indexOf(newline, at)
  return end < 0 ? body.length : end
}

interface ActionLine {
  readonly verb: BulkAction['verb']
  readonly index: string | undefined
  readonly id: string | undefined
}

const verbs = ['index', 'create', 'update', 'delete'] as const

function parseAction(text: string): Result<ActionLine, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail('not an action: malformed JSON')
  }
  if (!isObject(value)) return fail('not an action: expected {"index":{…}} or {"create":{…}}')
  for (const verb of verbs) {
    if (!Object.hasOwn(value, verb)) continue
    const target = value[verb]
    const { _index: index, _id: id } = isObject(target) ? target : {}
    return ok({
      verb,
      index: typeof index === 'string' && index !== '' ? index : undefined,
      id: typeof id === 'string' && id !== '' ? id : typeof id === 'number' ? String(id) : undefined,
    })
  }
  return fail(`unknown action ${JSON.stringify(Object.keys(value)[0] ?? '').slice(0, 80)}`)
}
