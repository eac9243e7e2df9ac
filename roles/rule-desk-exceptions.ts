import type { RuleDesk } from '../console/api/rule-desk.ts'
import { unitIdsField } from '../core/access/scope.ts'
import { CodedError, told } from '../core/lib/errors.ts'
import type { Predicate } from '../core/predicate/predicate.ts'
import { exceptedCounts } from '../response/alerts/rule-statistics.ts'
import {
  changeException,
  checkCovered,
  createException,
  type ExceptionContext,
  endException,
} from '../rules/live/edit-exception.ts'
import { exceptionPredicate, exceptionState, type RuleException, ruleExceptionKind } from '../rules/live/exception.ts'
import { lookBack } from '../rules/live/look-back.ts'
import type { Carry, DeskParts } from './rule-desk.ts'

type ExceptionPart = 'exceptions' | 'createException' | 'changeException' | 'endException' | 'previewException'

const previewDays = 7
const previewTime = 8000
const mostShown = 2000

/** What exceptions refer to, as it stands when it is asked for. */
export const exceptionContext =
  ({ live, units, timeZone }: Pick<DeskParts, 'live' | 'units' | 'timeZone'>) =>
  (): ExceptionContext => ({
    units,
    lists: live.current().lists,
    timeZone,
    hasRule: (id) => live.current().report.rules.some((rule) => rule.id === id),
  })

/** Exceptions: made, changed, ended, and tried on the past. */
export function exceptionDesk(
  { live, records, events, units, clock, timeZone }: DeskParts,
  carry: Carry,
): Pick<RuleDesk, ExceptionPart> {
  const context = exceptionContext({ live, units, timeZone })
  return {
    async exceptions(scope, rule) {
      const [{ rows }, counts] = await Promise.all([
        records.list<RuleException>(scope, ruleExceptionKind, {
          where: { kind: 'true' },
          sort: [{ field: 'created.at', direction: 'desc' }],
          limit: mostShown,
        }),
        exceptedCounts(records, scope),
      ])
      const broken = new Set(live.current().brokenExceptions)
      const now = clock.now()
      return rows
        .filter(({ document }) => rule === undefined || document.rules === null || document.rules.includes(rule))
        .map(({ document, version }) => ({
          ...document,
          rules: document.rules === null ? null : [...document.rules],
          version,
          state: exceptionState(document, now),
          broken: broken.has(document.id),
          count: counts.get(document.id)?.count ?? 0,
          lastMatch: counts.get(document.id)?.last ?? null,
        }))
    },
    createException: (by, words) => carry(by, (edit) => createException(edit, context(), words)),
    changeException: (by, id, { version, ...words }) =>
      carry(by, (edit) => changeException(edit, context(), id, words, version)),
    endException: (by, id, version) => carry(by, (edit) => endException(edit, id, version)),
    async previewException(scope, { rule: id, days = previewDays, ...words }) {
      const start = performance.now()
      checkCovered(scope, words, context())
      const { report, lists } = live.current()
      const rule = report.rules.find((one) => one.id === id)
      if (rule === undefined) throw new CodedError('not-found', 'there is no such detection rule')
      const covered = exceptionPredicate(words, lists, timeZone)
      if (covered === undefined) throw new CodedError('bad-request', 'it covers nothing', told('exception-none'))
      const of: Predicate[] = [rule.predicate, covered]
      if (words.unit !== null) of.push({ kind: 'equals', field: unitIdsField, value: words.unit, fold: 'none' })
      const asked = { now: clock.now(), days, ms: previewTime / 2 }
      const silenced = await lookBack(events, scope, { kind: 'all', of }, asked)
      const all = await lookBack(events, scope, rule.predicate, { ...asked, days: silenced.days.length })
      return {
        ...silenced,
        days: [...silenced.days],
        samples: silenced.samples.map((sample) => ({ ...sample })),
        partial: silenced.partial || all.partial,
        matches: all.count,
        took: Math.round(performance.now() - start),
      }
    },
  }
}
