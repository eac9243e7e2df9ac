import type { JsonObject } from '../../core/lib/json.ts'

/** What a syslog line says, whichever of its dialects it speaks. Absent means not said. */
export interface SyslogFields {
  /** PRI: facility × 8 + severity. */
  readonly priority: number | undefined
  /** Epoch milliseconds. */
  readonly time: number | undefined
  readonly yearAssumed: boolean
  readonly zoneAssumed: boolean
  readonly host: string | undefined
  /** APP-NAME, or the tag without its process number. */
  readonly program: string | undefined
  /** PROCID, or what stood in the tag's brackets. */
  readonly process: string | undefined
  readonly messageId: string | undefined
  /** SD-ID → parameter → value (RFC 5424 §6.3); a repeated parameter is a list. */
  readonly structured: JsonObject | undefined
  readonly version: number | undefined
  readonly message: string
  /** Set when a name in the structured data was one that must not become a property. */
  readonly unsafeKey: boolean
}

/** The PRI part `<0>`…`<191>` (RFC 5424 §6.2.1) at the start of the text, and where it ends. */
export function readPriority(text: string): { priority: number; end: number } | undefined {
  if (text.charCodeAt(0) !== 60) return undefined
  let priority = 0
  let at = 1
  for (; at < 5; at++) {
    const code = text.charCodeAt(at)
    if (code === 62) break
    if (!(code >= 48 && code <= 57)) return undefined
    priority = priority * 10 + code - 48
  }
  if (at === 1 || at === 5 || priority > 191) return undefined
  return { priority, end: at + 1 }
}
