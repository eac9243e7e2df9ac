import { decodeRfc3164 } from './rfc3164.ts'
import { decodeRfc5424 } from './rfc5424.ts'
import type { SyslogFields } from './syslog-fields.ts'

/** A syslog line of either dialect; undefined when nothing says that the text is one. Never throws. */
export function decodeSyslog(text: string, zone: string, receivedAt: number): SyslogFields | undefined {
  return decodeRfc5424(text, zone) ?? decodeRfc3164(text, zone, receivedAt)
}
