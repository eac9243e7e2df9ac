import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { compare } from '../../core/predicate/build.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { breakGlassUseKind } from './break-glass.ts'
import { answeredKind } from './passkeys.ts'
import { sessionKind } from './session.ts'
import { failedTriesKind } from './try-limit.ts'

/** What is kept with a moment in `expires` after which nobody asks for it. */
const kinds = [sessionKind, answeredKind, breakGlassUseKind, failedTriesKind] as const
const stretch = 500
const hour = 3_600_000

/** Takes away log-ins and what belongs to them once they are over; gives how many. The audit log keeps what happened. */
export async function removeExpired(records: RecordStore, now: number): Promise<number> {
  let removed = 0
  for (const kind of kinds) {
    for (;;) {
      const { rows } = await records.list(systemScope, kind, { where: compare('expires', 'lte', now), limit: stretch })
      if (rows.length === 0) break
      const written = await records.write(
        rows.map(({ id, version }) => ({ kind, id, document: undefined, unitIds: [], expect: version })),
      )
      // Somebody else takes them away at this moment.
      if (!written.ok) break
      removed += rows.length
    }
  }
  return removed
}

/** `removeExpired`, when it is called often, once an hour. */
export function hourlyExpiry(records: RecordStore, clock: Clock): () => Promise<void> {
  let done = Number.NEGATIVE_INFINITY
  return async () => {
    if (clock.now() - done < hour) return
    done = clock.now()
    await removeExpired(records, clock.now())
  }
}
