import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LiveChange } from '../../../api/schemas/live.ts'
import { heard, lost } from './connection.ts'
import { signOutHere } from './session.ts'

/** What a change of each kind makes stale. Event searches are a snapshot: they are refreshed by hand. */
const stale: Record<LiveChange['kind'], readonly string[]> = {
  alert: ['alerts', 'alert', 'home'],
  incident: ['incidents', 'incident', 'alerts', 'alert', 'home'],
  indicator: ['indicators', 'indicator-items'],
  // Proposals of exceptions wait on the home page of who decides.
  rule: ['rules', 'lists', 'collections', 'home'],
  source: ['sources', 'home'],
  unit: ['units', 'session', 'home'],
  'it-system': ['systems'],
  system: ['system'],
  shift: ['shifts', 'home'],
  saved: ['saved'],
}
/** Re-reading at most this often, however fast things change. */
const pauseMs = 500

/** Follows the live feed while mounted: what changed is read again through the API. */
export function useLive(): void {
  const client = useQueryClient()
  useEffect(() => {
    const reread = rereader(client)
    let stop = () => {}
    let gone = false
    void import('socket.io-client').then(({ io }) => {
      if (gone) return
      const socket = io({ path: '/api/live', transports: ['websocket', 'polling'] })
      stop = () => socket.disconnect()
      socket.on('connect', () => {
        heard()
        // What changed before the feed stood, or while it was lost, nobody told us of.
        for (const keys of Object.values(stale)) reread(keys)
      })
      socket.on('changed', (change: LiveChange) => reread(stale[change.kind] ?? []))
      socket.on('connect_error', lost)
      socket.on('disconnect', (reason) => {
        if (reason === 'io client disconnect') return
        lost()
        // The server closes a socket when its session ends: ask who we are.
        if (reason === 'io server disconnect') void signOutHere(client)
      })
    })
    return () => {
      gone = true
      stop()
    }
  }, [client])
}

/** Re-reads at once, then again after a pause for whatever changed meanwhile; never drops the last change. */
function rereader(client: QueryClient): (keys: readonly string[]) => void {
  const waiting = new Set<string>()
  let running = false
  async function run() {
    running = true
    while (waiting.size > 0) {
      const keys = [...waiting]
      waiting.clear()
      await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] }))).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    running = false
  }
  return (keys) => {
    for (const key of keys) waiting.add(key)
    if (!running) void run()
  }
}
