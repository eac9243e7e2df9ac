import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from '@elastic/elasticsearch'
import { CodedError } from '../../lib/errors.ts'
import { elasticError, statusOf } from './errors.ts'

/** Where Elasticsearch is and who we are there. Secrets come from files. */
export interface ElasticOptions {
  readonly urls: readonly string[]
  /** What the names of all our indices begin with. */
  readonly prefix: string
  readonly username?: string
  readonly passwordFile?: string
  /** Certificate of the authority that signed those of Elasticsearch, PEM. The system's own when absent. */
  readonly caFile?: string
  /** Waits for no refresh interval: what was appended is found at once. For tests and copying; it costs throughput. */
  readonly refreshAtOnce?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
interface Ask {
  readonly body?: object
  /** Lines of an NDJSON request, without their ends. */
  readonly lines?: readonly string[]
  readonly query?: Readonly<Record<string, string | number | boolean>>
  /** Statuses that are an answer and no error. */
  readonly also?: readonly number[]
  /** Milliseconds to wait for an answer; those of any request when absent. */
  readonly within?: number
}

/** Milliseconds a request may take. */
const requestTimeout = 60_000
/** A shard that is just being made or moved is there a moment later: reads wait for it. */
export const patience = [100, 200, 400, 800]

/** Speaks to Elasticsearch. All failures reject as CodedError; see `errors.ts`. */
export class ElasticConnection {
  readonly #client: Client
  readonly #signal: AbortSignal | undefined

  constructor(of: ElasticOptions | { readonly client: Client; readonly signal: AbortSignal | undefined }) {
    if ('client' in of) {
      this.#client = of.client
      this.#signal = of.signal
      return
    }
    const { urls, username, passwordFile, caFile } = of
    const secret = (path: string, what: string): string => {
      try {
        return readFileSync(path, 'utf8')
      } catch (cause) {
        throw new CodedError('bad-request', `cannot read ${what} ${path}: ${(cause as Error).message}`, { cause })
      }
    }
    this.#client = new Client({
      nodes: [...urls],
      ...(username === undefined || passwordFile === undefined
        ? {}
        : { auth: { username, password: secret(passwordFile, 'elasticsearch.passwordFile').trim() } }),
      ...(caFile === undefined ? {} : { tls: { ca: secret(caFile, 'elasticsearch.caFile') } }),
      requestTimeout,
      maxRetries: 2,
      enableMetaHeader: false,
    })
  }

  /** The same connection for one who may leave: his requests break off with the signal, and reject with `abandoned`. */
  until(signal: AbortSignal | undefined): ElasticConnection {
    return signal === undefined ? this : new ElasticConnection({ client: this.#client, signal })
  }

  /** One request; its answer, whatever its status among the expected ones. */
  async ask<T>(method: Method, path: string, { body, lines, query, also = [], within }: Ask = {}): Promise<T> {
    const request = {
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(lines === undefined ? {} : { bulkBody: lines as string[] }),
      ...(query === undefined ? {} : { querystring: query }),
    }
    try {
      return (await this.#client.transport.request(request, {
        ignore: [...also],
        ...(within === undefined ? {} : { requestTimeout: within }),
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
      })) as T
    } catch (error) {
      throw elasticError(error, `${method} ${path}`)
    }
  }

  /** As `ask`, for what may be asked again: waits for shards that are on their way. */
  async read<T>(method: Method, path: string, ask: Ask = {}): Promise<T> {
    for (const pause of patience) {
      try {
        return await this.ask(method, path, ask)
      } catch (error) {
        if (statusOf(error) !== 503) throw error
      }
      await wait(pause)
    }
    return this.ask(method, path, ask)
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
