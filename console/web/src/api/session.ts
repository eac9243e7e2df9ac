import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Permission } from '../../../../core/access/permissions.ts'
import type { LogInWays } from '../../../api/schemas/log-in.ts'
import type { Session } from '../../../api/schemas/session.ts'
import { showPasskey } from '../lib/passkey.ts'
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

/** The ways in, before anybody is signed in. */
export function useLogInWays() {
  return useQuery({
    queryKey: ['log-in-ways'],
    queryFn: ({ signal }) => get<LogInWays>('/api/log-in/ways', {}, signal),
    staleTime: 60_000,
  })
}

/** What is typed in; for the directory, perhaps with an invitation that is taken up so. */
export interface Credentials {
  readonly name: string
  readonly password: string
  readonly code?: string
  /** Shows a passkey as second factor. */
  readonly withPasskey?: boolean
  readonly link?: { readonly name: string; readonly secret: string }
}

/** A passkey's answer to a new challenge. */
async function answerPasskey(): Promise<object> {
  const { options } = await send<{ options: object }>('POST', '/api/log-in/passkey/options')
  return showPasskey(options)
}
const factorOf = async ({ code, withPasskey }: Pick<Credentials, 'code' | 'withPasskey'>) => ({
  ...(code === undefined ? {} : { code }),
  ...(withPasskey === true ? { passkey: await answerPasskey() } : {}),
})

/** One way of signing in; the session then stands for the whole console. */
function useEntering<Variables>(enter: (variables: Variables) => Promise<Session>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: enter, onSuccess: (session) => client.setQueryData(key, session) })
}

/** Signs in by name and password, kept here or in the directory. */
export const useSignIn = (way: 'local' | 'directory') =>
  useEntering(async ({ name, password, link, ...factor }: Credentials) =>
    send<Session>('POST', way === 'local' ? '/api/session' : '/api/log-in/directory', {
      name,
      password,
      ...(await factorOf(factor)),
      ...(link === undefined ? {} : { link }),
    }),
  )

/** Signs in by a passkey alone. */
export const usePasskeySignIn = () =>
  useEntering(async () => send<Session>('POST', '/api/log-in/passkey', { response: await answerPasskey() }))

/** Shows the second factor after the provider. */
export const useFactorSignIn = () =>
  useEntering(async (factor: Pick<Credentials, 'code' | 'withPasskey'>) =>
    send<Session>('POST', '/api/log-in/factor', await factorOf(factor)),
  )

/** Goes to the identity provider; the browser leaves this page. */
export const useProviderSignIn = () =>
  useMutation({
    mutationFn: (begin: { to?: string; link?: { name: string; secret: string } }) =>
      send<{ url: string }>('POST', '/api/log-in/oidc', begin),
    onSuccess: ({ url }) => window.location.assign(url),
  })

/** Goes on under the other hat; nothing that was read under the one stays. */
export function useSwitchHat() {
  return useMutation({
    mutationFn: (hat: 'content' | 'system') => send<Session>('PUT', '/api/session/hat', { hat }),
    onSuccess: () => window.location.assign('/'),
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
