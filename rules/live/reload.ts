import type { Clock } from '../../core/lib/clock.ts'
import type { RecordStore } from '../../core/store/store.ts'

/** The record whose change asks every process to read the rule files again. */
export const ruleReloadKind = 'rule-reload'

/**
 * Asks every process of the installation, on whatever host, to read its rule files again. Asked for rather than found out
 * by watching: a folder that is being copied or checked out is half of one release and half of the next for a while. Gives
 * the record by whose change it is asked.
 */
export async function askReload(
  records: Pick<RecordStore, 'write'>,
  by: string,
  clock: Clock,
): Promise<{ readonly kind: string; readonly id: string }> {
  const asked = { kind: ruleReloadKind, id: 'files' }
  await records.write(
    [{ ...asked, document: { at: clock.now(), by }, unitIds: [], expect: 'any' }],
    [{ actor: by, action: 'rule.reload', target: `${ruleReloadKind}/files`, unitIds: [], details: {} }],
  )
  return asked
}
