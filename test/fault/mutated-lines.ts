import { formats } from '../../collector/map/formats.ts'
import { toEvent } from '../../collector/map/to-event.ts'
import { mutate, seeded, seedLines } from '../support/mutate.ts'

/** What happened to the mutated lines. */
export interface FuzzReport {
  readonly lines: number
  readonly decoded: number
  /** Lines that a mapping threw at: each is a bug, though the event is kept. */
  readonly threw: readonly string[]
  /** Lines whose text is not in their event. */
  readonly lost: readonly string[]
  /** The slowest line in milliseconds that it kept the processor busy, garbage collection included, and its beginning. */
  readonly slowest: { readonly ms: number; readonly line: string }
}

const names = Object.keys(formats) as (keyof typeof formats)[]

/** Runs so many mutated lines through the formats: half as `auto` tells them, half as a format taken by turns. */
export function fuzz(lines: number, seed: number): FuzzReport {
  const seeds = seedLines()
  const random = seeded(seed)
  const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
  const threw: string[] = []
  const lost: string[] = []
  let decoded = 0
  let slowest = { ms: 0, line: '' }
  for (let i = 0; i < lines; i++) {
    const text = mutate(seeds[i % seeds.length] ?? '', seeds, random)
    const format = i % 2 === 0 ? 'auto' : (names[(i >> 1) % names.length] ?? 'auto')
    const start = process.threadCpuUsage()
    // Lone surrogates become U+FFFD on the wire.
    const bytes = Buffer.from(text)
    const event = toEvent({ bytes }, format, context)
    const { user, system } = process.threadCpuUsage(start)
    const ms = (user + system) / 1000
    if (ms > slowest.ms) slowest = { ms, line: `${format}: ${text.slice(0, 200)}` }
    const error = (event.error as { message?: string } | undefined)?.message ?? ''
    if (error.startsWith('mapping failed')) threw.push(`${format}: ${error}: ${text}`)
    if (event.event.kind !== 'pipeline_error') decoded += 1
    if (event.event.original === undefined || event.event.ingested === undefined) lost.push(`${format}: ${text}`)
  }
  return { lines, decoded, threw, lost, slowest }
}

if (import.meta.main) {
  const lines = Number(process.argv[2] ?? 1_000_000)
  const start = performance.now()
  const report = fuzz(lines, Number(process.argv[3] ?? 1))
  const seconds = (performance.now() - start) / 1000
  console.log(JSON.stringify({ ...report, seconds, perSecond: Math.round(lines / seconds) }, undefined, 2))
  process.exitCode = report.threw.length + report.lost.length > 0 ? 1 : 0
}
