import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Partition, RecordStore } from '../../core/store/store.ts'

const handOverKind = 'backfill-found'
/** JSON of events in one record, UTF-16 units. */
const mostText = 1_000_000
/** How long ingest may take, milliseconds, and how often it is looked whether it has. */
const patience = 60_000
const lookEvery = 50
/** Records that ingest takes up at a look. */
const atOnce = 20

/** An event on which a rule was found to fire, and where it lies. */
export interface FoundEvent {
  readonly id: string
  readonly partition: Partition
  readonly document: EventDocument
}

/**
 * What a run found, on its way to the writer (docs/adr/0005). The events are text, so that no store takes them for fields
 * of the record.
 */
interface HandOver {
  readonly backfill: string
  readonly rule: string
  readonly events: string
  /** Matches that were not there before; null until ingest has written them. */
  readonly added: number | null
}

/**
 * Has ingest write the matches of a rule on events. Answers how many were new; rejects with `store-busy` without ingest, and
 * when it is told to stop waiting: ingest may write them all the same.
 */
export async function handOver(
  records: RecordStore,
  { id: backfill, rule }: { readonly id: string; readonly rule: string },
  events: readonly FoundEvent[],
  stop?: AbortSignal,
): Promise<number> {
  const waiting = new Set<string>()
  let added = 0
  for (const part of parts(events)) {
    const id = randomId()
    waiting.add(id)
    const document: HandOver = { backfill, rule, events: part, added: null }
    await records.write([{ kind: handOverKind, id, document, unitIds: [], expect: 'absent' }])
  }
  const until = performance.now() + patience
  while (waiting.size > 0) {
    for (const id of waiting) {
      const found = await records.get<HandOver>(systemScope, handOverKind, id)
      if (found === undefined) throw new CodedError('internal', 'what a run found was taken away')
      if (found.document.added === null) break
      added += found.document.added
      waiting.delete(id)
      await records.write([{ kind: handOverKind, id, document: undefined, unitIds: [], expect: 'any' }])
    }
    if (waiting.size === 0) return added
    if (stop?.aborted || performance.now() > until) {
      throw new CodedError('store-busy', 'no ingest role writes the matches', { hint: 'is it running?' })
    }
    await new Promise((resolve) => setTimeout(resolve, lookEvery))
  }
  return added
}

function* parts(events: readonly FoundEvent[]): Generator<string> {
  let texts: string[] = []
  let size = 0
  for (const event of events) {
    const text = JSON.stringify(event)
    if (size + text.length > mostText && texts.length > 0) {
      yield `[${texts.join(',')}]`
      texts = []
      size = 0
    }
    texts.push(text)
    size += text.length
  }
  if (texts.length > 0) yield `[${texts.join(',')}]`
}

/** Takes away what an earlier life of the run left behind; ingest may have written it or not, the run finds it again. */
export async function clearHandOvers(records: RecordStore, backfill: string): Promise<void> {
  const { rows } = await records.list<HandOver>(systemScope, handOverKind, {
    where: { kind: 'equals', field: 'backfill', value: backfill, fold: 'none' },
    limit: 1_000,
  })
  if (rows.length === 0) return
  await records.write(
    rows.map(({ id }) => ({ kind: handOverKind, id, document: undefined, unitIds: [], expect: 'any' })),
  )
}

/**
 * Ingest's side: writes what waits. `keep` makes the matches of the rule on the events durable and answers how many were
 * new; matches have ids of their own, so doing it twice does no harm.
 */
export async function carryOutHandOvers(
  records: RecordStore,
  keep: (rule: string, events: readonly FoundEvent[]) => Promise<number>,
): Promise<void> {
  const { rows } = await records.list<HandOver>(systemScope, handOverKind, {
    where: { kind: 'not', of: { kind: 'exists', field: 'added' } },
    limit: atOnce,
  })
  for (const { id, document, version } of rows) {
    const added = await keep(document.rule, JSON.parse(document.events) as FoundEvent[])
    // Whoever asked may have given up meanwhile.
    await records.write([
      { kind: handOverKind, id, document: { ...document, events: '', added }, unitIds: [], expect: version },
    ])
  }
}
