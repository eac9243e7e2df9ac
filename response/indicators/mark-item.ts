import type { Actor } from '../../core/access/actor.ts'
import { inScope, type Scope } from '../../core/access/scope.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { RecordWrite } from '../../core/store/store.ts'
import { isHarmful } from './cautions.ts'
import { type Indicator, keyOf } from './indicator.ts'
import { changedSince, type IndicatorDesk, type List } from './indicator-desk.ts'
import { type IndicatorPart, indicatorPartKind, type ListItem, partId } from './indicator-list.ts'
import { liveWrites } from './live-values.ts'
import { ownOf } from './reach.ts'

/** An indicator of a list that is false, and why; `reason` null when it holds after all. */
export interface Mark {
  readonly id: string
  readonly version: number
  readonly item: Indicator
  readonly reason: string | null
}

/**
 * Marks an item as false, or takes the mark back: it stays in the list, with who said so and why, but is neither searched
 * for nor among the values of the rules. Rejects with `not-found`, with `conflict` when the list was answered or changed,
 * and with `not-allowed` when rules use the list and the actor does not reach all that they look at.
 */
export async function markItem(desk: IndicatorDesk, actor: Actor, scope: Scope, mark: Mark): Promise<List> {
  const { records, units, valueWrite, signed, find, save } = desk
  const before = await find(scope, mark.id)
  if (before.version !== mark.version) throw changedSince()
  if (before.document.answer !== null) {
    throw new CodedError('conflict', 'the list was answered', {
      hint: 'withdraw the answer first',
      ...told('indicators-answered'),
    })
  }
  if (before.document.live && !inScope(scope, [])) {
    throw new CodedError('not-allowed', 'this goes beyond the units that your role reaches', told('indicators-reach'))
  }
  const reason = mark.reason?.trim() ?? null
  if (reason === '') {
    throw new CodedError('bad-request', 'a false indicator has a reason', {
      hint: '/reason',
      ...told('indicators-false-reason'),
    })
  }
  const key = keyOf(mark.item)
  for (let number = 0; number < before.document.parts; number++) {
    const id = partId(mark.id, number)
    const part = await records.get<IndicatorPart>(scope, indicatorPartKind, id)
    const item = part?.document.items.find((one) => keyOf(one) === key)
    if (part === undefined || item === undefined) continue
    const { false: was, ...plain } = item
    const next: ListItem = reason === null ? plain : { ...plain, false: { ...signed(actor), reason } }
    const items = part.document.items.map((one) => (one === item ? next : one))
    const writes: RecordWrite[] = [
      {
        kind: indicatorPartKind,
        id,
        document: { ...part.document, items },
        unitIds: part.unitIds,
        expect: part.version,
      },
    ]
    const difference = Number(reason !== null) - Number(was !== undefined)
    const harm = isHarmful(item.cautions) ? difference : 0
    const document = {
      ...before.document,
      falseItems: (before.document.falseItems ?? 0) + difference,
      marked: before.document.marked - harm,
      changed: signed(actor),
    }
    if (document.live) {
      const replaced = new Map([[number, items]])
      writes.push(
        ...(await liveWrites({ records, valueWrite }, document, ownOf(scope, units), actor.id, replaced)).writes,
      )
    }
    const details = { type: item.type, value: item.value, false: reason !== null, ...(reason !== null && { reason }) }
    return save(before, mark.version, { document, actor, action: 'indicator-list.mark', details }, writes)
  }
  throw new CodedError('not-found', 'there is no such indicator in the list')
}
