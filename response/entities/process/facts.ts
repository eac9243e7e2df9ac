import type { EventDocument } from '../../../core/event/event.ts'
import { compilePath, type Path, textOf } from '../../../core/event/path.ts'
import { timeOf } from '../sample.ts'

/** One end of the relation between a process and its parent, as far as an event tells it. */
export interface ProcessName {
  /** The sender's own id of a process, which no other one ever has (Sysmon's ProcessGuid). */
  readonly entityId: string | null
  /** Used again and again by the operating system. */
  readonly pid: string | null
  readonly name: string | null
  readonly executable: string | null
  readonly commandLine: string | null
}

/** What an event says of the process that it is about. */
export interface ProcessFacts extends ProcessName {
  readonly event: string
  readonly time: number
  readonly host: string
  /** The event's own unit; null while it has none. Hosts of the same name in two units are two hosts. */
  readonly unit: string | null
  readonly dataset: string | null
  /** The number that records of one happening share (Linux audit). */
  readonly sequence: string | null
  readonly user: string | null
  readonly hashes: readonly { readonly kind: string; readonly value: string }[]
  readonly parent: ProcessName
}

const paths = new Map<string, Path>()

/** The first value of a field as text; null when absent or empty. */
export function fieldText(event: EventDocument, field: string): string | null {
  const path = paths.get(field) ?? compilePath(field)
  paths.set(field, path)
  const values = path.values(event)
  const first = Array.isArray(values) ? values[0] : values
  const text = first === undefined ? '' : textOf(first)
  return text === '' ? null : text
}

const hashKinds = ['sha256', 'sha1', 'md5'] as const

/** What the event says of its process; undefined when it names no host or no process. */
export function processOf(event: EventDocument): ProcessFacts | undefined {
  const host = fieldText(event, 'host.name')
  const id = event.event.id
  const own = nameAt(event, 'process')
  if (host === null || id === undefined || (own.entityId === null && own.pid === null)) return undefined
  const domain = fieldText(event, 'user.domain')
  const user = fieldText(event, 'user.name')
  return {
    ...own,
    event: id,
    time: timeOf(event),
    host,
    unit: event.vonggac?.unit?.id ?? null,
    dataset: fieldText(event, 'event.dataset'),
    sequence: fieldText(event, 'event.sequence'),
    user: user !== null && domain !== null ? `${domain}\\${user}` : user,
    hashes: hashKinds.flatMap((kind) => {
      const value = fieldText(event, `process.hash.${kind}`)
      return value === null ? [] : [{ kind, value }]
    }),
    parent: nameAt(event, 'process.parent'),
  }
}

const nameAt = (event: EventDocument, at: string): ProcessName => ({
  entityId: fieldText(event, `${at}.entity_id`),
  pid: fieldText(event, `${at}.pid`),
  name: fieldText(event, `${at}.name`),
  executable: fieldText(event, `${at}.executable`),
  commandLine: fieldText(event, `${at}.command_line`),
})
