import { inNetwork, parseNetwork } from '../../core/lib/ip.ts'
import { isDay } from '../../core/lib/local-day.ts'
import type { Result } from '../../core/lib/result.ts'
import type { UnitProblem } from './check-units.ts'
import type { UnitChange } from './unit-change.ts'
import { type Hand, UnitDraft } from './unit-draft.ts'
import { stateOn, type UnitRecord } from './unit-record.ts'

type Of<A extends UnitChange['act']> = Extract<UnitChange, { readonly act: A }>
const lists = ['networks', 'domains', 'hosts', 'collectors'] as const

/** The records that the change makes or alters, or everything that is wrong with it. */
export function applyChange(
  records: ReadonlyMap<string, UnitRecord>,
  change: UnitChange,
  hand: Hand,
): Result<readonly UnitRecord[], readonly UnitProblem[]> {
  const draft = new UnitDraft(records, hand)
  put(draft, change)
  return draft.finish(change.from)
}

/** Works the change into the draft. */
function put(draft: UnitDraft, change: UnitChange): undefined {
  const { act, from } = change
  if (from !== '' && !isDay(from)) {
    return draft.refuse('', 'from', 'unit-day', `${from} is no day`, { hint: 'yyyy-mm-dd, e.g. 2025-07-01' })
  }
  if (act === 'create') return draft.create(from, change.unit, act, { contacts: change.contacts })
  if (from === '')
    return draft.refuse('', 'from', 'unit-day', 'from which day?', { hint: 'yyyy-mm-dd, e.g. 2025-07-01' })
  if (act === 'rename') return draft.patch(change.id, from, { name: change.name, kind: change.kind }, act)
  if (act === 'move') return move(draft, change)
  if (act === 'edit') {
    const { networks, domains, hosts, collectors } = change
    return draft.patch(change.id, from, { networks, domains, hosts, collectors }, act)
  }
  if (act === 'merge') return merge(draft, change)
  if (act === 'split') return split(draft, change)
  abolish(draft, change)
}

function move(draft: UnitDraft, { id, from, parent }: Of<'move'>): undefined {
  const record = draft.standing(id, from)
  if (record === undefined) return
  if (stateOn(record, from)?.parent === null) {
    return draft.refuse(id, 'parent', 'unit-root-moves', 'the root stands above all and cannot be moved')
  }
  draft.patch(id, from, { parent }, 'move', [parent])
}

function merge(draft: UnitDraft, { ids, into, from }: Of<'merge'>): undefined {
  const target = typeof into === 'string' ? into : into.id
  const sources = [...new Set(ids)]
  if (sources.length === 0) return draft.refuse(target, 'id', 'unit-merge-none', 'name the units that are merged')
  if (sources.includes(target))
    return draft.refuse(target, 'id', 'unit-merge-itself', `${target} cannot be merged into itself`)
  const standing = sources.flatMap((id) => draft.standing(id, from) ?? [])
  if (typeof into !== 'string') draft.create(from, into, 'merge')
  const before = draft.standing(target, from)
  const base = before && stateOn(before, from)
  if (base === undefined || draft.problems.length > 0) return

  const children = sources.flatMap((id) => draft.childrenOn(id, from)).filter((id) => !sources.includes(id))
  const had = standing.map((record) => stateOn(record, from))
  const together = lists.map((key) => [
    key,
    [...new Set([...base[key], ...had.flatMap((state) => state?.[key] ?? [])])],
  ])
  // A unit that takes over the one above it comes to stand where that stood.
  const above = had.find((_, index) => sources[index] === base.parent)?.parent ?? base.parent
  draft.patch(target, from, { ...Object.fromEntries(together), parent: above }, 'merge', sources)
  for (const id of children) if (id !== target) draft.patch(id, from, { parent: target }, 'merge', [target])
  for (const id of sources) draft.end(id, from, [target], 'merge')
  draft.succeed(target, sources)
}

function split(draft: UnitDraft, { id, into, children, from }: Of<'split'>): undefined {
  const record = draft.standing(id, from)
  if (record === undefined) return
  if (into.length < 2) return draft.refuse(id, 'id', 'unit-split-one', 'a unit is split into two or more')
  const under = draft.childrenOn(id, from)
  const made = into.map((unit) => unit.id)
  for (const unit of into) draft.create(from, unit, 'split', { predecessors: [id] })
  for (const child of under) {
    const parent = children[child]
    if (parent === undefined || !made.includes(parent)) {
      draft.refuse(
        child,
        'parent',
        'unit-split-child',
        `${child} is under ${id}: which of the new units takes it over?`,
        { params: { parent: id } },
      )
    } else draft.patch(child, from, { parent }, 'split', [parent])
  }
  const state = stateOn(record, from)
  for (const key of lists) {
    for (const text of state?.[key] ?? []) {
      if (into.some((unit) => unit[key].some((given) => given === text || (key === 'networks' && meet(given, text)))))
        continue
      const hint = 'name it at one of the new units, or take it from the unit beforehand'
      draft.refuse(id, key, 'unit-left-over', `${text} would belong to none of the new units`, {
        hint,
        params: { text },
      })
    }
  }
  draft.end(id, from, made, 'split')
}

function abolish(draft: UnitDraft, { id, from }: Of<'abolish'>): undefined {
  if (draft.standing(id, from) === undefined) return
  const [child] = draft.childrenOn(id, from)
  if (child !== undefined) {
    return draft.refuse(id, 'id', 'unit-has-children', `${child} is under ${id}`, {
      hint: 'move, merge or abolish it first',
      other: child,
    })
  }
  draft.end(id, from, [], 'abolish')
}

/** True when one of the networks lies in the other. */
function meet(a: string, b: string): boolean {
  const [one, other] = [parseNetwork(a), parseNetwork(b)]
  return one !== undefined && other !== undefined && (inNetwork(one.base, other) || inNetwork(other.base, one))
}
