import type { AuditLog } from '../../core/store/store.ts'
import type { Kept } from './desk.ts'
import { type Evidence, sealOf } from './evidence.ts'
import { incidentKind } from './incident.ts'

/** Rows that are read at once. */
const atOnce = 500
/** What copies events. */
const copying = ['incident.open', 'incident.link', 'incident.evidence']

/** Copies as the audit row of their copying tells of them; of a restricted incident too, since it names nothing. */
export const sealed = (copies: readonly Evidence[]) => ({ evidence: copies.map(sealOf) })

/**
 * The seals of all that was copied into an incident, by its audit rows. Whether these are what was written, the chain of
 * the log tells (`AuditLog.verify`).
 */
export async function sealsOf(audit: AuditLog, { id, document }: Kept): Promise<ReadonlySet<string>> {
  const scope = { kind: 'units', units: [document.unit], unattributed: false } as const
  const filter = { target: `${incidentKind}/${id}`, actions: copying }
  const seals = new Set<string>()
  let before: number | undefined
  do {
    const page = await audit.search(scope, filter, { limit: atOnce, ...(before === undefined ? {} : { before }) })
    for (const { details } of page.rows) {
      if (!Array.isArray(details.evidence)) continue
      for (const seal of details.evidence) if (typeof seal === 'string') seals.add(seal)
    }
    before = page.next
  } while (before !== undefined)
  return seals
}
