import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { EventFormat } from '../../console/cli/event-reader.ts'
import { eventReader } from '../../console/cli/event-reader.ts'
import { indexedEvaluator } from '../../rules/engine/index.ts'
import { loadRules } from '../../rules/engine/load.ts'

// SigmaHQ's own regression cases: recorded Windows events, each with the rule that must fire on it and how often.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const folder = join(corpora, 'sigma/regression')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const skip = existsSync(join(folder, 'index.ndjson')) ? false : `no regression cases at ${folder}`

interface Case {
  readonly rule_id: string
  readonly rule_path: string
  readonly json: string
  readonly evtx: string
  /** Null: at least one. */
  readonly expected_matches: number | null
}

/** The index counts alerts here; by their text, the rules match more of the recorded events. */
const more: { readonly [rule: string]: number } = {
  '0b9ad457-2554-44c1-82c2-d56a99c42377': 3,
  '8fbf3271-1ef6-4e94-8210-03c2317947f6': 3,
  'c7dcacd0-cc59-4004-b0a4-1d6cdebe6f3e': 2,
}

test('SigmaHQ regression cases reach exactly the expected matches', { skip }, async (t) => {
  const cases = readFileSync(join(folder, 'index.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Case => JSON.parse(line))
  assert.ok(cases.length >= 90, `only ${cases.length} cases`)
  const report = loadRules(
    ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].map((name) => join(corpora, 'sigma', name)),
    { taxonomy: 'ecs' },
  )
  const windows = report.rules.filter(({ logsource }) => logsource.product === 'windows')
  await t.test('every rule for Windows can run', () => {
    assert.ok(windows.length >= 2800, `only ${windows.length} rules`)
    const not = windows.filter(({ cannotRun }) => cannotRun !== undefined)
    assert.deepEqual(
      not.map(({ file, cannotRun }) => `${file}: ${cannotRun?.reason}`),
      [],
    )
  })
  const engine = indexedEvaluator(report.rules)
  for (const format of ['evtx-json', 'evtx'] as const) {
    await t.test(`from ${format}`, () => {
      const wrong: string[] = []
      for (const one of cases) {
        const file = join(folder, format === 'evtx-json' ? one.json : one.evtx)
        const fired = count(file, format, one.rule_id)
        const expected = more[one.rule_id] ?? one.expected_matches
        if (expected === null ? fired === 0 : fired !== expected) {
          wrong.push(`${one.rule_path}: ${fired} of ${expected ?? 'at least 1'}`)
        }
      }
      assert.deepEqual(wrong, [])
    })
  }

  function count(file: string, format: EventFormat, rule: string): number {
    const reader = eventReader(format)
    const read = [...reader.push(readFileSync(file)), ...reader.end()]
    assert.deepEqual(
      read.filter(({ problem }) => problem !== undefined).map(({ problem }) => problem),
      [],
      file,
    )
    return read.filter(({ event }) => event !== undefined && engine.evaluate(event).some(({ id }) => id === rule))
      .length
  }
})
