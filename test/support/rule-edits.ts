import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Actor } from '../../core/access/actor.ts'
import { systemClock } from '../../core/lib/clock.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { Edit } from '../../rules/live/edit.ts'
import { openLiveRules } from '../../rules/live/live-rules.ts'
import type { RuleSet } from '../../rules/live/rule-set.ts'
import { eventually } from './platform.ts'
import { ruleId } from './rule-release.ts'

const lead: Actor = { id: 'truc', name: 'Trưởng ca trực', grants: [{ role: 'duty-lead', unit: 'tinh' }] }

/** All units, and what belongs to none. */
export const everywhere = { kind: 'units', units: ['tinh'], unattributed: true } as const

/** A rule's setting that leaves everything as it is written. */
export const nothingSet = {
  enabled: true,
  reason: '',
  level: null,
  groupBy: null,
  suppression: null,
  schedule: null,
} as const

/** Finds nothing wrong with a text, and nobody who holds its rules. */
export const unchecked = { read: () => ({ ids: [], problems: [] }), holderOf: () => undefined }

/** The rules of an installation as one process follows them until the test ends, and what it takes to change them. */
export async function followRules(
  t: TestContext,
  records: RecordStore,
  paths: readonly string[] = [],
  onRules: (set: RuleSet) => void = () => undefined,
) {
  const live = await openLiveRules({
    paths,
    records,
    timeZone: 'Asia/Ho_Chi_Minh',
    onRules,
    // The store may be closed before the following of it.
    onError: (error, what) => assert.equal(what, 'following', String(error)),
  })
  t.after(() => live.stop())
  const edit: Edit = { records, clock: systemClock, actor: lead, scope: everywhere }
  /** Waits until exactly these run. */
  const running = (why: string, ...numbers: number[]) =>
    eventually(`${why}: rules ${numbers.join(', ')} run`, async () => {
      const found = live.current().running.map(({ id }) => id)
      return found.length === numbers.length && numbers.every((n) => found.includes(ruleId(n)))
    })
  return { live, edit, running }
}
