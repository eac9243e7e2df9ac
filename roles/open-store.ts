import type { DeadLetterBox } from '../console/cli/commands/dead-letters.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import type { CopyTarget } from '../core/store/copy.ts'
import type { StoreFault } from '../core/store/elastic/faults.ts'
import type { ElasticStore } from '../core/store/elastic/open.ts'
import type { EventReads, EventStore, Store } from '../core/store/store.ts'
import type { DiskRoom } from '../response/retention/disk.ts'
import { roomOf } from './retention.ts'
import type { ThreadStart } from './threads.ts'

/** Where the configuration says that Elasticsearch is. */
function elasticOptions({ elasticsearch, storage }: Config) {
  const { urls, prefix, username, passwordFile, caFile } = elasticsearch
  return {
    urls,
    prefix,
    secretsDirectory: storage.secrets,
    ...(username === '' || passwordFile === '' ? {} : { username, passwordFile }),
    ...(caFile === '' ? {} : { caFile }),
  }
}

/** What is wrong with the Elasticsearch of the configuration. */
export async function elasticFaults(config: Config): Promise<readonly StoreFault[]> {
  const { inspectElastic } = await import('../core/store/elastic/open.ts')
  return inspectElastic(elasticOptions(config))
}

/** The whole store in the calling thread: for the command line. */
export async function openStore(config: Config, clock: Clock): Promise<Store & { close(): Promise<void> }> {
  if (config.storage.kind === 'elasticsearch') {
    const { openElasticStore } = await import('../core/store/elastic/open.ts')
    return openElasticStore({ ...elasticOptions(config), clock })
  }
  const [{ openSqliteStore }, { upgradeStore }] = await Promise.all([
    import('../core/store/sqlite/open.ts'),
    import('../core/store/sqlite/upgrade.ts'),
  ])
  upgradeStore(config.storage.data)
  return openSqliteStore({ directory: config.storage.data, secretsDirectory: config.storage.secrets, clock })
}

/** The store that a copy goes to. */
export async function openCopyTarget(config: Config, clock: Clock): Promise<CopyTarget & { close(): Promise<void> }> {
  if (config.storage.kind === 'elasticsearch') {
    const { openElasticStore } = await import('../core/store/elastic/open.ts')
    return openElasticStore({ ...elasticOptions(config), clock })
  }
  const { openSqliteStore } = await import('../core/store/sqlite/open.ts')
  const { data: directory, secrets: secretsDirectory } = config.storage
  return { ...openSqliteStore({ directory, secretsDirectory, clock }), settle: async () => undefined }
}

/** What the store is to a role, whichever back end it is. */
export interface RoleStore {
  readonly records: Store['records']
  readonly audit: Store['audit']
  readonly reads: EventReads
  readonly writes: Pick<EventStore, 'append' | 'dropPartition'>
  /** Room on the disk that holds the events. */
  room(): Promise<DiskRoom>
}

/** What only Elasticsearch needs of its operator. */
export type ElasticCare = Pick<ElasticStore, 'faults'> & Pick<ElasticStore['events'], 'replay'>

/** Elasticsearch as a role of this thread sees it; `onRefused` is told of documents that went to the dead letters. */
export async function openElastic(
  config: Config,
  clock: Clock,
  onRefused?: (count: number, reason: string) => void,
): Promise<RoleStore & ElasticCare & Pick<ElasticStore, 'queue' | 'close'>> {
  const { openElasticStore } = await import('../core/store/elastic/open.ts')
  const store = await openElasticStore({
    ...elasticOptions(config),
    clock,
    ...(onRefused === undefined ? {} : { onRefused }),
  })
  const { records, audit, events, room, faults, queue, close } = store
  return { records, audit, reads: events, writes: events, room, faults, queue, replay: events.replay, close }
}

/** The store in the thread of a role: files over the threads that own them, or a connection of its own. */
export async function openRoleStore(
  start: Pick<ThreadStart, 'config' | 'records' | 'events'>,
  clock: Clock,
  onRefused?: (count: number, reason: string) => void,
): Promise<RoleStore> {
  const { config, records: port, events } = start
  if (config.storage.kind === 'elasticsearch') return openElastic(config, clock, onRefused)
  if (port === undefined) throw new Error('a role on files needs the port of the records')
  const [{ openReader }, { eventWriterOver, recordsOver }] = await Promise.all([
    import('../core/store/sqlite/open.ts'),
    import('../core/store/sqlite/threads.ts'),
  ])
  const { data } = config.storage
  const none = async (): Promise<never> => {
    throw new Error('only ingest writes events')
  }
  return {
    ...recordsOver(port),
    reads: openReader({ directory: data }),
    writes: events === undefined ? { append: none, dropPartition: none } : eventWriterOver(events),
    room: () => roomOf(data),
  }
}

/** The dead letters of the installation; undefined for SQLite, which takes every document. */
export async function withDeadLetters<T>(
  config: Config,
  clock: Clock,
  work: (box: DeadLetterBox | undefined) => Promise<T>,
): Promise<T> {
  if (config.storage.kind !== 'elasticsearch') return work(undefined)
  const { openElasticStore } = await import('../core/store/elastic/open.ts')
  const { events, close } = await openElasticStore({ ...elasticOptions(config), clock })
  try {
    return await work({ all: events.deadLetters.all, replay: events.replay })
  } finally {
    await close()
  }
}
