import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { isObject } from '../../core/lib/json.ts'
import type { SecretBox } from './secret-box.ts'

/**
 * What the platform must know again at the next step of a log-in, kept by the browser: sealed, so that it can neither be
 * read nor made up there, bound to its purpose, and good for a while. Nothing is stored for somebody who is nobody yet.
 */
export interface SealedFlows {
  seal(purpose: FlowPurpose, flow: object): string
  /** Rejects with `sign-in-refused` (`flow-ended`) what is missing, changed, of another purpose or past its time. */
  open<T>(purpose: FlowPurpose, sealed: string | undefined): T
}

/** Milliseconds for which each holds: a log-in elsewhere may take a while, a code is at hand. */
export const flowTime = { oidc: 15 * 60_000, proved: 5 * 60_000, passkey: 5 * 60_000 } as const
export type FlowPurpose = keyof typeof flowTime

export function createSealedFlows(box: SecretBox, clock: Clock): SealedFlows {
  return {
    seal: (purpose, flow) =>
      box.seal(Buffer.from(JSON.stringify({ until: clock.now() + flowTime[purpose], flow })), `flow ${purpose}`),
    open<T>(purpose: FlowPurpose, sealed: string | undefined): T {
      const kept = sealed === undefined ? undefined : unsealed(box, sealed, purpose)
      if (!isObject(kept) || typeof kept['until'] !== 'number' || kept['until'] <= clock.now()) {
        throw new CodedError('sign-in-refused', 'this log-in was begun elsewhere, or too long ago', {
          hint: 'flow-ended',
        })
      }
      return kept['flow'] as T
    },
  }
}

function unsealed(box: SecretBox, sealed: string, purpose: FlowPurpose): unknown {
  try {
    return JSON.parse(box.open(sealed, `flow ${purpose}`).toString('utf8'))
  } catch {
    return undefined
  }
}
