import type { By, RuleDesk } from '../console/api/rule-desk.ts'
import type { Changed } from '../console/api/schemas/rule-settings.ts'
import type { RuleStatisticsList } from '../console/api/schemas/rules.ts'
import type { RuleBook } from '../console/api/services.ts'
import type { Scope } from '../core/access/scope.ts'
import type { UnitTree } from '../core/access/unit.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError, told } from '../core/lib/errors.ts'
import { createFreshAnswers } from '../core/lib/fresh-answers.ts'
import type { AuditLog, EventReads, RecordStore } from '../core/store/store.ts'
import { ruleStatistics } from '../response/alerts/rule-statistics.ts'
import { createAlertReadings } from '../response/metrics/alert-readings.ts'
import { ruleCollectionKind } from '../rules/collections/collection.ts'
import { awaitApplied } from '../rules/live/applied.ts'
import { coverage, navigatorLayer } from '../rules/live/coverage.ts'
import type { Edit, Edited } from '../rules/live/edit.ts'
import { putSetting } from '../rules/live/edit-setting.ts'
import { ruleExceptionKind } from '../rules/live/exception.ts'
import { exceptionProposalKind } from '../rules/live/exception-proposal.ts'
import type { LiveRules } from '../rules/live/live-rules.ts'
import { ruleSettingKind } from '../rules/live/rule-setting.ts'
import { ruleTextKind } from '../rules/live/rule-text.ts'
import type { ReadLine } from '../rules/live/run-tests.ts'
import { valueListKind } from '../rules/live/value-list.ts'
import { backfillDesk } from './rule-desk-backfills.ts'
import { collectionDesk } from './rule-desk-collections.ts'
import { exceptionDesk } from './rule-desk-exceptions.ts'
import { listDesk } from './rule-desk-lists.ts'
import { proposalDesk } from './rule-desk-proposals.ts'
import { textDesk } from './rule-desk-texts.ts'

/** What the desk is made of. */
export interface DeskParts {
  readonly live: LiveRules
  readonly book: RuleBook
  readonly records: RecordStore
  readonly audit: Pick<AuditLog, 'list'>
  readonly events: Pick<EventReads, 'histogram' | 'search'>
  readonly units: UnitTree
  readonly clock: Clock
  readonly timeZone: string
  readonly installation: string
  /** Makes an event of a raw line, as the collector would. */
  readonly readLine: ReadLine
}

/** How long an answer waits for a change to be in force everywhere, milliseconds. */
const patience = 3000
/** Scopes and stretches of days for which statistics are kept. */
const mostScopes = 100
/** Exceptions whose changes are read for one rule. */
const mostTargets = 50

/** Carries out a change and tells whether it is in force. */
export type Carry = (by: By, change: (edit: Edit) => Promise<Edited>) => Promise<Changed>

/** What people do with rules, on the live rules of this process. */
export function createRuleDesk(parts: DeskParts): RuleDesk {
  const { live, book, records, clock } = parts
  const readAlerts = createAlertReadings(records)
  const counted = createFreshAnswers<RuleStatisticsList>(clock, mostScopes)

  const carry: Carry = async ({ actor, scope }, change) => {
    const before = await records.lastChange()
    const { kind, id, version } = await change({ records, clock, actor, scope })
    const applied = await awaitApplied(records, { kind, id, before }, patience, () => live.sequence())
    return { id, version, applied }
  }

  async function count(scope: Scope, days: number): Promise<RuleStatisticsList> {
    const { byRule, partial } = await ruleStatistics({ records, readAlerts }, scope, {
      now: clock.now(),
      days,
      timeZone: parts.timeZone,
    })
    const shown: RuleStatisticsList['byRule'] = {}
    for (const [id, { days: each, ...rest }] of byRule) shown[id] = { ...rest, days: [...each] }
    return { days, byRule: shown, partial, at: clock.now() }
  }

  const rows = () => book.list().map(({ id, tags, state }) => ({ id, tags, running: state === 'runs' }))
  function covered() {
    const all = rows()
    const running = new Set(all.filter((row) => row.running).map(({ id }) => id))
    return coverage(all, (id) => running.has(id))
  }

  return {
    recordKinds: {
      shown: [ruleTextKind, ruleSettingKind, ruleCollectionKind],
      scoped: [ruleExceptionKind, exceptionProposalKind, valueListKind],
    },
    ...textDesk(parts, carry),
    ...collectionDesk(parts, carry),
    ...exceptionDesk(parts, carry),
    ...proposalDesk(parts, carry),
    ...backfillDesk(parts),
    ...listDesk(parts, carry),
    statistics(scope, days) {
      return counted(JSON.stringify([scope, days]), () => count(scope, days))
    },
    async history(scope, id) {
      const { exceptions } = live.current()
      const text = book.get(id)?.text
      const targets = [
        `${ruleSettingKind}/${id}`,
        ...(text ? [`${ruleTextKind}/${text.id}`] : []),
        ...[...exceptions.values()]
          .filter(({ rules }) => rules?.includes(id))
          .slice(0, mostTargets)
          .map((one) => `${ruleExceptionKind}/${one.id}`),
      ]
      const found = await Promise.all(targets.map((target) => parts.audit.list(scope, { limit: 100, target })))
      const rows = found.flat().sort((a, b) => b.number - a.number)
      return {
        rows: rows.map(({ time: at, actor, action, details }) => ({ at, actor, action, details: { ...details } })),
      }
    },
    coverage() {
      const { techniques, untagged } = covered()
      return {
        techniques: techniques.map(({ id, running, idle }) => ({ id, running: [...running], idle: [...idle] })),
        untagged,
      }
    },
    navigatorLayer() {
      const titles = new Map(book.list().map(({ id, title }) => [id, title.vi]))
      return navigatorLayer(covered().techniques, parts.installation, (id) => titles.get(id) ?? id)
    },
    setSetting(by, rule, { version, ...setting }) {
      return carry(by, async (edit) => {
        const set = book.get(rule)
        if (set === undefined) throw new CodedError('not-found', 'there is no such rule')
        if (set.origin === 'platform')
          throw new CodedError('bad-request', 'the platform’s own rule has no settings', told('setting-platform'))
        const { groupBy, suppression, schedule } = setting
        if (set.correlation && (groupBy ?? suppression ?? schedule) !== null) {
          throw new CodedError(
            'bad-request',
            'a correlation is switched and given a level; the rest is its rules’',
            told('setting-correlation'),
          )
        }
        return putSetting(edit, { rule, ...setting }, version)
      })
    },
  }
}
