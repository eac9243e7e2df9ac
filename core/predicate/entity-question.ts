import { type EntityKind, entityFields, mentionFields } from '../event/entity-fields.ts'
import { addTerm } from './search-print.ts'

/** Which thing is asked about, and what of it. */
export interface EntityAsked {
  readonly kind: EntityKind
  readonly name: string
  /** Of this unit alone; the empty text asks for what belongs to none. Two units may have hosts of one name. */
  readonly unit?: string | undefined
  /** Of a user: in this domain alone. */
  readonly domain?: string | undefined
  /** Also events that only mention it in a list of addresses or names; slower. */
  readonly mentions?: boolean | undefined
}

/** The events that speak of the thing, as a text of the search language: a page and the search ask the same. */
export function entityQuestion({ kind, name, unit, domain, mentions }: EntityAsked): string {
  const fields = mentions ? [...entityFields[kind], ...mentionFields[kind]] : entityFields[kind]
  const terms = fields.map((field) => exactly(field, name))
  const parts = [terms.length > 1 ? `(${terms.join(' or ')})` : terms.join('')]
  if (domain !== undefined && kind === 'user') parts.push(exactly('user.domain', domain))
  if (unit === '') parts.push(`not ${unitField}: *`)
  else if (unit !== undefined) parts.push(exactly(unitField, unit))
  return parts.join(' and ')
}

/** `field: "value"`, the value taken as it is. */
export const exactly = (field: string, value: string): string => addTerm('', field, value, 'only')

/** The field that holds an event's own unit. */
const unitField = 'vonggac.unit.id'
