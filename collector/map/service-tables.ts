import { clouds } from './service-clouds.ts'
import { platforms } from './service-platforms.ts'
import { sensors } from './service-sensors.ts'

/** How a value goes into ECS: as text, as an address, … */
type Kind = 'text' | 'lower' | 'integer' | 'ip' | 'endpoint' | 'user' | 'agent' | 'url' | 'outcome'
export type Row = readonly [from: string, to: string, kind: Kind]

/** A service whose log is made of JSON objects, and how it is told from others. */
export interface Service {
  /** `event.dataset`, as Elastic's integration names it; `*` stands for the variant. */
  readonly dataset: string
  /** Where the object is kept as it came. */
  readonly root: string
  /** Names that must all be there; dots lead into objects. */
  readonly signs: readonly string[]
  /** A field that must have one of these values besides. */
  readonly where?: { readonly field: string; readonly values: readonly string[] }
  /** Field that names the kind of log within the service. */
  readonly variant?: string
  /** Fields of the event's own time, the surest first. */
  readonly times?: readonly string[]
  /** Field with the words of the event. */
  readonly message?: string
  readonly rows: readonly Row[]
  /** ECS fields that are the same for every event. */
  readonly always?: { readonly [field: string]: readonly string[] }
}

/** The services by the names in their objects. The first whose signs are there is taken. */
export const services: readonly Service[] = [...clouds, ...platforms, ...sensors]
