import type { JsonObject } from '../../core/lib/json.ts'
import { readCtime } from './event-time.ts'
import { putModsecurity } from './modsecurity-message.ts'
import type { ProductMapping } from './product.ts'
import { put, putEndpoint, putInteger, relate } from './put.ts'
import { hostAndPort } from './web-request.ts'

/** Levels that say that something failed; the others are talk. */
const failing = new Set(['emerg', 'alert', 'crit', 'error', 'warn'])

/**
 * Apache's error log of 2.2 (`[time] [error] [client …] message`) and 2.4 (`[time] [core:error] [pid 7:tid 8] [client
 * 203.0.113.5:50000] AH00128: message, referer: …`).
 */
export const mapApacheError: ProductMapping = (line, context) => {
  if (line.charCodeAt(0) !== 91) return undefined
  const blocks = leadingBlocks(line)
  const time = readCtime(blocks.found[0], context.zone, context.receivedAt)
  const [level, module] = levelOf(blocks.found[time === undefined ? 0 : 1])
  if (level === undefined || (time === undefined && module === undefined)) return undefined
  const fields: JsonObject = { event: { category: ['web'], type: [failing.has(level) ? 'error' : 'info'] } }
  put(fields, 'log.level', level)
  put(fields, 'apache.error.module', module)
  for (const block of blocks.found.slice(time === undefined ? 1 : 2)) putBlock(fields, block)
  let message = line.slice(blocks.end)
  const client = message.startsWith('[client ') ? message.indexOf('] ') : -1
  if (client > 0 && message.startsWith('ModSecurity', client + 2)) message = message.slice(client + 2)
  putWords(fields, message)
  const modsecurity = putModsecurity(fields, message)
  return modsecurity
    ? { module: 'modsecurity', dataset: 'modsecurity.error', fields, message, time }
    : { module: 'apache', dataset: 'apache.error', fields, message, time }
}

/** The bracketed blocks at the beginning: time, level, `pid`, `client`, up to the words of the message. */
function leadingBlocks(line: string): { found: string[]; end: number } {
  const found: string[] = []
  let at = 0
  while (line.charCodeAt(at) === 91 && found.length < 6) {
    const close = line.indexOf(']', at)
    if (close < 0) break
    const block = line.slice(at + 1, close)
    if (found.length >= 2 && !/^(pid|client|remote|tid) /.test(block)) break
    // ModSecurity 2 repeats the client; the second is part of its own wording.
    if (block.startsWith('client ') && found.some((before) => before.startsWith('client '))) break
    found.push(block)
    at = close + 1
    if (line.charCodeAt(at) === 32) at += 1
  }
  return { found, end: at }
}

const levels = new Set(['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'])

/** `core:error`, `:error` or `error`; trace1 to trace8 count. */
function levelOf(block: string | undefined): [level: string | undefined, module: string | undefined] {
  if (block === undefined || block.length > 64) return [undefined, undefined]
  const colon = block.lastIndexOf(':')
  const level = block.slice(colon + 1)
  if (!levels.has(level) && !/^trace[1-8]$/.test(level)) return [undefined, undefined]
  return [level, colon < 0 ? undefined : block.slice(0, colon)]
}

function putBlock(fields: JsonObject, block: string): void {
  if (block.startsWith('pid ')) {
    const tid = block.indexOf(':tid ')
    putInteger(fields, 'process.pid', block.slice(4, tid < 0 ? undefined : tid))
    if (tid > 0) putInteger(fields, 'process.thread.id', block.slice(tid + 5))
  } else if (block.startsWith('client ') || block.startsWith('remote ')) {
    const { name, port } = hostAndPort(block.slice(7))
    putEndpoint(fields, 'source', name, port)
  }
}

function putWords(fields: JsonObject, message: string): void {
  const referrer = message.lastIndexOf(', referer: ')
  const words = referrer < 0 ? message : message.slice(0, referrer)
  if (referrer >= 0) put(fields, 'http.request.referrer', message.slice(referrer + 11))
  const code = /^(AH\d{5}): /.exec(words)
  if (code !== null) put(fields, 'event.code', code[1])
  const missing = 'File does not exist: '
  const at = words.indexOf(missing)
  if (at >= 0) put(fields, 'file.path', words.slice(at + missing.length))
  putLogin(fields, words)
}

/** mod_auth_basic's refusals: who tried, and that it failed. */
function putLogin(fields: JsonObject, words: string): void {
  const mismatch = /(?:^|: )user (\S{1,256}): authentication failure for "/.exec(words)
  const unknown = mismatch ?? /(?:^|: )user (\S{1,256}) not found: /.exec(words)
  if (unknown === null) return
  put(fields, 'user.name', unknown[1])
  relate(fields, 'user', unknown[1])
  put(fields, 'event.category', ['web', 'authentication'])
  put(fields, 'event.action', 'http_login')
  put(fields, 'event.outcome', 'failure')
  put(fields, 'event.reason', mismatch === null ? 'user not found' : 'password mismatch')
}
