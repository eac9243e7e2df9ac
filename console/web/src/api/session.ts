import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Permission } from '../../../../core/access/permissions.ts'
import type { Session } from '../../../api/schemas/session.ts'
import { ApiProblem, get, send } from './client.ts'

const key = ['session']

/** Who is signed in; null when nobody is. */
export function useSessionQuery() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      get<Session>('/api/session', {}, signal).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 401) return null
        throw error
      }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Signs in; the session then stands for the whole console. */
export function useSignIn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (credentials: { name: string; password: string; code?: string }) =>
      send<Session>('POST', '/api/session', credentials),
    onSuccess: (session) => client.setQueryData(key, session),
  })
}

/** Signs out; the page is loaded anew, so that nothing that was read stays in it. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => send('DELETE', '/api/session'),
    onSettled: () => window.location.assign('/'),
  })
}

/** Asks the server again who we are, after it refused us or closed our socket. */
export async function signOutHere(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: key })
}

export const SessionContext = createContext<Session | null>(null)

/** The session; only below the sign-in page. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession while signed out')
  return session
}

/** True when the actor holds the permission somewhere. Decides what is shown; the server decides what is allowed. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}
