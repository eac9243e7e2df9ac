import type { Problem } from '../../core/lib/errors.ts'
import { hashId } from '../../core/lib/ids.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import { draftSystem, type SystemDraft } from './draft-system.ts'
import { columnOf, type ImportedSystem } from './system-csv.ts'
import { type SystemRecord, type SystemWords, systemEndedOn, systemOn } from './system-record.ts'

/** What an import comes to; `created` and `altered` are codes. */
export interface SystemImport {
  readonly changed: readonly SystemRecord[]
  readonly created: readonly string[]
  readonly altered: readonly string[]
  /** Those that who imports sees and the file lacks; they stay. */
  readonly absent: readonly string[]
}

/** A system of which nothing is said yet. */
export const untoldSystem: Omit<SystemWords, 'name' | 'level' | 'owner'> = {
  decision: null,
  operator: { unit: null, name: '' },
  supplier: { name: '', contact: '', phone: '', mail: '' },
  hosts: [],
  networks: [],
  domains: [],
  sources: [],
  logMonths: null,
  notes: '',
}

/** The id of an owner's system when it is first written down: whoever writes it at the same time writes the same record. */
export const newSystemId = (owner: string, code: string): string => hashId('it-system', owner, code.toLowerCase())

/** Works a file of systems into the register, from a day on: all of it, or everything that is wrong with it. */
export function importSystems(
  draft: SystemDraft,
  systems: readonly ImportedSystem[],
  from: string,
  file: string,
): Result<SystemImport, readonly Problem[]> {
  const others = new Map(draft.others)
  const [created, altered]: [string[], string[]] = [[], []]
  const changed: SystemRecord[] = []
  const problems: Problem[] = []
  const named = new Set<string>()
  for (const { line, code, words } of systems) {
    const before = [...others.values()].find(
      (one) =>
        one.code.toLowerCase() === code.toLowerCase() &&
        one.states.at(-1)?.owner === words.owner &&
        !systemEndedOn(one, from),
    )
    const was = before && (systemOn(before, from) ?? before.states[0])
    const next = { ...untoldSystem, ...was, ...words } as SystemWords & { from?: string }
    delete next.from
    named.add(before?.id ?? '')
    if (was !== undefined && sameWords(was, next)) continue
    const result = draftSystem(
      { ...draft, others, act: 'import' },
      before ?? { id: newSystemId(words.owner, code), code },
      from,
      next,
    )
    if (!result.ok) {
      for (const { field, code: what, value, message, hint } of result.error) {
        const column = columnOf(field)
        const text = column === undefined ? message : `${column}: ${message}`
        const params = { value, ...(column !== undefined && { column }) }
        problems.push({
          code: `system-${what}`,
          level: 'error',
          file,
          line,
          message: text,
          params,
          ...(hint !== undefined && { hint }),
        })
      }
      continue
    }
    others.set(result.value.id, result.value)
    changed.push(result.value)
    ;(before === undefined ? created : altered).push(code)
  }
  if (problems.length > 0) return fail(problems)
  const absent = [...draft.others.values()].filter((one) => !named.has(one.id) && !systemEndedOn(one, from))
  return ok({ changed, created, altered, absent: absent.map(({ code }) => code) })
}

const sameWords = (a: SystemWords, b: SystemWords): boolean =>
  (Object.keys(b) as (keyof SystemWords)[]).every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field]))
