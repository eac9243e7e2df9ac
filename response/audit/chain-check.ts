import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { AuditLog, AuditProgress, AuditVerdict, RecordStore, StoredRecord } from '../../core/store/store.ts'

const checkKind = 'audit-check'
const checkId = 'chain'
/** Milliseconds between two notes of how far a check is, and after which one that noted nothing has died. */
const noteEvery = 1_000
const deadAfter = 60_000

/** A check of the whole chain: one at a time in an installation. The verdict tells nothing of what rows hold. */
export interface ChainCheck {
  readonly state: 'running' | 'done'
  /** Who asked; the platform itself before it sends the head out. */
  readonly by: string
  readonly started: number
  /** When it was last heard of; at the end, when it ended. */
  readonly noted: number
  readonly checked: number
  /** Rows that the log had when it began. */
  readonly total: number
  readonly verdict: AuditVerdict | null
}

export interface ChainChecks {
  /** The check that runs, or how the last one ended; undefined before the first. */
  last(): Promise<ChainCheck | undefined>
  /** Begins a check and answers at once; while one runs, answers that one. */
  begin(actor: Pick<Actor, 'id'>, unitIds: readonly string[]): Promise<ChainCheck>
  /** Begins a check and waits for its verdict. Rejects with `conflict` while another runs. */
  run(actor: Pick<Actor, 'id'>, unitIds: readonly string[]): Promise<AuditVerdict>
  /** Stops what runs here; the next check begins from the first row. */
  stop(): Promise<void>
}

/** Checks of the chain. `failed` is told what cut one short. */
export function createChainChecks(
  { records, audit, clock }: { readonly records: RecordStore; readonly audit: AuditLog; readonly clock: Clock },
  failed: (error: unknown) => void,
): ChainChecks {
  let stopped = false
  let running: Promise<AuditVerdict | undefined> = Promise.resolve(undefined)

  const read = () => records.get<ChainCheck>(systemScope, checkKind, checkId)
  const isAlive = ({ state, noted }: ChainCheck) => state === 'running' && clock.now() - noted < deadAfter

  async function note(
    check: ChainCheck,
    version: number | 'absent',
    audited: Parameters<RecordStore['write']>[1] = [],
  ) {
    const write = { kind: checkKind, id: checkId, document: check, unitIds: [], expect: version }
    const written = await records.write([write], audited)
    return written.ok ? (written.versions[0] ?? 0) : undefined
  }

  async function walk(first: ChainCheck, firstVersion: number, unitIds: readonly string[]) {
    let version = firstVersion
    let check = first
    let progress: AuditProgress | undefined
    while (!stopped) {
      const part = await audit.verifyPart(progress)
      if ('ok' in part) {
        const checked = part.ok ? part.rows : part.number - 1
        const ended: ChainCheck = { ...check, state: 'done', noted: clock.now(), checked, verdict: part }
        const details = part.ok ? { ok: true, rows: part.rows } : { ok: false, row: part.number, reason: part.reason }
        await note(ended, version, [{ actor: check.by, action: 'audit.verify', target: 'audit', unitIds, details }])
        return part
      }
      progress = part
      if (clock.now() - check.noted < noteEvery) continue
      check = { ...check, noted: clock.now(), checked: part.last.number }
      const noted = await note(check, version)
      // Taken for dead, and begun anew elsewhere.
      if (noted === undefined) return undefined
      version = noted
    }
    return undefined
  }

  async function start(
    actor: Pick<Actor, 'id'>,
    unitIds: readonly string[],
  ): Promise<{ check: ChainCheck; verdict: Promise<AuditVerdict | undefined> | undefined }> {
    const before: StoredRecord<ChainCheck> | undefined = await read()
    if (before !== undefined && isAlive(before.document)) return { check: before.document, verdict: undefined }
    const [newest] = await audit.list(systemScope, { limit: 1 })
    const now = clock.now()
    const total = newest?.number ?? 0
    const check: ChainCheck = {
      state: 'running',
      by: actor.id,
      started: now,
      noted: now,
      checked: 0,
      total,
      verdict: null,
    }
    const version = await note(check, before?.version ?? 'absent')
    if (version === undefined) return { check: (await read())?.document ?? check, verdict: undefined }
    return { check, verdict: walk(check, version, unitIds) }
  }

  return {
    last: async () => (await read())?.document,
    async begin(actor, unitIds) {
      const { check, verdict } = await start(actor, unitIds)
      if (verdict !== undefined) {
        running = verdict.catch((error: unknown) => {
          failed(error)
          return undefined
        })
      }
      return check
    },
    async run(actor, unitIds) {
      const { verdict } = await start(actor, unitIds)
      const found = await verdict
      if (found === undefined)
        throw new CodedError('conflict', 'the chain is being checked by another', told('chain-checked-now'))
      return found
    },
    async stop() {
      stopped = true
      await running
    },
  }
}
