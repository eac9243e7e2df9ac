import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import type { Session } from '../../../api/schemas/session.ts'
import { ApiProblem } from '../api/client.ts'
import { heard, lost } from '../api/connection.ts'
import { SessionContext, signOutHere, useSessionQuery } from '../api/session.ts'
import { ErrorState } from '../components/states.tsx'
import { styleNonce } from '../theme/style-nonce.ts'
import { resolveVariables, theme } from '../theme/theme.ts'
import { Waiting } from './Waiting.tsx'
import { fetchTexts, WordsProvider } from './words.tsx'

const schemes = localStorageColorSchemeManager({ key: 'vonggac.theme' })
/** What the sign-in page counts in before the installation has said its own zone. */
const defaultZone = 'Asia/Ho_Chi_Minh'

const inside = () => import('./Inside.tsx')
const Inside = lazy(() => inside().then((module) => ({ default: module.Inside })))
const SignIn = lazy(() => import('../pages/sign-in/SignIn.tsx').then((page) => ({ default: page.SignIn })))
const Welcome = lazy(() => import('../pages/sign-in/Welcome.tsx').then((page) => ({ default: page.Welcome })))

/** While somebody types who they are, what they will see then comes already. */
function fetchInside(): void {
  fetchTexts()
  void inside().catch(() => undefined)
}

/** The console: theme, server state, and either the sign-in page or what is behind it. */
export function App() {
  const [client] = useState(makeClient)
  return (
    <MantineProvider
      theme={theme}
      getStyleNonce={() => styleNonce}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
    >
      <QueryClientProvider client={client}>
        {/^\/welcome\/?$/.test(window.location.pathname) ? <Outside /> : <Door />}
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Who follows a link is nobody yet, whoever else is signed in here. */
function Outside() {
  return (
    <Worded>
      <Welcome />
    </Worded>
  )
}

/** The queue is what somebody waits for: its rows are asked for while the rest of the console starts. */
function useQueueAhead(session: Session | null | undefined): void {
  const client = useQueryClient()
  const wanted = session?.permissions.includes('alert.read') === true && window.location.pathname === '/alerts'
  useEffect(() => {
    if (!wanted) return
    void import('../pages/alerts/ahead.ts')
      .then(({ askAhead }) => askAhead(client, new URLSearchParams(window.location.search)))
      .catch(() => undefined)
  }, [client, wanted])
}

function Door() {
  const session = useSessionQuery()
  useQueueAhead(session.data)
  const wasIn = useRef(false)
  if (session.data) wasIn.current = true
  if (session.isPending) return <Waiting />
  if (session.data) {
    return (
      <Worded zone={session.data.installation.timeZone}>
        <SessionContext value={session.data}>
          <Inside />
        </SessionContext>
      </Worded>
    )
  }
  return (
    <Worded>
      {session.isError ? (
        <main className="door">
          <ErrorState error={session.error} retry={() => void session.refetch()} />
        </main>
      ) : (
        <SignIn ended={wasIn.current} onTyping={fetchInside} />
      )}
    </Worded>
  )
}

/** The texts of the door; all of them, in the installation's zone, for who is signed in. */
function Worded({ zone, children }: { zone?: string; children: ReactNode }) {
  return (
    <WordsProvider timeZone={zone ?? defaultZone} whole={zone !== undefined} waiting={<Waiting />}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </WordsProvider>
  )
}

function makeClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onSuccess: heard,
      onError: (error, query) => {
        if (!(error instanceof ApiProblem)) return
        if (error.code === 'offline') lost()
        else heard()
        if (error.status === 401 && query.queryKey[0] !== 'session') void signOutHere(client)
      },
    }),
    defaultOptions: {
      queries: {
        // A refusal does not get better by asking again; a lost connection does.
        retry: (times, error) => error instanceof ApiProblem && error.code === 'offline' && times < 2,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        staleTime: 5000,
      },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}
