import type { Taxonomy } from '../sigma/taxonomy.ts'
import { ecs } from './ecs.ts'
import { identity } from './identity.ts'

/** `ecs`: events as the collector makes them. `identity`: rule fields address events as they are. */
export const taxonomies = { ecs, identity } as const satisfies Record<string, Taxonomy>
export type TaxonomyName = keyof typeof taxonomies
