import { unitKinds } from '../../core/access/unit.ts'
import { type UnitField, type UnitProblem, type UnitProblemCode, unitError } from './check-units.ts'
import { faultWords, placeFault, reachFaults } from './place-words.ts'
import type { NewUnit } from './unit-change.ts'
import type { UnitContact } from './unit-record.ts'

/** What is wrong with the words of one unit by themselves. */
export function checkWords(unit: NewUnit, contacts: readonly UnitContact[]): readonly UnitProblem[] {
  const { id } = unit
  const problems: UnitProblem[] = []
  const say = (field: UnitField, code: UnitProblemCode, message: string, hint?: string, text = '') => {
    problems.push(unitError(id, field, code, message, { hint, params: { text } }))
  }
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    say('id', 'unit-id', `“${id}” is not made of small letters, digits and hyphens`, 'e.g. xa-muong-la')
  }
  if (unit.name.trim() === '' || unit.name.length > 200) say('name', 'unit-name', 'a name has 1 to 200 characters')
  if (!unitKinds.includes(unit.kind))
    say('kind', 'unit-kind', 'kind is none that exists', `one of ${unitKinds.join(', ')}`)
  if (unit.parent === id) say('parent', 'unit-loop', `${id} lies under itself`)
  for (const field of ['networks', 'domains', 'hosts'] as const) {
    for (const text of unit[field]) {
      const fault = placeFault(field, text)
      if (fault === undefined) continue
      const [says, hint] = faultWords[fault]
      say(field, `unit-${fault}`, `${text} ${says}`, hint, text)
    }
  }
  for (const contact of contacts) {
    if (contact.name.trim() === '') say('contacts', 'unit-contact', 'a contact has a name')
    for (const fault of reachFaults(contact)) {
      const [says, hint] = faultWords[fault]
      const text = fault === 'phone' ? contact.phone : contact.mail
      say('contacts', `unit-${fault}`, `${text} ${says}`, hint, text)
    }
  }
  if (contacts.filter(({ duty }) => duty).length > 1)
    say('contacts', 'unit-duty', 'one contact is on duty, not several')
  return problems
}
