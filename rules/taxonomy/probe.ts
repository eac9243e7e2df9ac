import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { fromDatasets } from './routes.ts'

/** What the platform's own probe of public pages found, its audit log, and every event whatever it is of; fields stand for themselves. */
export const probeSources: readonly MappedSource[] = [
  { logsource: { product: 'vonggac', service: 'probe' }, route: fromDatasets('probe.http'), fields: fieldsBy({}) },
  { logsource: { product: 'vonggac', service: 'audit' }, route: fromDatasets('vonggac.audit'), fields: fieldsBy({}) },
  { logsource: { product: 'vonggac', service: 'events' }, route: { kind: 'true' }, fields: fieldsBy({}) },
]
