import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Clock } from '../../../core/lib/clock.ts'
import { randomId } from '../../../core/lib/ids.ts'
import { isObject } from '../../../core/lib/json.ts'
import type { Signal } from '../../../core/telemetry/signals.ts'
import type { Pipeline } from '../../pipeline.ts'
import type { Sender } from '../../record.ts'
import { visit } from './fetch-page.ts'
import { judgeVisit, type Remembered } from './judge-visit.ts'

export interface ProbeInput {
  readonly urls: readonly string[]
  /** Milliseconds between two visits of a page. */
  readonly every: number
  /** After so many milliseconds a page counts as slow. */
  readonly slowAfter: number
  /** After so many it counts as down. */
  readonly timeout: number
  readonly pipeline: Pipeline
  /** File in which it is kept what the pages said last, so that a change while nobody looked is seen. */
  readonly memoryFile: string
  readonly clock: Clock
  readonly onSignal?: Signal
}

const sender: Sender = { id: 'probe', input: 'probe', peer: 'probe', address: undefined }

/** Visits public pages again and again; every visit is an event, which rules judge like any other. */
export function startProbes(input: ProbeInput): { close(): Promise<void> } {
  const { urls, every, slowAfter, timeout, pipeline, memoryFile, clock, onSignal } = input
  const memory = recall(memoryFile)
  const start = randomId()
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  let number = 0
  let stopped = false

  async function look(url: string): Promise<void> {
    const now = clock.now()
    const seen = await visit(url, timeout)
    const before = memory.get(url) ?? { failures: 0, slow: 0 }
    const { document, remembered } = judgeVisit(url, seen, before, now, slowAfter)
    const k = `probe:${start}.${number++}`
    await pipeline.accept({
      sender,
      format: 'ecs',
      records: [{ bytes: JSON.stringify(document) }],
      identityOf: () => k,
      whenRefused: 'hold',
    })
    // Only now: a change that was not told must be seen again.
    memory.set(url, remembered)
    keep(memoryFile, memory)
  }

  function schedule(url: string, after: number): void {
    const timer = setTimeout(() => {
      const looking = look(url)
        .catch((error: unknown) => onSignal?.('probe-failed', { url, cause: String(error) }))
        .finally(() => {
          running.delete(looking)
          if (!stopped) schedule(url, every)
        })
      running.add(looking)
    }, after)
    timers.set(url, timer)
  }

  // Spread over the first seconds, so that a hundred pages are not asked for at once.
  urls.forEach((url, index) => {
    schedule(url, Math.min(index * 200, every))
  })
  return {
    async close() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.race([Promise.all(running), new Promise((resolve) => setTimeout(resolve, 2000).unref())])
    },
  }
}

function recall(file: string): Map<string, Remembered> {
  try {
    const value: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    return new Map(isObject(value) ? Object.entries(value as unknown as Record<string, Remembered>) : [])
  } catch {
    return new Map()
  }
}

function keep(file: string, memory: ReadonlyMap<string, Remembered>): void {
  writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(memory)))
  renameSync(`${file}.new`, file)
}
