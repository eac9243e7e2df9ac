import type { AuditLog } from '../../core/store/store.ts'
import type { Kept } from './desk.ts'
import { type Evidence, intact, sealOf } from './evidence.ts'
import { incidentKind } from './incident.ts'

/** Rows that are read at once. */
const atOnce = 500
/** What copies events. */
const copying = ['incident.open', 'incident.link', 'incident.evidence']

/** Copies as the audit row of their copying tells of them; of a restricted incident too, since it names nothing. */
export const sealed = (copies: readonly Evidence[]) => ({ evidence: copies.map(sealOf) })

/** In Elasticsearch a row of the log may come to light this long after the copy that it tells of; milliseconds. */
const behind = 400

/**
 * Which of an incident's copies are what the audit rows of their copying tell of, by id. Whether those rows are what was
 * written, the chain of the log tells (`AuditLog.verify`). To be called when the copies have been read; before one is
 * called altered, the log is asked again a moment later.
 */
export async function intactCopies(
  audit: Pick<AuditLog, 'search'>,
  incident: Kept,
  copies: readonly Evidence[],
): Promise<ReadonlySet<string>> {
  if (copies.length === 0) return new Set()
  const check = async () => {
    const seals = await sealsOf(audit, incident)
    return new Set(copies.filter((copy) => intact(copy, seals)).map(({ id }) => id))
  }
  const found = await check()
  if (found.size === copies.length) return found
  await new Promise((resolve) => setTimeout(resolve, behind))
  return check()
}

/** The seals of all that was copied into an incident. Its rows are read without the window of who asks. */
async function sealsOf(audit: Pick<AuditLog, 'search'>, { id, document }: Kept): Promise<ReadonlySet<string>> {
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
