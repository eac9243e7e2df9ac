/**
 * What a product's message means, before it is written as ECS. A mapping fills in what the message says and nothing
 * else; `write-facts.ts` knows how ECS spells it.
 */
export interface Facts {
  readonly category: readonly string[]
  readonly type: readonly string[]
  readonly action: string
  readonly outcome?: 'success' | 'failure' | 'unknown'
  readonly reason?: string
  /** Who acts. */
  readonly user?: string | undefined
  readonly userId?: string | undefined
  /** Whose rights are taken on. */
  readonly effectiveUser?: string | undefined
  /** Who is acted upon. */
  readonly targetUser?: string | undefined
  readonly targetUserId?: string | undefined
  readonly targetName?: string | undefined
  /** The service that is started, stopped or changed. */
  readonly service?: string | undefined
  readonly group?: string | undefined
  readonly groupId?: string | undefined
  /** The far end: an address, or a name where the service wrote one. */
  readonly source?: string | undefined
  readonly sourcePort?: number | undefined
  readonly commandLine?: string | undefined
  readonly workingDirectory?: string | undefined
  /** Beside ECS, under `linux`. */
  readonly extra?: { readonly [field: string]: string | number | boolean }
}
