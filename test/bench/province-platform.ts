import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock as clock } from '../../core/lib/clock.ts'
import { openElasticStore } from '../../core/store/elastic/open.ts'
import { openEventWriter, openSqliteStore } from '../../core/store/sqlite/open.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { installation, type Platform } from '../support/platform.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'
import { fillProvince, type ProvinceSize, password } from './province-world.ts'

export const provinceStores = ['sqlite', 'elasticsearch'] as const

/**
 * Runs the platform over a filled store of that kind for the time of the work; says why where there is none. A store of files is
 * kept in the folder `kept` where one is named, and taken as it stands there the next time: ten million events take minutes to fill.
 */
export async function withProvince(
  store: string,
  size: ProvinceSize,
  work: (platform: Platform) => Promise<void>,
  kept?: string,
): Promise<void> {
  const ends: (() => unknown)[] = []
  const environment: Record<string, string> = {}
  const prefix = `bench${randomBytes(6).toString('hex')}`
  const server = store === 'sqlite' ? undefined : await findElasticsearch()
  if (server !== undefined && 'missing' in server) return console.log(`elasticsearch: ${server.missing}`)
  if (server !== undefined) {
    ends.push(() => dropPrefix(server.url, prefix))
    environment.VONGGAC_STORAGE_KIND = 'elasticsearch'
    environment.VONGGAC_ELASTICSEARCH_URLS = server.url
    environment.VONGGAC_ELASTICSEARCH_PREFIX = prefix
  }
  const place = server === undefined && kept !== undefined ? resolve(kept) : undefined
  if (place !== undefined) {
    environment.VONGGAC_STORAGE_DATA = join(place, 'store')
    environment.VONGGAC_STORAGE_SECRETS = join(place, 'secrets')
  }
  const { folder, start } = installation({ after: (end) => ends.unshift(end as () => unknown) }, environment)
  const directory = join(place ?? folder, 'store')
  const secretsDirectory = join(place ?? folder, 'secrets')
  const filled = join(place ?? folder, 'filled')
  try {
    if (!existsSync(filled)) {
      const opened =
        server === undefined
          ? openSqliteStore({ directory, secretsDirectory, clock })
          : await openElasticStore({ urls: [server.url], prefix, secretsDirectory, clock })
      const began = performance.now()
      await fillProvince(opened, size)
      await opened.close()
      if (server === undefined) await seal(directory)
      writeFileSync(filled, '')
      console.log(`${store}: filled in ${Math.round((performance.now() - began) / 1_000)} s`)
    }
    const platform = await start()
    await work(platform)
    await platform.end('SIGTERM')
  } finally {
    for (const end of ends) await end()
  }
}

/** Makes the segments that a platform's writer has made by the time that it has taken in a week. */
async function seal(directory: string): Promise<void> {
  const writer = openEventWriter({ directory })
  await writer.seal()
  await writer.close()
}

/** What is asked, and how it was answered: milliseconds. */
export type Ask = (
  path: string,
  signal?: AbortSignal,
) => Promise<{ readonly status: number; readonly text: string; readonly ms: number }>

/** Somebody of the province who is signed in and asks; `cookie` is the log-in's. */
export async function asker(platform: Platform, name: string): Promise<{ readonly ask: Ask; readonly cookie: string }> {
  const headers = { 'x-vonggac': '1', 'content-type': 'application/json' }
  const body = JSON.stringify({ name, password })
  const session = await fetch(`${platform.url}/api/session`, { method: 'POST', headers, body })
  if (!session.ok) throw new Error(`${name} cannot sign in: ${await session.text()}`)
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  const ask: Ask = async (path, signal) => {
    for (;;) {
      const began = performance.now()
      const reply = await fetch(`${platform.url}${path}`, {
        headers: { cookie, 'x-vonggac': '1' },
        ...(signal === undefined ? {} : { signal }),
      })
      const text = await reply.text()
      const ms = performance.now() - began
      // So many questions in a minute are refused for a while.
      if (reply.status !== 429) return { status: reply.status, text, ms }
      await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(reply.headers.get('retry-after') ?? 1)))
    }
  }
  return { ask, cookie }
}

/** The value that so large a share of them does not exceed. */
export function shareOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
