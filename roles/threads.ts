import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Config } from '../core/config/schema.ts'
import { callOver, serveCalls } from '../core/lib/thread-call.ts'
import type { Role } from './role.ts'

/** What a role's thread starts with. Handles cannot cross threads: it opens its own, and calls records over the port. */
export interface ThreadStart {
  readonly config: Config
  readonly rulePaths: readonly string[]
  /** The thread that owns the records' file; absent with Elasticsearch. */
  readonly records?: MessagePort
  /** The thread that writes event files; only ingest has it. */
  readonly events?: MessagePort
  readonly control: MessagePort
}

export interface RoleThread extends Role {
  /** Resolves when the thread has ended, with what killed it. */
  readonly ended: Promise<Error | undefined>
  /** Ends the thread; `stop` comes first. */
  terminate(): Promise<void>
}

const methods = ['start', 'stop', 'metrics', 'troubles'] as const

/**
 * Room for young objects in a role's thread, MB: three times what is filled before they are looked through. A batch of
 * events lives for one commit: with less room ingest would copy it several times before it dies. What was once taken is not
 * soon given back, so jobs get no more than the launcher gives the main thread.
 */
const youngGeneration = { ingest: 96, jobs: 24 }

/** Starts a role on a thread of its own. The module serves the role and imports no more than it needs. */
export function startRoleThread(role: keyof typeof youngGeneration, start: Omit<ThreadStart, 'control'>): RoleThread {
  const { port1, port2 } = new MessageChannel()
  const data: ThreadStart = { ...start, control: port2 }
  const worker = new Worker(new URL(`./${role}-thread.ts`, import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: youngGeneration[role] },
    transferList: [port2, ...[start.records, start.events].filter((port) => port !== undefined)],
  })
  const caller = callOver(port1)
  const ended = new Promise<Error | undefined>((resolve) => {
    worker.on('error', resolve)
    worker.on('exit', () => resolve(undefined))
  })
  return {
    ...caller.object<Role, (typeof methods)[number]>('role', methods),
    ended,
    async terminate() {
      caller.close()
      await worker.terminate()
    },
  }
}

/** The thread's side: answers the main thread's calls with the role. */
export const serveRole = (start: ThreadStart, role: Role): void => serveCalls(start.control, { role })
