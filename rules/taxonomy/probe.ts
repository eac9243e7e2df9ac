import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { fromDatasets } from './routes.ts'

/** What the platform's own probe of public pages found; its fields stand for themselves. */
export const probeSources: readonly MappedSource[] = [
  { logsource: { product: 'vonggac', service: 'probe' }, route: fromDatasets('probe.http'), fields: fieldsBy({}) },
]
