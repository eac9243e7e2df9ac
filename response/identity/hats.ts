import type { Actor, Grant } from '../../core/access/actor.ts'

/**
 * Whoever runs the platform sees no case content. One person who is granted both works under one at a time: `system` for
 * the platform, `content` for everything else.
 */
export const hats = ['content', 'system'] as const
export type Hat = (typeof hats)[number]

const hatOf = ({ role }: Grant): Hat => (role === 'platform-admin' ? 'system' : 'content')

/** True when the grants need two hats. */
export const hasBothHats = (grants: readonly Grant[]): boolean => new Set(grants.map(hatOf)).size > 1

/** The actor under one hat; whose grants fit under one wears none. */
export function wear(actor: Actor, hat: Hat): { readonly actor: Actor; readonly hat: Hat | null } {
  if (!hasBothHats(actor.grants)) return { actor, hat: null }
  return { actor: { ...actor, grants: actor.grants.filter((grant) => hatOf(grant) === hat) }, hat }
}
