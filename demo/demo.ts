import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Unit } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { LogIn } from './accounts.ts'
import type { ClientStart } from './client-thread.ts'

/** How the demo is to be. */
export interface DemoWishes {
  /** The demo's own folder. */
  readonly folder: string
  /** Goes on with what the folder holds instead of beginning anew. */
  readonly keep: boolean
  /** About so many lines in the week. */
  readonly events: number
  readonly seed: number
  readonly live: boolean
}

const marker = 'vonggac-demo'
/** Minutes without a line after which a steady source is called silent: longer than chance leaves any of them without. */
const silentAfter = 25

/** The list of units of the invented province. */
export const provinceFile = join(import.meta.dirname, 'province.yml')

/**
 * The configuration of the demo: ports and log as configured, everything else its own, so that it never touches the data of
 * an installation; console and inputs answer to this machine alone.
 */
export function demoConfig(config: Config, { folder }: Pick<DemoWishes, 'folder'>): Config {
  return {
    ...config,
    installation: {
      name: 'Đội Ứng cứu sự cố an ninh mạng tỉnh Sơn Giang',
      phone: '0200 123 4567',
      timeZone: 'Asia/Ho_Chi_Minh',
    },
    units: { file: provinceFile },
    storage: { ...config.storage, kind: 'sqlite', data: join(folder, 'store'), secrets: join(folder, 'secrets') },
    sources: { ...config.sources, silentAfter },
    console: { ...config.console, host: '127.0.0.1' },
    syslog: { ...config.syslog, host: '127.0.0.1' },
    bulk: { ...config.bulk, host: '127.0.0.1' },
  }
}

/**
 * Readies the folder: emptied, unless it is to be kept. A folder that holds something and was not made by the demo is
 * refused with `bad-request`.
 */
export function readyFolder({ folder, keep }: Pick<DemoWishes, 'folder' | 'keep'>): void {
  const there = existsSync(folder) ? readdirSync(folder) : []
  if (there.length > 0 && !there.includes(marker)) {
    throw new CodedError('bad-request', `${folder} holds something that is not the demo's`, {
      hint: 'name an empty folder with --data',
    })
  }
  if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, marker), 'The demo empties this folder at its next start.\n')
}

/** Starts the demo's client on a thread of its own; gives what ends it. `say` hears how it goes, line by line. */
export function startClient(
  units: readonly Unit[],
  ports: ClientStart['ports'],
  accounts: readonly LogIn[],
  { folder, events, seed, live }: DemoWishes,
  say: (text: string) => void,
): () => Promise<void> {
  const start: ClientStart = { units, ports, accounts, folder, events, seed, live }
  const worker = new Worker(new URL('./client-thread.ts', import.meta.url), { workerData: start })
  worker.on('message', say)
  worker.on('error', (error) => say(`demo: ${error.message}`))
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  return async () => {
    worker.postMessage('stop')
    const timer = setTimeout(() => void worker.terminate(), 3000)
    await ended
    clearTimeout(timer)
  }
}
