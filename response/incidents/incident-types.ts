import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isObject } from '../../core/lib/json.ts'

/** A kind of incident. */
export interface IncidentType {
  readonly id: string
  /** Classification and type of the Reference Security Incident Taxonomy, version 1.1, as `fraud/phishing`. */
  readonly rsit: string
  readonly vi: string
  readonly en: string
}

/** The kinds of `incident-types.yml`, in its order. Throws when the file is not as it must be. */
export function incidentTypes(file = join(import.meta.dirname, 'incident-types.yml')): readonly IncidentType[] {
  const content: unknown = parse(readFileSync(file, 'utf8'), { schema: 'core' })
  const named = isObject(content) && typeof content.source === 'string' && typeof content.verified_by === 'string'
  if (!named || !Array.isArray(content.types)) throw new Error(`${file}: no source, verified_by or types`)
  const types = content.types.map((entry: unknown, at): IncidentType => {
    const text = (key: keyof IncidentType): string => {
      const value = isObject(entry) ? entry[key] : undefined
      if (typeof value !== 'string' || value === '') throw new Error(`${file}: type ${at + 1} has no ${key}`)
      return value
    }
    return { id: text('id'), rsit: text('rsit'), vi: text('vi'), en: text('en') }
  })
  if (new Set(types.map(({ id }) => id)).size !== types.length) throw new Error(`${file}: two types share an id`)
  return types
}
