import type { UnitChange, UnitDetail, UnitRow } from '../../../../api/schemas/units.ts'
import { linesOf } from './unit-list.ts'

type NewUnit = Extract<UnitChange, { act: 'split' }>['into'][number]

/** A unit that is to be made, as it stands in a form: lists as texts, an entry a line. */
export interface PartDraft {
  readonly key: number
  readonly id: string
  readonly name: string
  readonly kind: UnitRow['kind']
  readonly networks: string
  readonly domains: string
  readonly hosts: string
  readonly collectors: string
}

export interface SplitDraft {
  readonly parts: readonly PartDraft[]
  /** Which part takes over a unit, by ids. */
  readonly children: Readonly<Record<string, string>>
}

type Owned = Pick<UnitDetail, 'kind' | 'networks' | 'domains' | 'hosts' | 'collectors'>

export const blankPart = (key: number, { kind }: Pick<UnitDetail, 'kind'>): PartDraft => ({
  key,
  id: '',
  name: '',
  kind,
  networks: '',
  domains: '',
  hosts: '',
  collectors: '',
})

/** Two parts, the first with all that the unit has: what goes to the other is moved over by hand. */
export function splitOf(unit: Owned): SplitDraft {
  const lines = (list: readonly string[]) => list.join('\n')
  const all = {
    networks: lines(unit.networks),
    domains: lines(unit.domains),
    hosts: lines(unit.hosts),
    collectors: lines(unit.collectors),
  }
  return { parts: [{ ...blankPart(1, unit), ...all }, blankPart(2, unit)], children: {} }
}

/** The unit that a draft says, under that parent; undefined while it has no id or name. */
export function newUnitOf(part: PartDraft, parent: string | null): NewUnit | undefined {
  const { id, name, kind } = part
  if (id.trim() === '' || name.trim() === '') return undefined
  return {
    id: id.trim(),
    name: name.trim(),
    kind,
    parent,
    networks: linesOf(part.networks),
    domains: linesOf(part.domains),
    hosts: linesOf(part.hosts),
    collectors: linesOf(part.collectors),
  }
}

/** The split that a draft says; undefined while something of it is missing. */
export function splitChange(
  unit: Pick<UnitDetail, 'id' | 'parent' | 'children'>,
  from: string,
  draft: SplitDraft,
): UnitChange | undefined {
  const into = draft.parts.flatMap((part) => newUnitOf(part, unit.parent?.id ?? null) ?? [])
  const under = unit.children.flatMap((child) => (child === null ? [] : [child.id]))
  const children = Object.fromEntries(under.map((id) => [id, draft.children[id] ?? '']))
  if (from === '' || into.length < draft.parts.length || Object.values(children).includes('')) return undefined
  return { act: 'split', from, id: unit.id, into, children }
}
