import { CodedError, told } from '../../core/lib/errors.ts'
import { type Edit, type Edited, writeEdit } from './edit.ts'
import { parseValueList, type ValueList, valueListKind, valueListName } from './value-list.ts'

/**
 * Keeps a list of values, `version` null for a new one. Rejects with `bad-request` and the first wrong lines, and with
 * `conflict`.
 */
export async function putList(
  edit: Edit,
  { name, about, type, owner, text }: Omit<ValueList, 'items' | 'changed'> & { readonly text: string },
  version: number | null,
): Promise<Edited> {
  if (!valueListName.test(name)) {
    const detail = 'a list has a name of small letters, digits, _ and -, beginning with a letter'
    throw new CodedError('bad-request', detail, { hint: '/name', ...told('list-name') })
  }
  const { items, problems } = parseValueList(text, type)
  if (problems.length > 0) {
    const first = problems.slice(0, 5)
    const lines = first.map(({ line, value, message, hint }) => `${line}: “${value}”: ${message} (${hint})`)
    const known = first.map(({ line, code, params }) => ({ code, params: { ...params, line: String(line) } }))
    throw new CodedError('bad-request', lines.join('\n'), { hint: '/text', problems: known })
  }
  const changed = { at: edit.clock.now(), by: edit.actor.id }
  const document: ValueList = { name, about, type, items, owner, changed }
  const write = { kind: valueListKind, id: name, document, unitIds: [], expect: version ?? ('absent' as const) }
  return writeEdit(edit, write, version === null ? 'value-list.create' : 'value-list.change', {
    type,
    about,
    owner,
    items: items.length,
  })
}

/** Takes a list away. Rejects with `conflict` while something uses it, and when it was changed. */
export async function removeList(
  edit: Edit,
  name: string,
  version: number,
  usedBy: readonly string[],
): Promise<Edited> {
  if (usedBy.length > 0) {
    throw new CodedError('conflict', `the list is used: ${usedBy.slice(0, 5).join(', ')}`, {
      hint: 'end that first',
      ...told('list-used', { by: usedBy.slice(0, 5).join(', ') }),
    })
  }
  const write = { kind: valueListKind, id: name, document: undefined, unitIds: [], expect: version }
  return writeEdit(edit, write, 'value-list.remove', {})
}
