/** The console's API as somebody who is logged in uses it. */
export interface Api {
  get<T>(path: string): Promise<T>
  /** Undefined for a conflict: somebody else was quicker. Rejects for every other refusal. */
  post<T>(path: string, body: object): Promise<T | undefined>
}

/** Logs in. Rejects when name or password is wrong. */
export async function logIn(consolePort: number, name: string, password: string): Promise<Api> {
  const base = `http://127.0.0.1:${consolePort}`
  const headers = { 'x-vonggac': '1', 'content-type': 'application/json' }
  const session = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name, password }),
  })
  if (!session.ok) throw new Error(`log-in of ${name} refused: ${session.status} ${await session.text()}`)
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  return {
    async get<T>(path: string) {
      const reply = await fetch(`${base}${path}`, { headers: { cookie } })
      if (!reply.ok) throw new Error(`GET ${path}: ${reply.status} ${await reply.text()}`)
      return (await reply.json()) as T
    },
    async post<T>(path: string, body: object) {
      const reply = await fetch(`${base}${path}`, {
        method: 'POST',
        headers: { ...headers, cookie },
        body: JSON.stringify(body),
      })
      if (reply.status === 409) return undefined
      if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${await reply.text()}`)
      return (await reply.json()) as T
    },
  }
}
