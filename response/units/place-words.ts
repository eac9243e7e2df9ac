import { parseNetwork } from '../../core/lib/ip.ts'
import { isPhone } from '../../core/lib/phone.ts'

/** A label of a domain name (RFC 1123 §2.1); hosts may hold `*` and `?` for a pattern, and `_` as Windows has it. */
const domain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i
const host = /^(?=.{1,253}$)[a-z0-9*?][a-z0-9_*?.-]*$/i
const mail = /^[^\s@<>"']{1,64}@[^\s@<>"']{1,253}$/

/** What can be wrong with a word that says where machines are or whom to call. */
export type PlaceFault = 'network' | 'domain' | 'host' | 'every-host' | 'phone' | 'mail'

/** What is wrong with a network, a domain or a host (name or pattern); undefined when nothing is. */
export function placeFault(field: 'networks' | 'domains' | 'hosts', text: string): PlaceFault | undefined {
  if (field === 'networks') return parseNetwork(text) === undefined ? 'network' : undefined
  if (field === 'domains') return domain.test(text) ? undefined : 'domain'
  if (!host.test(text)) return 'host'
  return /[a-z0-9]/i.test(text) ? undefined : 'every-host'
}

/** What is wrong with how to reach somebody; empty texts are left out. */
export function reachFaults(contact: { readonly phone: string; readonly mail: string }): PlaceFault[] {
  const faults: PlaceFault[] = []
  if (contact.phone !== '' && !isPhone(contact.phone)) faults.push('phone')
  if (contact.mail !== '' && !mail.test(contact.mail)) faults.push('mail')
  return faults
}

/** A fault in words: what follows the text that is wrong, and what would be right. */
export const faultWords: Readonly<Record<PlaceFault, readonly [says: string, hint: string]>> = {
  network: ['is no network', 'e.g. 10.20.0.0/16 or 2001:db8::/32'],
  domain: ['is no domain', 'e.g. stc.tinh.gov.vn, without *'],
  host: ['is no host name or pattern', 'e.g. ketoan-01 or tc-pc-*'],
  'every-host': ['would fit every host', 'e.g. tc-pc-*'],
  phone: ['is no telephone number', 'digits and spaces, e.g. 0912 345 678'],
  mail: ['is no mail address', 'e.g. van.thu@tinh.gov.vn'],
}
