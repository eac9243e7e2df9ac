import { systemScope } from '../access/scope.ts'
import { CodedError } from '../lib/errors.ts'
import type { CopiedAuditRow } from './audit-adopt.ts'
import type { EventStore, Match, Partition, RecordStore, Store, StoredEvent, StoredRecord } from './store.ts'

/** Rows read and written at once. */
const eventsAtOnce = 2_000
const recordsAtOnce = 500
const auditRowsAtOnce = 500

/**
 * Kinds of records that stay behind: who is signed in, who holds a job, how far the counting job has read the store it is
 * for (it counts anew, with the same outcome), and how full the disk of the old host is.
 */
const leftBehind: ReadonlySet<string> = new Set(['session', 'lease', 'job', 'disk'])

/** A store that nobody writes, as a copy reads it: everything in an order of its own, a stretch at a time. */
export interface CopySource {
  partitions(): readonly (Partition & { readonly events: number; readonly matches: number })[]
  /** Events of a partition after a place, which is 0 at first; `next` is that of the last. */
  events(partition: Partition, after: number, limit: number): Stretch<StoredEvent>
  matches(partition: Partition, after: number, limit: number): Stretch<Match>
  /** How many records there are of each kind. */
  kinds(): ReadonlyMap<string, number>
  /** Records of a kind with an id after this one, by id. */
  records(kind: string, after: string, limit: number): readonly StoredRecord<object>[]
  /** Audit rows with a number above `after`, by number. */
  auditRows(after: number, limit: number): readonly CopiedAuditRow[]
  /** The number of audit rows. */
  auditCount(): number
  close(): void
}
export interface Stretch<T> {
  readonly rows: readonly T[]
  readonly next: number
}

/** A store that a copy goes to. */
export interface CopyTarget {
  readonly events: Pick<EventStore, 'append' | 'partitions'>
  readonly records: Pick<RecordStore, 'list' | 'write' | 'lastChange'>
  readonly audit: Pick<Store['audit'], 'list' | 'verify'>
  /** Puts rows at the end of the audit log as they are. Throws `conflict` when they do not go on from its newest row. */
  adoptAudit(rows: readonly CopiedAuditRow[]): Promise<void>
  /** Makes `partitions` count everything written before. */
  settle(): Promise<void>
}

/** What was to be copied and what is there now; all numbers are to be equal. */
export interface CopyCounts {
  readonly events: Pair
  readonly matches: Pair
  readonly records: Pair
  readonly auditRows: Pair
}
interface Pair {
  readonly source: number
  readonly target: number
}

/**
 * Copies everything: the audit log row by row with numbers, times and hashes; records; events and matches with their ids and
 * the moments when they were judged. What is there already is left as it is, so a copy that was cut short can be resumed.
 * A target with anything in it is refused with `conflict`, unless `resume` and its audit log is the beginning of ours.
 */
export async function copyStore(
  source: CopySource,
  target: CopyTarget,
  { resume, say }: { readonly resume: boolean; readonly say: (line: string) => void },
): Promise<CopyCounts> {
  const copied = await newestCopied(source, target, resume)
  await copyAudit(source, target, copied, say)
  for (const [kind, count] of source.kinds()) {
    if (!leftBehind.has(kind)) await copyRecords(source, target, kind, count, say)
  }
  const there = new Map((await target.events.partitions()).map((partition) => [nameOf(partition), partition]))
  const partitions = source.partitions()
  for (const [place, partition] of partitions.entries()) {
    const { events, matches } = partition
    const known = there.get(nameOf(partition))
    if (known?.events !== events || known.matches !== matches) await copyPartition(source, target, partition)
    say(`${nameOf(partition)}: ${events} events, ${matches} matches (${place + 1} of ${partitions.length})`)
  }
  await target.settle()
  return counts(source, target)
}

const nameOf = (partition: Partition): string => `${partition.class}/${partition.day}`

/** The number of the newest audit row that is there from an earlier try; 0 for an empty target. */
async function newestCopied(source: CopySource, target: CopyTarget, resume: boolean): Promise<number> {
  const [newest] = await target.audit.list(systemScope, { limit: 1 })
  if (newest === undefined) {
    if ((await target.records.lastChange()) === 0 && (await target.events.partitions()).length === 0) return 0
    throw new CodedError('conflict', 'the target holds other data', { hint: 'copy into an empty store' })
  }
  const [same] = source.auditRows(newest.number - 1, 1)
  if (same?.number !== newest.number || same.hash !== newest.hash) {
    throw new CodedError('conflict', 'the target holds other data, or was in use since it was copied', {
      hint: 'copy into an empty store',
    })
  }
  if (resume) return newest.number
  throw new CodedError('conflict', 'the target holds an earlier copy of this store', {
    hint: '--resume goes on with it',
  })
}

async function copyAudit(
  source: CopySource,
  target: CopyTarget,
  copied: number,
  say: (line: string) => void,
): Promise<void> {
  let after = copied
  for (;;) {
    const rows = source.auditRows(after, auditRowsAtOnce)
    const last = rows.at(-1)
    if (last === undefined) break
    await target.adoptAudit(rows)
    after = last.number
  }
  say(`audit log: ${after} rows`)
}

/** Writes the records of a kind, and takes away what an earlier try copied and is no more. */
async function copyRecords(
  source: CopySource,
  target: CopyTarget,
  kind: string,
  count: number,
  say: (line: string) => void,
): Promise<void> {
  const ids = new Set<string>()
  for (let after = ''; ; ) {
    const rows = source.records(kind, after, recordsAtOnce)
    const last = rows.at(-1)
    if (last === undefined) break
    await target.records.write(
      rows.map(({ id, document, unitIds }) => ({ kind, id, document, unitIds, expect: 'any' as const })),
    )
    for (const { id } of rows) ids.add(id)
    after = last.id
  }
  const list = (limit: number) => target.records.list(systemScope, kind, { where: { kind: 'true' }, limit })
  while ((await list(1)).total > ids.size) {
    const { rows } = await list(10_000)
    const gone = rows.filter(({ id }) => !ids.has(id)).map(({ id }) => ({ kind, id, document: undefined }))
    if (gone.length === 0) break
    await target.records.write(gone.map((one) => ({ ...one, unitIds: [], expect: 'any' as const })))
  }
  say(`${kind}: ${count} records`)
}

/** Matches first: whoever finds an event finds its matches. */
async function copyPartition(source: CopySource, target: CopyTarget, partition: Partition): Promise<void> {
  for (let after = 0; ; ) {
    const { rows, next } = source.matches(partition, after, eventsAtOnce)
    if (rows.length === 0) break
    await target.events.append([], rows)
    after = next
  }
  for (let after = 0; ; ) {
    const { rows, next } = source.events(partition, after, eventsAtOnce)
    if (rows.length === 0) break
    await target.events.append(rows, [])
    after = next
  }
}

async function counts(source: CopySource, target: CopyTarget): Promise<CopyCounts> {
  const there = await target.events.partitions()
  const here = source.partitions()
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
  const kinds = [...source.kinds()].filter(([kind]) => !leftBehind.has(kind))
  const records: number[] = []
  for (const [kind] of kinds) {
    records.push((await target.records.list(systemScope, kind, { where: { kind: 'true' }, limit: 1 })).total)
  }
  const verdict = await target.audit.verify()
  return {
    events: { source: sum(here.map(({ events }) => events)), target: sum(there.map(({ events }) => events)) },
    matches: { source: sum(here.map(({ matches }) => matches)), target: sum(there.map(({ matches }) => matches)) },
    records: { source: sum(kinds.map(([, count]) => count)), target: sum(records) },
    auditRows: { source: source.auditCount(), target: verdict.ok ? verdict.rows : verdict.number - 1 },
  }
}
