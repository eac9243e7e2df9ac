import type { Actor } from '../../core/access/actor.ts'
import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { EventDocument, Stamps } from '../../core/event/event.ts'
import type { SourceState } from '../../core/event/source-state.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import { recordRepaired, repairedLines } from './repaired.ts'
import { sourceKind } from './source.ts'

const batchKind = 'rerun'
/** Lines handed to ingest at a time, and read in one go. */
const batchLines = 200
const mostLines = 20_000
/** How long ingest may take over a batch, milliseconds. */
const patience = 60_000

/** A failed line as ingest reads it again; see collector/rerun.ts. */
interface Line {
  readonly id: string
  readonly original: string
  readonly base64?: string
  readonly receivedAt: number
  readonly address?: string
}
type Source = Pick<SourceState, 'id' | 'input' | 'peer'>
interface Counts {
  readonly repaired: number
  readonly alreadyThere: number
  readonly failing: number
}
/** What ingest answers; with the ids of the failed events whose lines are events now. */
interface Answer extends Counts {
  readonly repairedIds: readonly string[]
}
interface Batch {
  readonly source: Source
  readonly lines: readonly Line[]
  /** Null until ingest has done it. */
  readonly counts: Answer | null
}

/** What became of a source's failed lines; `more` when there were more than one run reads. */
export interface RerunOutcome extends Counts {
  readonly read: number
  readonly more: boolean
}

/**
 * Has ingest read the failed lines of a source again, the newest first, after a mapping was mended. Rejects with
 * `not-found` for a source outside the scope, `store-busy` when no ingest role answers. An audit row is kept.
 */
export async function rerunFailures(
  { records, events, clock }: { readonly records: RecordStore; readonly events: EventReads; readonly clock: Clock },
  actor: Pick<Actor, 'id'>,
  scope: Scope,
  id: string,
): Promise<RerunOutcome> {
  const found = await records.get<SourceState>(scope, sourceKind, id)
  if (found === undefined) throw new CodedError('not-found', 'there is no such source')
  const { input, peer } = found.document
  const total = { read: 0, repaired: 0, alreadyThere: 0, failing: 0 }
  const repaired = await repairedLines(records, id)
  let cursor: string | undefined
  do {
    const page = await events.search(
      scope,
      {
        from: 0,
        to: clock.now() + 86_400_000,
        where: {
          kind: 'all',
          of: [
            { kind: 'equals', field: 'vonggac.source.id', value: id, fold: 'none' },
            { kind: 'equals', field: 'event.kind', value: 'pipeline_error', fold: 'none' },
          ],
        },
      },
      { limit: batchLines, ...(cursor === undefined ? {} : { cursor }) },
    )
    cursor = page.cursor
    const lines = page.rows.flatMap(lineOf).filter((line) => !repaired.has(line.id))
    if (lines.length === 0) continue
    const counts = await throughIngest(records, { source: { id, input, peer }, lines, counts: null })
    await recordRepaired(records, id, counts.repairedIds)
    total.read += lines.length
    total.repaired += counts.repaired
    total.alreadyThere += counts.alreadyThere
    total.failing += counts.failing
  } while (cursor !== undefined && total.read < mostLines)
  await records.write(
    [],
    [
      {
        actor: actor.id,
        action: 'source.rerun',
        target: `${sourceKind}/${id}`,
        unitIds: found.unitIds,
        details: { ...total },
      },
    ],
  )
  return { ...total, more: cursor !== undefined }
}

function lineOf({ event, vonggac }: EventDocument): Line[] {
  const { id, original, ingested } = event
  if (id === undefined || original === undefined) return []
  const { original_base64: base64, source }: Stamps = vonggac ?? {}
  return [
    {
      id,
      original,
      receivedAt: Date.parse(ingested ?? ''),
      ...(typeof base64 === 'string' && { base64 }),
      ...(source?.address !== undefined && { address: source.address }),
    },
  ].filter(({ receivedAt }) => Number.isFinite(receivedAt))
}

async function throughIngest(records: RecordStore, batch: Batch): Promise<Answer> {
  const id = randomId()
  await records.write([{ kind: batchKind, id, document: batch, unitIds: [], expect: 'absent' }])
  try {
    for (const until = performance.now() + patience; performance.now() < until; ) {
      const found = await records.get<Batch>(systemScope, batchKind, id)
      if (found?.document.counts) return found.document.counts
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new CodedError('store-busy', 'no ingest role has taken the lines', {
      hint: 'is it running?',
      ...told('no-ingest'),
    })
  } finally {
    await records.write([{ kind: batchKind, id, document: undefined, unitIds: [], expect: 'any' }])
  }
}

/** Ingest's side: does every batch that waits. */
export async function carryOutReruns(
  records: RecordStore,
  rerun: (source: Source, lines: readonly Line[]) => Promise<Answer>,
): Promise<void> {
  const { rows } = await records.list<Batch>(systemScope, batchKind, { where: { kind: 'true' }, limit: 20 })
  for (const { id, document, version } of rows) {
    if (document.counts !== null) continue
    const counts = await rerun(document.source, document.lines)
    // Whoever asked may have given up meanwhile.
    await records.write([
      { kind: batchKind, id, document: { ...document, lines: [], counts }, unitIds: [], expect: version },
    ])
  }
}
