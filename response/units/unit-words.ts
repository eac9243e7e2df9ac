import { unitKinds } from '../../core/access/unit.ts'
import { parseNetwork } from '../../core/lib/ip.ts'
import { type UnitField, type UnitProblem, unitError } from './check-units.ts'
import type { NewUnit } from './unit-change.ts'
import type { UnitContact } from './unit-record.ts'

/** A label of a domain name (RFC 1123 §2.1); hosts may hold `*` and `?` for a pattern, and `_` as Windows has it. */
const domain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i
const host = /^(?=.{1,253}$)[a-z0-9*?][a-z0-9_*?.-]*$/i
const phone = /^\+?[0-9][0-9 .()-]{2,24}$/
const mail = /^[^\s@<>"']{1,64}@[^\s@<>"']{1,253}$/

/** What is wrong with the words of one unit by themselves. */
export function checkWords(unit: NewUnit, contacts: readonly UnitContact[]): readonly UnitProblem[] {
  const { id } = unit
  const problems: UnitProblem[] = []
  const say = (field: UnitField, code: string, message: string, hint?: string) => {
    problems.push(unitError(id, field, code, message, hint))
  }
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    say('id', 'unit-id', `“${id}” is not made of small letters, digits and hyphens`, 'e.g. xa-muong-la')
  }
  if (unit.name.trim() === '' || unit.name.length > 200) say('name', 'unit-name', 'a name has 1 to 200 characters')
  if (!unitKinds.includes(unit.kind))
    say('kind', 'unit-kind', 'kind is none that exists', `one of ${unitKinds.join(', ')}`)
  if (unit.parent === id) say('parent', 'unit-loop', `${id} lies under itself`)
  for (const text of unit.networks) {
    if (parseNetwork(text) === undefined)
      say('networks', 'unit-network', `${text} is no network`, 'e.g. 10.20.0.0/16 or 2001:db8::/32')
  }
  for (const text of unit.domains) {
    if (!domain.test(text)) say('domains', 'unit-domain', `${text} is no domain`, 'e.g. stc.tinh.gov.vn, without *')
  }
  for (const text of unit.hosts) {
    if (!host.test(text)) say('hosts', 'unit-host', `${text} is no host name or pattern`, 'e.g. ketoan-01 or tc-pc-*')
    else if (!/[a-z0-9]/i.test(text)) say('hosts', 'unit-host', `${text} would fit every host`, 'e.g. tc-pc-*')
  }
  for (const contact of contacts) {
    if (contact.name.trim() === '') say('contacts', 'unit-contact', 'a contact has a name')
    if (contact.phone !== '' && !phone.test(contact.phone)) {
      say('contacts', 'unit-phone', `${contact.phone} is no telephone number`, 'digits and spaces, e.g. 0912 345 678')
    }
    if (contact.mail !== '' && !mail.test(contact.mail))
      say('contacts', 'unit-mail', `${contact.mail} is no mail address`)
  }
  if (contacts.filter(({ duty }) => duty).length > 1)
    say('contacts', 'unit-duty', 'one contact is on duty, not several')
  return problems
}
