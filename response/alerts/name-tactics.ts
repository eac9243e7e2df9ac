import { systemScope } from '../../core/access/scope.ts'
import { all, equals, exists, not } from '../../core/predicate/build.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind } from './alert.ts'
import { alertWrite } from './open.ts'
import { tacticFields, tacticsOf } from './tactics.ts'

/**
 * Gives alerts that were opened before alerts had tactics those of their rules, `most` at once. True when there may be more.
 * Whoever changes one of them meanwhile comes first; it is looked at again the next time.
 */
export async function nameTactics(
  records: RecordStore,
  rules: readonly { readonly id: string; readonly tags: readonly string[] }[],
  most: number,
): Promise<boolean> {
  const tactics = new Map(rules.map(({ id, tags }) => [id, tacticsOf(tags)]))
  const nameless = not(exists('tactics'))
  const [found] = await records.facets(systemScope, alertKind, nameless, ['rule.id'], 10_000)
  let left = most
  for (const { value: rule } of found?.values ?? []) {
    const named = tacticFields(tactics.get(rule))
    if (named.tactics === undefined) continue
    const where = all(equals('rule.id', rule, 'none'), nameless)
    const { rows } = await records.list<Alert>(systemScope, alertKind, { where, limit: left })
    const writes = rows.map(({ document, unitIds, version }) => alertWrite({ ...document, ...named }, unitIds, version))
    if (writes.length > 0 && !(await records.write(writes)).ok) for (const write of writes) await records.write([write])
    left -= rows.length
    if (left <= 0) return true
  }
  return false
}
