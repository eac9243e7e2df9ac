import type { ChainChecks } from './chain-check.ts'
import type { Packs } from './pack.ts'
import type { Signer } from './signer.ts'

/** What auditors work with besides the rows themselves. */
export interface AuditDesk {
  readonly checks: ChainChecks
  readonly packs: Packs
  readonly signer: Pick<Signer, 'publicKey' | 'fingerprint'>
  /** The configuration names somewhere to send the head to. */
  readonly sendsHead: boolean
}
