import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { isDay } from '../../core/lib/local-day.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type IndicatorList, indicatorListKind, type Letter, type Signed } from './indicator-list.ts'
import { indicatorReader, type ReadsIndicators } from './indicator-reader.ts'
import type { ValueWrite } from './live-values.ts'

/** What work on lists of indicators needs. */
export interface IndicatorParts {
  readonly records: RecordStore
  readonly units: UnitTree
  readonly clock: Clock
  readonly timeZone: string
  readonly valueWrite: ValueWrite
}

export type List = StoredRecord<IndicatorList>

/** What is written of a list, and what the audit log tells of it. */
interface ListStep {
  readonly document: IndicatorList
  readonly actor: Actor
  readonly action: string
  readonly details: AuditEntry['details']
}

/** The parts, and how lists are found and written whatever is done with them. */
export interface IndicatorDesk extends IndicatorParts {
  signed(actor: Actor): Signed
  /** What a text or a file holds. */
  readonly read: ReadsIndicators
  /** Rejects with `not-found`. */
  find(scope: Scope, id: string): Promise<List>
  /** Writes the list and what more belongs to the step; rejects with `conflict` when it is no longer as it was shown. */
  save(before: List, version: number, step: ListStep, more?: readonly RecordWrite[]): Promise<List>
}

export function indicatorDesk(parts: IndicatorParts): IndicatorDesk {
  const { records, clock } = parts
  return {
    ...parts,
    read: indicatorReader(),
    signed: (actor) => ({ at: clock.now(), by: { id: actor.id, name: actor.name } }),
    async find(scope, id) {
      const found = await records.get<IndicatorList>(scope, indicatorListKind, id)
      if (found === undefined) throw new CodedError('not-found', 'there is no such list of indicators')
      return found
    },
    async save(before, version, { document, actor, action, details }, more = []) {
      if (before.version !== version) throw changedSince()
      const { id, unitIds } = before
      const written = await records.write(
        [{ kind: indicatorListKind, id, document, unitIds, expect: version }, ...more],
        [audited(actor, action, id, unitIds, details)],
      )
      if (!written.ok) throw changedSince()
      return { ...before, document, version: written.versions[0] ?? version + 1 }
    },
  }
}

/** What a letter says, without spaces around it. Throws `bad-request` with the field that cannot be. */
export function checked(letter: Letter): Letter {
  const { title, sender, reference, dated, due, tlp, note } = letter
  if (title.trim() === '')
    throw new CodedError('bad-request', 'a list has a title', { hint: '/title', ...told('indicators-title') })
  for (const [field, day] of Object.entries({ dated, due })) {
    if (day !== null && !isDay(day))
      throw new CodedError('bad-request', `${day} is no day`, { hint: `/${field}`, ...told('not-a-day', { day }) })
  }
  return { title: title.trim(), sender: sender.trim(), reference: reference.trim(), dated, due, tlp, note: note.trim() }
}

/** The row of the audit log about a list. */
export const audited = (
  actor: Actor,
  action: string,
  list: string,
  unitIds: readonly string[],
  details: AuditEntry['details'],
): AuditEntry => ({ actor: actor.id, action, target: `${indicatorListKind}/${list}`, unitIds, details })

export const changedSince = () =>
  new CodedError('conflict', 'someone changed this since it was shown', { hint: 'look at it again' })
