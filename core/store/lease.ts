import { systemScope } from '../access/scope.ts'
import type { Clock } from '../lib/clock.ts'
import type { RecordStore } from './store.ts'

const leaseKind = 'lease'

/**
 * True when `holder` has the job to itself for the next `milliseconds`: it held the lease already, or nobody does any
 * more. Whoever renews in time keeps it.
 */
export async function holdLease(
  records: RecordStore,
  job: string,
  holder: string,
  milliseconds: number,
  clock: Clock,
): Promise<boolean> {
  const now = clock.now()
  const lease = await records.get<{ holder: string; until: number }>(systemScope, leaseKind, job)
  const mine = lease?.document.holder === holder
  if (lease !== undefined && !mine && lease.document.until > now) return false
  // Renewing at half-time is soon enough, and keeps the change log quiet.
  if (lease !== undefined && mine && lease.document.until - now > milliseconds / 2) return true
  const written = await records.write([
    {
      kind: leaseKind,
      id: job,
      document: { holder, until: now + milliseconds },
      unitIds: [],
      expect: lease?.version ?? 'absent',
    },
  ])
  return written.ok
}

/** Gives the lease up, so that another holder need not wait for its end. */
export async function releaseLease(records: RecordStore, job: string, holder: string): Promise<void> {
  const lease = await records.get<{ holder: string }>(systemScope, leaseKind, job)
  if (lease?.document.holder !== holder) return
  await records.write([{ kind: leaseKind, id: job, document: undefined, unitIds: [], expect: lease.version }])
}
