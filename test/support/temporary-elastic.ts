import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../core/lib/clock.ts'
import { type ElasticStore, openElasticStore } from '../../core/store/elastic/open.ts'

/** Milliseconds for reads that are to be whole, however busy the machine is: those of the product are cut short sooner. */
export const plenty = 60_000

/** An empty store under a prefix of its own; `close` also throws its indices away. */
export interface TemporaryElastic {
  readonly store: ElasticStore
  readonly prefix: string
  readonly secretsDirectory: string
  /** Asks the server itself. */
  ask(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  /** Opens the same store once more, as another process would, with as much time for its reads as told. */
  again(other?: { readonly budget: number }): Promise<ElasticStore>
  close(): Promise<void>
}

export async function temporaryElastic(
  url: string,
  clock: Clock,
  more: { readonly refreshAtOnce?: boolean; readonly budget?: number } = {},
): Promise<TemporaryElastic> {
  const prefix = `t${randomBytes(6).toString('hex')}`
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-elastic-'))
  const secretsDirectory = join(folder, 'secrets')
  const opened: ElasticStore[] = []
  const again = async (other: { readonly budget?: number } = {}): Promise<ElasticStore> => {
    const store = await openElasticStore({
      urls: [url],
      prefix,
      secretsDirectory,
      clock,
      refreshAtOnce: true,
      budget: plenty,
      ...more,
      ...other,
    })
    opened.push(store)
    return store
  }
  const ask = (method: string, path: string, body?: object) => askServer(url, method, path, body)
  return {
    store: await again(),
    prefix,
    secretsDirectory,
    ask,
    again,
    async close() {
      for (const store of opened) await store.close()
      await dropPrefix(url, prefix)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Throws every index and template of a prefix away. */
export async function dropPrefix(url: string, prefix: string): Promise<void> {
  // Wildcards may not delete: names are asked for first.
  const names = Object.keys(await askServer(url, 'GET', `/${prefix}-*?filter_path=*.settings.index.uuid`))
  if (names.length > 0) await askServer(url, 'DELETE', `/${names.join(',')}`)
  await askServer(url, 'DELETE', `/_index_template/${prefix}-*`)
}

async function askServer(url: string, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await reply.json()) as Record<string, unknown>
}
