import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { ApiProblem } from '../api/client.ts'
import { heard, lost } from '../api/connection.ts'
import { SessionContext, signOutHere, useSessionQuery } from '../api/session.ts'
import { ErrorState } from '../components/states.tsx'
import { SignIn } from '../pages/sign-in/SignIn.tsx'
import { styleNonce } from '../theme/style-nonce.ts'
import { resolveVariables, theme } from '../theme/theme.ts'
import { Frame } from './Frame.tsx'
import { WordsProvider } from './words.tsx'

const schemes = localStorageColorSchemeManager({ key: 'vonggac.theme' })
/** What the sign-in page counts in before the installation has said its own zone. */
const defaultZone = 'Asia/Ho_Chi_Minh'

/** The console: theme, server state, and either the sign-in page or the frame with its pages. */
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
        <BrowserRouter>
          <Routes>
            <Route path="/welcome" element={<Outside />} />
            <Route path="*" element={<Door />} />
          </Routes>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  )
}

const Welcome = lazy(() => import('../pages/sign-in/Welcome.tsx').then((page) => ({ default: page.Welcome })))

/** Who follows a link is nobody yet, whoever else is signed in here. */
function Outside() {
  return (
    <WordsProvider timeZone={defaultZone}>
      <Suspense fallback={null}>
        <Welcome />
      </Suspense>
    </WordsProvider>
  )
}

function Door() {
  const session = useSessionQuery()
  const wasIn = useRef(false)
  if (session.data) wasIn.current = true
  return (
    <WordsProvider timeZone={session.data?.installation.timeZone ?? defaultZone}>
      {session.data ? (
        <SessionContext value={session.data}>
          <Frame />
        </SessionContext>
      ) : session.isError ? (
        <main className="door">
          <ErrorState error={session.error} retry={() => void session.refetch()} />
        </main>
      ) : session.data === null ? (
        <SignIn ended={wasIn.current} />
      ) : null}
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
