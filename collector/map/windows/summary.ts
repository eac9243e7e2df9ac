import type { EventDocument } from '../../../core/event/event.ts'
import type { Json } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'

/** Longer pieces are cut: a summary is for a row of a list. */
const most = 200

/**
 * A line in words for an event that came without its rendered text: what happened, who, on what, from where. Made of
 * values that stand in the document already.
 */
export function summaryOf(document: EventDocument): string {
  const text = (...path: readonly string[]): string | undefined => {
    let node: Json | undefined = document[path[0] ?? ''] as Json | undefined
    for (const step of path.slice(1)) node = isObject(node) ? node[step] : undefined
    const first = Array.isArray(node) ? (node as readonly Json[])[0] : node
    return (typeof first === 'string' && first !== '' && first !== '-') || typeof first === 'number'
      ? `${first}`
      : undefined
  }
  const account = (...path: readonly string[]): string | undefined => {
    const name = text(...path, 'name')
    const domain = text(...path, 'domain')
    return name === undefined || domain === undefined ? name : `${domain}\\${name}`
  }
  const peer = (side: string): string | undefined => {
    const ip = text(side, 'ip') ?? text(side, 'domain')
    const port = text(side, 'port')
    return ip === undefined || port === undefined ? ip : ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
  }
  const { action, provider, code } = document.event
  const pieces = [
    action ?? `${provider ?? 'Windows'} ${code ?? ''}`.trim(),
    account('user'),
    account('user', 'target') ?? account('user', 'effective'),
    text('group', 'name'),
    text('service', 'name'),
    text('threat', 'indicator', 'name'),
    text('process', 'command_line') ?? text('process', 'executable'),
    text('file', 'path') ?? text('file', 'name'),
    text('registry', 'path'),
    text('dns', 'question', 'name'),
    peer('source'),
    peer('destination'),
    text('error', 'message'),
  ]
  const said = pieces.filter((piece) => piece !== undefined)
  return said.map((piece) => (piece.length > most ? `${piece.slice(0, most).toWellFormed()}…` : piece)).join(' · ')
}
