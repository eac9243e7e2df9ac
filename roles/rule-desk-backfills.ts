import type { RuleDesk } from '../console/api/rule-desk.ts'
import type { RuleBackfill } from '../console/api/schemas/rule-backfills.ts'
import { inScope, type Scope } from '../core/access/scope.ts'
import { CodedError } from '../core/lib/errors.ts'
import { askBackfill, type Backfill, cancelBackfill, listBackfills } from '../rules/backfill/backfill.ts'
import { gapsOf } from '../rules/backfill/gaps.ts'
import { requireReach } from '../rules/live/edit.ts'
import type { DeskParts } from './rule-desk.ts'

const shownAtOnce = 50

/** Runs of rules over stored events. They go over all units, so who asks for one reaches all of them. */
export function backfillDesk({
  live,
  book,
  records,
  clock,
}: DeskParts): Pick<RuleDesk, 'backfills' | 'backfill' | 'cancelBackfill'> {
  const runs = (id: string) => live.current().running.some((rule) => rule.id === id && rule.cannotRun === undefined)
  return {
    async backfills(scope, rule) {
      if (book.get(rule) === undefined) throw new CodedError('not-found', 'there is no such rule')
      const [rows, unseen] = await Promise.all([listBackfills(records, rule, shownAtOnce), gapsOf(records, rule)])
      const gaps = (unseen?.gaps ?? []).map(({ from, to }) => ({ from, to }))
      return { rows: rows.map((run) => shown(run, scope)), gaps, off: unseen?.off ?? null }
    },
    async backfill({ actor, scope }, rule, { days }) {
      requireReach(scope, [])
      return shown(await askBackfill({ records, clock }, actor, { rule, days }, runs), scope)
    },
    async cancelBackfill({ actor, scope }, rule, id) {
      requireReach(scope, [])
      return shown(await cancelBackfill({ records, clock }, actor, { rule, id }), scope)
    },
  }
}

/** Counts over all units, and who asked, are for those who see all of them. */
function shown({ fingerprint: _, ...run }: Backfill, scope: Scope): RuleBackfill {
  if (inScope(scope, [])) return run
  return { ...run, scanned: null, matched: null, added: null, startedBy: null }
}
