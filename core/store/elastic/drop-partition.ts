import type { Partition } from '../store.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { scan } from './scan.ts'

/**
 * Takes a partition away: its matches one by one out of the index of their month, then the index of its events. When no day
 * of that month is left, its emptied index of matches goes as well. What broke off is finished by the next call.
 */
export async function dropPartition(
  connection: ElasticConnection,
  names: IndexNames,
  partition: Partition,
): Promise<void> {
  const events = names.events(partition)
  const matches = names.matches(partition)
  await connection.read('POST', `/${matches}/_refresh`, { also: [404] })
  const mine = { term: { partition: `${partition.class}/${partition.day}` } }
  const of = { index: matches, filter: [mine], sort: [{ id: { order: 'asc' } }], fields: [] }
  for await (const hits of scan<{ readonly _id: string }>(connection, of)) {
    const lines = hits.map(({ _id }) => JSON.stringify({ delete: { _index: matches, _id } }))
    await connection.ask('POST', '/_bulk', { lines })
  }
  await connection.ask('DELETE', `/${events}`, { also: [404] })
  const month = events.slice(0, -'.dd'.length)
  const days = await connection.read<Record<string, unknown>>('GET', `/${month}.*/_alias`, { also: [404] })
  if (Object.keys(days).some((index) => index.startsWith(month))) {
    await connection.read('POST', `/${matches}/_refresh`, { also: [404] })
    return
  }
  const { count } = await connection.read<{ count?: number }>('POST', `/${matches}/_count`, { also: [404] })
  if (count === 0) await connection.ask('DELETE', `/${matches}`, { also: [404] })
}
