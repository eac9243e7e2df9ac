import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toEvent } from '../../collector/map/to-event.ts'
import type { JsonObject } from '../../core/lib/json.ts'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import { indexedEvaluator } from '../../rules/engine/index.ts'
import { loadRules } from '../../rules/engine/load.ts'

// Recorded Windows events, judged by every rule for Windows: as documents in the rules' own words, and as the events that
// the collector makes of them. Both must fire the same rules.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const folder = join(corpora, 'windows')
const paths = ['rules', 'rules-emerging-threats', 'rules-threat-hunting', 'rules-compliance'].map((name) =>
  join(corpora, 'sigma', name),
)
/** The corpora are no part that CI installs, so their absence is no failure there. */
const absent = existsSync(folder) ? false : `no recorded events at ${folder}`
const unzip = spawnSync('unzip', ['-v']).error === undefined
const skip = absent !== false ? absent : unzip || process.env.CI !== undefined ? false : 'unzip is not installed'

function recorded(): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.zip'))
  return names.sort().flatMap((name) => {
    const { stdout } = spawnSync('unzip', ['-p', join(folder, name)], { maxBuffer: 1 << 28, encoding: 'utf8' })
    return stdout.split('\n').filter((line) => line.startsWith('{'))
  })
}

/** The record in the words of Sigma's taxonomy, where those are not the record's own. */
function inSigmaWords(record: JsonObject): JsonObject {
  record.Provider_Name ??= record.SourceName ?? null
  record.Computer ??= record.Hostname ?? null
  // A new process of the Security log is one of category process_creation.
  if (record.EventID === 4688) {
    record.Image = record.NewProcessName ?? null
    record.ParentImage = record.ParentProcessName ?? null
    record.IntegrityLevel = record.MandatoryLabel ?? null
    record.LogonId = record.SubjectLogonId ?? null
    record.ProcessId = Number(record.NewProcessId)
  }
  // Rules mean the log that was cleared; such a record, made flat, names the one that it stands in alone.
  if (record.EventID === 104) delete record.Channel
  return record
}

test('events of the collector fire exactly the rules that the records fire in the rules’ own words', { skip }, (t) => {
  const context = { receivedAt: Date.UTC(2026, 7, 10), zone: 'Asia/Ho_Chi_Minh' }
  const ecs = loadRules(paths, { taxonomy: 'ecs' }).rules.filter(({ logsource }) => logsource.product === 'windows')
  const ids = new Set(ecs.map(({ id }) => id))
  const own = loadRules(paths, { taxonomy: 'identity' }).rules.filter(({ id }) => ids.has(id))
  const routes = new Map(ecs.map(({ id, route }) => [id, toMatcher(route)]))
  const judge = indexedEvaluator(ecs)
  const reference = indexedEvaluator(own, { keywordsIn: 'document' })
  const lines = recorded()
  let pairs = 0
  const wrong: string[] = []
  for (const line of lines) {
    const event = toEvent({ bytes: line }, 'windows-json', context)
    const fired = new Set(judge.evaluate(event).map(({ id }) => id))
    const expected = new Set<string>()
    // In the rules' own words no log source is told from another: those of other sources are left out.
    for (const { id } of reference.evaluate(inSigmaWords(JSON.parse(line))))
      if (routes.get(id)?.(event)) expected.add(id)
    pairs += expected.size
    for (const id of fired) if (!expected.has(id)) wrong.push(`extra: ${id} ${line}`)
    for (const id of expected) if (!fired.has(id)) wrong.push(`missing: ${id} ${line}`)
  }
  t.diagnostic(`${lines.length} events, ${ecs.length} rules, ${pairs} pairs`)
  assert.ok(lines.length > 15_000 && pairs > 200)
  assert.deepEqual(wrong, [])
})
