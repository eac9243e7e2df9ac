import type { QueryClient } from '@tanstack/react-query'
import { alertRows } from '../../api/queries.ts'
import { readRange } from '../../lib/time-range.ts'
import { readCriteria } from './criteria.ts'

/** What an address of the queue asks for. */
export const queueQuestion = (params: URLSearchParams) => ({ range: readRange(params), criteria: readCriteria(params) })

/** Asks for the rows of the address while the code that draws them is still starting. */
export function askAhead(client: QueryClient, params: URLSearchParams): void {
  const { range, criteria } = queueQuestion(params)
  void client.prefetchInfiniteQuery(alertRows(range, criteria))
}
