import { Button } from '@mantine/core'
import { useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { WaitingReads } from '../../../api/schemas/events.ts'
import { get } from '../api/client.ts'
import { useWords } from '../app/words.tsx'

/** Milliseconds after which one asks why nothing comes, and between two looks. */
const patience = 1_000

/**
 * Says that what the page reads of the events waits for the reads of others, and ends it when told: a request that is broken
 * off leaves the queue. Nothing while all goes quickly. `keys` are the first parts of the page's query keys.
 */
export function WaitingTurn({ keys }: { keys: readonly string[] }) {
  const { t } = useWords()
  const client = useQueryClient()
  const ours = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => keys.includes(String(queryKey[0])) }
  const fetching = useIsFetching(ours) > 0
  const [stopped, setStopped] = useState(false)
  const { data } = useQuery({
    enabled: useHeldUp(fetching),
    queryKey: ['waiting-turn'],
    queryFn: ({ signal }) => get<WaitingReads>('/api/events/waiting', {}, signal),
    refetchInterval: patience,
    staleTime: 0,
    gcTime: 0,
  })
  const stop = () => {
    setStopped(true)
    void client.cancelQueries(ours)
  }
  const goOn = () => {
    setStopped(false)
    void client.refetchQueries({
      type: 'active',
      predicate: (query) => ours.predicate(query) && query.state.data === undefined,
    })
  }
  const waits = fetching && data !== undefined && data.waiting > 0
  if (!waits && !(stopped && !fetching)) return null
  return (
    <div className="waiting-turn" role="status">
      <span>{waits ? t('turn.waiting', { n: data.waiting, ahead: data.ahead }) : t('turn.stopped')}</span>
      <Button size="compact-md" variant="default" onClick={waits ? stop : goOn}>
        {t(waits ? 'looked.stop' : 'looked.goOn')}
      </Button>
    </div>
  )
}

/** True once it has been busy for longer than one waits without asking. */
function useHeldUp(busy: boolean): boolean {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (!busy) return
    const timer = setTimeout(() => setHeld(true), patience)
    return () => {
      clearTimeout(timer)
      setHeld(false)
    }
  }, [busy])
  return busy && held
}
