import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { useEventRows } from '../../api/queries.ts'

/** Rows below which a search that has not looked everywhere goes on by itself. */
const enough = 50

/**
 * Goes on with a search whose pages come back short because each stops after two seconds, until there are rows to look at,
 * nothing is left, or the reader stops it. `key` is the question: another one starts anew.
 */
export function useLooking(
  list: ReturnType<typeof useEventRows>,
  rows: number,
  key: string,
): { readonly short: boolean; readonly looking: boolean; readonly reached: number | null; stop(): void; goOn(): void } {
  const client = useQueryClient()
  const [stopped, setStopped] = useState<string | null>(null)
  const { hasNextPage, isFetching, isPlaceholderData, isError, fetchNextPage } = list
  const pages = list.data?.pages ?? []
  const short = hasNextPage && !isPlaceholderData && rows < enough
  const looking = short && stopped !== key && !isError
  useEffect(() => {
    if (looking && !isFetching) void fetchNextPage()
  }, [looking, isFetching, fetchNextPage])
  return {
    short,
    looking,
    reached: pages.at(-1)?.reached ?? null,
    stop: () => {
      setStopped(key)
      void client.cancelQueries({ queryKey: ['events', 'rows'] })
    },
    goOn: () => setStopped(null),
  }
}
