import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** What the provider says of its people, by subject. */
export type OidcPeople = Readonly<Record<string, object>>

/** Starts a real provider; gives its issuer and how to end it. */
export async function startOidcProvider(
  t: TestContext,
  redirectUri: string,
  people: OidcPeople,
): Promise<{ issuer: string; stop(): Promise<void> }> {
  const settings = JSON.stringify({ redirectUri, people })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'oidc-provider.mjs'), settings], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = () => {
    child.kill('SIGKILL')
    return ended
  }
  t.after(stop)
  const issuer = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /^(http:\S+)\n/m.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('close', () => reject(new Error('the provider ended')))
  })
  return { issuer, stop }
}

/**
 * Goes through the provider's own pages as a browser does, signing in as that person; gives the address that the provider
 * sends the browser back to.
 */
export async function signInThere(url: string, login: string): Promise<URL> {
  const { origin } = new URL(url)
  const jar = new Map<string, string>()
  let at = url
  let form: URLSearchParams | undefined
  for (let step = 0; step < 15; step++) {
    const reply = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    const next = reply.headers.get('location')
    form = undefined
    if (next !== null) {
      at = new URL(next, at).href
      if (!at.startsWith(origin)) return new URL(at)
      continue
    }
    const page = await reply.text()
    const action = /action="([^"]+)"/.exec(page)?.[1]
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    assert.ok(action !== undefined && prompt !== undefined, `the provider shows no form: ${page.slice(0, 500)}`)
    at = new URL(action, at).href
    form = new URLSearchParams({ prompt, login, password: 'any' })
  }
  return assert.fail('the provider leads nowhere')
}
