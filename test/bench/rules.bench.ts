import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { toEvent } from '../../collector/map/to-event.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { loadRules } from '../../rules/engine/load.ts'
import type { Rule } from '../../rules/sigma/rule.ts'

/**
 * Events a second that the plain matcher judges on one thread, decoding left out: the pack on Linux lines, and all
 * Windows rules of the Sigma corpus (where it is there) on recorded Windows events, log sources not filtered.
 */
const pack = loadRules([join(import.meta.dirname, '../../rules/pack')], { taxonomy: 'ecs' })
const context = { receivedAt: Date.parse('2026-08-10T08:00:00Z'), zone: 'Asia/Ho_Chi_Minh' }
const lines = pack.rules.flatMap(({ tests }) => [...tests.fires, ...tests.silent])
const linux = lines.map((line) => toEvent({ bytes: line }, 'syslog', context))
measure(`${pack.rules.length} pack rules, ${linux.length} Linux events`, pack.rules, linux, {})

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const recorded = join(corpora, 'windows')
if (existsSync(recorded)) {
  const start = performance.now()
  const { rules } = loadRules([join(corpora, 'sigma')], { taxonomy: 'identity' })
  console.log(`${rules.length} Sigma rules loaded in ${Math.round(performance.now() - start)} ms`)
  const windows = rules.filter(({ logsource }) => logsource.product === 'windows')
  const events = windowsEvents(recorded, 2_000)
  if (events.length > 0)
    measure(`${windows.length} Windows rules, ${events.length} events`, windows, events, { keywordsIn: 'document' })
} else console.log(`no recorded Windows events at ${recorded}`)

function measure(
  what: string,
  rules: readonly Rule[],
  events: readonly object[],
  options: { keywordsIn?: 'document' },
): void {
  const { evaluate } = evaluator(rules, options)
  let judged = 0
  let matches = 0
  for (const event of events.slice(0, 500)) evaluate(event)
  const start = performance.now()
  do {
    for (const event of events) matches += evaluate(event).length
    judged += events.length
  } while (performance.now() - start < 2_000)
  const rate = (judged * 1000) / (performance.now() - start)
  console.log(
    `${what}: ${Math.round(rate).toLocaleString('en')} events/s, ${(matches / judged).toFixed(2)} matches an event`,
  )
}

/** Some events of every recording; none where `unzip` is missing. */
function windowsEvents(folder: string, most: number): object[] {
  const events: object[] = []
  const names = readdirSync(folder).filter((name) => name.endsWith('.zip'))
  for (const name of names.sort()) {
    const { stdout, error } = spawnSync('unzip', ['-p', join(folder, name)], { maxBuffer: 1 << 28, encoding: 'utf8' })
    if (error !== undefined) return []
    const wanted = Math.ceil(most / names.length)
    for (const line of stdout.split('\n').slice(0, wanted)) if (line.startsWith('{')) events.push(JSON.parse(line))
  }
  return events
}
