import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { AlertBulk, AskBulk } from '../../../../api/schemas/alert-bulks.ts'
import { get, send } from '../../api/client.ts'

const path = (id: string) => `/api/alerts/bulks/${encodeURIComponent(id)}`
/** How often a running step is looked at. */
const lookMs = 300

/** The last step on many alerts that was asked for here: how far it is, and how to stop it or take it back. */
export function useBulk() {
  const client = useQueryClient()
  const [id, setId] = useState<string | null>(null)
  const began = (bulk: AlertBulk) => {
    client.setQueryData(['bulk', bulk.id], bulk)
    setId(bulk.id)
  }
  const ask = useMutation({
    mutationFn: (asked: Omit<AskBulk, 'key'>) =>
      send<AlertBulk>('POST', '/api/alerts/bulks', { ...asked, key: newKey() }),
    onSuccess: began,
  })
  const undo = useMutation({
    mutationFn: (of: string) => send<AlertBulk>('POST', `${path(of)}/undo`, { key: newKey() }),
    onSuccess: began,
  })
  const cancel = useMutation({
    mutationFn: (of: string) => send<AlertBulk>('POST', `${path(of)}/cancel`),
    onSuccess: (bulk) => client.setQueryData(['bulk', bulk.id], bulk),
  })
  const state = useQuery({
    queryKey: ['bulk', id],
    queryFn: ({ signal }) => get<AlertBulk>(path(id ?? ''), {}, signal),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? lookMs : false),
  })
  const bulk = id === null ? undefined : state.data
  const ended = bulk !== undefined && bulk.state !== 'running'
  useEffect(() => {
    if (!ended) return
    void client.invalidateQueries({ queryKey: ['alerts'] })
    void client.invalidateQueries({ queryKey: ['alert'] })
  }, [ended, client])
  const undoable = ended && !bulk.undoes && !bulk.undone && bulk.done > 0
  return {
    bulk,
    error: ask.error ?? undo.error ?? cancel.error,
    pending: ask.isPending || undo.isPending || bulk?.state === 'running',
    ask: ask.mutate,
    undo: undoable && !undo.isPending ? () => undo.mutate(bulk.id) : undefined,
    cancel: () => bulk !== undefined && cancel.mutate(bulk.id),
    dismiss: () => setId(null),
  }
}

/** Names a step, so that a request that is sent twice is one step. `randomUUID` is missing where the page came without TLS. */
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-')
