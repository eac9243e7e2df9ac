import type { RuleDesk } from '../console/api/rule-desk.ts'
import type { ValueListRow } from '../console/api/schemas/value-lists.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { StoredRecord } from '../core/store/store.ts'
import { putList, removeList } from '../rules/live/edit-list.ts'
import { parseValueList, type ValueList, valueListKind } from '../rules/live/value-list.ts'
import type { Carry, DeskParts } from './rule-desk.ts'

type ListPart = 'lists' | 'list' | 'checkList' | 'putList' | 'removeList'

/** Lists of values that exceptions and rules share. */
export function listDesk({ live, records }: DeskParts, carry: Carry): Pick<RuleDesk, ListPart> {
  /** Who has the list: exceptions by title, rules by id. */
  function usersOf(name: string): { readonly usedBy: string[]; readonly rules: string[] } {
    const { exceptions, report } = live.current()
    return {
      usedBy: [...exceptions.values()]
        .filter(({ list, ended }) => ended === null && list?.name === name)
        .map(({ title }) => title),
      rules: report.rules.filter(({ source }) => source.includes(`%${name}%`)).map(({ id }) => id),
    }
  }
  const shown = ({ document, version }: StoredRecord<ValueList>): ValueListRow => ({
    ...document,
    items: document.items.length,
    version,
    ...usersOf(document.name),
  })
  return {
    async lists(scope) {
      const { rows } = await records.list<ValueList>(scope, valueListKind, { where: { kind: 'true' }, limit: 1000 })
      return rows.map(shown)
    },
    async list(scope, name) {
      const found = await records.get<ValueList>(scope, valueListKind, name)
      if (found === undefined) throw new CodedError('not-found', 'there is no such list')
      return { ...shown(found), text: found.document.items.join('\n') }
    },
    checkList({ text, type }) {
      const { items, problems } = parseValueList(text, type)
      return { items: items.length, problems: problems.slice(0, 200) }
    },
    putList: (by, name, { version, ...list }) => carry(by, (edit) => putList(edit, { name, ...list }, version)),
    removeList(by, name, version) {
      const { usedBy, rules } = usersOf(name)
      return carry(by, (edit) => removeList(edit, name, version, [...usedBy, ...rules]))
    },
  }
}
