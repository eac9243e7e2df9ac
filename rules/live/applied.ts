import { systemScope } from '../../core/access/scope.ts'
import type { RecordStore } from '../../core/store/store.ts'

/** The record kind in which each host's ingest role says by which rules it judges; a record's id is the host's name. */
const ruleStateKind = 'rule-state'

/** By which rules a host judges. */
export interface RuleState {
  /** The place in the change log up to which changes are in force. */
  readonly sequence: number
  /** When the host said so last. */
  readonly at: number
  readonly running: number
  readonly rejected: number
  /** True once the role ended in good order: nobody waits for it. */
  readonly stopped: boolean
}

/** Says by which rules the host judges from now on. */
export async function writeRuleState(records: RecordStore, host: string, state: RuleState): Promise<void> {
  await records.write([{ kind: ruleStateKind, id: host, document: state, unitIds: [], expect: 'any' }])
}

const look = 50
/** A host says again by which rules it judges within this, milliseconds; one that has not for three times as long is gone. */
export const statedEvery = 60_000
const goneAfter = 3 * statedEvery

/**
 * Waits until every ingest role judges by the change of that record, and until `here` is as far, at most `ms` milliseconds.
 * False when one does not by then, or none runs. `before` is a place in the change log before the change.
 */
export async function awaitApplied(
  records: RecordStore,
  change: { readonly kind: string; readonly id: string; readonly before: number },
  ms: number,
  here: () => number,
): Promise<boolean> {
  const until = Date.now() + ms
  const sequence = await placeOf(records, change)
  if (sequence === undefined) return false
  for (;;) {
    const live = await judging(records)
    const everywhere = live.length > 0 && live.every((state) => state.sequence >= sequence)
    if (everywhere && here() >= sequence) return true
    if (Date.now() >= until) return false
    await new Promise((go) => setTimeout(go, look))
  }
}

/** The states of the ingest roles that run. */
export async function judging(records: RecordStore): Promise<readonly RuleState[]> {
  const { rows } = await records.list<RuleState>(systemScope, ruleStateKind, { where: { kind: 'true' }, limit: 1000 })
  return rows.map(({ document }) => document).filter(({ stopped, at }) => !stopped && at > Date.now() - goneAfter)
}

/** Where the newest change of the record stands. */
async function placeOf(
  records: RecordStore,
  { kind, id, before }: { readonly kind: string; readonly id: string; readonly before: number },
): Promise<number | undefined> {
  let found: number | undefined
  for (let after = before; ; ) {
    const changes = await records.changes(after, 1000)
    found = changes.findLast((change) => change.kind === kind && change.id === id)?.sequence ?? found
    after = changes.at(-1)?.sequence ?? after
    if (changes.length < 1000) return found
  }
}
