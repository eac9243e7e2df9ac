import type { Actor } from '../../core/access/actor.ts'
import { inScope, type Scope } from '../../core/access/scope.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import { isHarmful } from './cautions.ts'
import { keyOf } from './indicator.ts'
import { audited, checked, type IndicatorDesk, type List } from './indicator-desk.ts'
import { type IndicatorList, indicatorListKind, type Letter, type ListItem } from './indicator-list.ts'
import { writeParts } from './list-records.ts'
import { ownOf } from './reach.ts'
import type { FileRefusal } from './read-file.ts'
import type { IndicatorSource } from './read-indicators.ts'

/** A list that came with a letter, and what it is read from. */
export interface NewList extends Letter {
  readonly unit: string
  readonly source: IndicatorSource
  /** Keys of indicators that were read and are not to be kept, see `keyOf`. */
  readonly leftOut: readonly string[]
}

/** Keeps what a text or a file holds. Rejects with `not-found` for a unit beyond the scope, `bad-request` where nothing is read. */
export async function createList(
  { records, units, clock, signed, read: readSource }: IndicatorDesk,
  actor: Actor,
  scope: Scope,
  { unit, source, leftOut, ...letter }: NewList,
): Promise<List> {
  const unitIds = units.lineage(unit)
  if (unitIds.length === 0 || !inScope(scope, unitIds)) throw new CodedError('not-found', 'there is no such unit')
  const read = await readSource(source, ownOf(scope, units))
  if (!read.ok)
    throw new CodedError('bad-request', `the file cannot be read: ${read.error}`, {
      hint: '/source',
      ...toldOf(read.error),
    })
  const out = new Set(leftOut)
  const kept = read.value.items.filter((item) => !out.has(keyOf(item)))
  if (kept.length === 0)
    throw new CodedError('bad-request', 'there is no indicator in it', { hint: '/source', ...told('indicators-none') })
  const items = kept.map(({ type, value, places, cautions }): ListItem => {
    const place = places[0] ?? { line: 0 }
    return { type, value, place, cautions }
  })
  const id = randomId()
  const parts = await writeParts(records, id, items, unitIds)
  const counts: Partial<Record<ListItem['type'], number>> = {}
  for (const { type } of items) counts[type] = (counts[type] ?? 0) + 1
  const marked = items.filter(({ cautions }) => isHarmful(cautions)).length
  const document: IndicatorList = {
    ...checked(letter),
    id,
    unit,
    items: items.length,
    counts,
    marked,
    parts,
    live: false,
    kept: clock.now(),
    created: signed(actor),
    changed: signed(actor),
    answer: null,
  }
  const { title, reference, due } = letter
  const details = {
    title,
    reference,
    due,
    items: items.length,
    leftOut: leftOut.length,
    unread: read.value.unread.length,
  }
  const written = await records.write(
    [{ kind: indicatorListKind, id, document, unitIds, expect: 'absent' }],
    [audited(actor, 'indicator-list.create', id, unitIds, details)],
  )
  return { kind: indicatorListKind, id, version: written.ok ? (written.versions[0] ?? 1) : 1, unitIds, document }
}

function toldOf(refusal: FileRefusal): ReturnType<typeof told> {
  if (refusal === 'busy') return told('indicators-busy')
  const isHeavy = refusal === 'too-long' || refusal === 'too-much-memory'
  return isHeavy ? told('indicators-heavy') : told('indicators-unreadable')
}
