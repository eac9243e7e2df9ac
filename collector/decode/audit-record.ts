import type { JsonObject } from '../../core/lib/json.ts'
import { isUnsafeKey } from './json.ts'

/** One line of the Linux audit log. */
export interface AuditRecord {
  /** `EXECVE`, `SYSCALL`, `PATH`, `USER_LOGIN`, … */
  readonly type: string
  /** Epoch milliseconds of the event, which several records may share, and its serial number. */
  readonly time: number
  readonly serial: number
  /** The host, where the log names it. */
  readonly node: string | undefined
  /** Fields by their names, encoded ones in clear; what stands for nothing (`?`, `(null)`) is left out. */
  readonly fields: JsonObject
  /** Set when a key was left out that must not become a property unseen. */
  readonly unsafeKey: boolean
}

const head = /^(?:node=(\S+) )?type=([A-Z][A-Z0-9_]*(?:\[\d+\])?) msg=audit\((\d{1,11})\.(\d{3}):(\d{1,20})\):\s*/

/** Fields that the kernel and its tools write in hexadecimal where they hold more than plain characters. */
const encodable = new Set(
  'acct cmd comm cwd data dir exe file key name new_group ocomm path proctitle root_dir saddr_text sw vm watch'.split(
    ' ',
  ),
)

/**
 * A record as auditd writes it, raw or enriched (auditd.conf(5), log_format; ausearch(8), interpretation). Undefined for
 * any other line. Linear in the text; never throws.
 */
export function decodeAuditRecord(line: string): AuditRecord | undefined {
  const found = head.exec(line)
  if (found === null) return undefined
  const [whole, node, type = '', seconds, millis, serial] = found
  const fields: { [key: string]: string } = {}
  const unsafeKey = readPairs(line.slice(whole.length), type, fields)
  return { type, time: Number(seconds) * 1000 + Number(millis), serial: Number(serial), node, fields, unsafeKey }
}

/** `key=value key="text" msg='key=value …'`; behind the group separator stand the words for numbers, in capitals. */
function readPairs(text: string, type: string, fields: { [key: string]: string }): boolean {
  let unsafe = false
  let at = 0
  for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', at)) {
    const before = text.slice(at, equals)
    const key = before.slice(Math.max(before.lastIndexOf(' '), before.lastIndexOf('\x1d')) + 1)
    const opening = text.charCodeAt(equals + 1)
    if (opening === 39) {
      const closing = text.lastIndexOf("'")
      const end = closing > equals + 1 ? closing : text.length
      if (readPairs(text.slice(equals + 2, end), type, fields)) unsafe = true
      at = end + 1
      continue
    }
    const quoted = opening === 34
    const end = quoted
      ? closingQuote(text, equals + 2)
      : key === 'op'
        ? phraseEnd(text, equals + 1)
        : bareEnd(text, equals + 1)
    const written = text.slice(quoted ? equals + 2 : equals + 1, end)
    at = end + 1
    if (key === '' || (!quoted && (written === '?' || written === '(null)' || written === ''))) continue
    if (isUnsafeKey(key)) unsafe = true
    else fields[key] = quoted || !isEncoded(key, type) ? written : clear(written)
  }
  return unsafe
}

function closingQuote(text: string, start: number): number {
  const end = text.indexOf('"', start)
  return end < 0 ? text.length : end
}

function bareEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && text.charCodeAt(end) !== 32 && text.charCodeAt(end) !== 29) end += 1
  return end
}

/** What was done is told in words (`op=adding group to /etc/group id=1201`): up to the word with the next `=`. */
function phraseEnd(text: string, start: number): number {
  const equals = text.indexOf('=', start)
  if (equals < 0) return bareEnd(text, start)
  const blank = text.lastIndexOf(' ', equals)
  return blank >= start ? blank : bareEnd(text, start)
}

/** Arguments of EXECVE are text; those of a system call under the same names are numbers. */
function isEncoded(key: string, type: string): boolean {
  return encodable.has(key) || (type === 'EXECVE' && /^a\d+(?:\[\d+\])?$/.test(key))
}

/** Hexadecimal as the text that it stands for; NUL between the words of a title becomes a blank. Others as they are. */
function clear(written: string): string {
  if (written.length % 2 !== 0 || !/^[0-9A-F]+$/.test(written)) return written
  const text = Buffer.from(written, 'hex').toString('utf8')
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1
  return text.slice(0, end).replaceAll('\0', ' ')
}
