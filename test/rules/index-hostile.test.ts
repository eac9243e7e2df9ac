import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { indexedEvaluator } from '../../rules/engine/index.ts'
import { loadRules } from '../../rules/engine/load.ts'
import type { Rule } from '../../rules/sigma/rule.ts'
import { read, ruleText, selection } from './support.ts'

// No event and no rule holds the engine up. Bounds are several times what a machine of 2025 takes, and as much more as this
// machine is slower than that one.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const sigma = join(corpora, 'sigma')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const absent = existsSync(sigma) ? false : `no Sigma corpus at ${sigma}`
const kB = 1024

function rulesOf(...detections: readonly string[]): Rule[] {
  return detections.map((detection, i) => {
    const [rule] = read(ruleText(detection).replace(/^id: .*/m, `id: r${i}`)).rules
    assert.ok(rule, detection)
    return rule
  })
}

/** The least of some times, in processor milliseconds: other work on the machine is not the engine's. */
function least(judge: () => unknown, times = 5): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < times; i++) {
    const before = process.cpuUsage()
    judge()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

const yard = 'đường dẫn C:\\Windows\\powershell.exe -enc aGVsbG8= '.repeat(20_000)
/** Processor milliseconds that the machine of the bounds takes to walk over the yard. */
const yardTime = 6
/** How many times slower than that one this machine is, at least 1. */
const pace = Math.max(1, least(() => walkOver(yard), 10) / yardTime)

function walkOver(text: string): number {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0
  return sum + text.toLowerCase().indexOf('nowhere')
}

const command = 'powershell -enc aGVsbG8= & cmd.exe /c "echo %PATH%" > C:\\Windows\\Temp\\x.exe && rundll32 '
const repeated = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length)
const values = {
  'one letter': repeated('a', 64 * kB),
  'nearly a match': `${repeated('aab', 64 * kB)}!`,
  'a command again and again': repeated(command, 64 * kB),
  'letters beyond ASCII': repeated('đường dẫn Ω ', 64 * kB),
  backslashes: repeated('\\', 64 * kB),
  numbers: repeated('0123456789', 64 * kB),
}

test('hostile rules on hostile values: under 50 ms an event', (t) => {
  const many = Array.from({ length: 10_000 }, (_, i) => `    - value-${i}x`).join('\n')
  const nested = Array.from({ length: 500 }, (_, i) => `    - ${'a'.repeat(i + 1)}b`).join('\n')
  const rules = rulesOf(
    selection("f|re: '^(a+)+$'"),
    selection("f|re: '(a|aa)+b$'"),
    selection("f|re: '(x+x+)+y'"),
    selection("f|re: '(.*)*(.*)*!$'"),
    `sel:\n  f|contains:\n${many}\ncondition: sel`,
    `sel:\n  f|endswith:\n${many}\ncondition: not sel`,
    `sel:\n  f|contains:\n${nested}\ncondition: sel`,
    selection("f|re: '.{1000,}!'"),
    selection("f|re: '(.){1000}'"),
    selection("f: '*a*b*c*d*e*f*'"),
    selection("f: '*a?b*a??b*'"),
  )
  const plain = evaluator(rules)
  const { evaluate } = indexedEvaluator(rules)
  for (const [what, f] of Object.entries(values)) {
    const ms = least(() => evaluate({ f }))
    t.diagnostic(`${what}: ${ms.toFixed(1)} ms`)
    assert.ok(ms < 50 * pace, `${what}: ${ms.toFixed(1)} ms at a pace of ${pace.toFixed(1)}`)
    assert.deepEqual(evaluate({ f }), plain.evaluate({ f }), what)
  }
  const list = Array.from({ length: 10_000 }, (_, i) => `value-${i}`)
  const ms = least(() => evaluate({ f: list }))
  assert.ok(ms < 50 * pace, `a list of 10,000: ${ms.toFixed(1)} ms at a pace of ${pace.toFixed(1)}`)
})

test('lists in lists and objects in objects, as deep as a sender likes, are walked without a stack', () => {
  const rules = rulesOf(selection('f.g: x'), 'keywords: [x]\ncondition: keywords')
  const plain = evaluator(rules)
  const { evaluate } = indexedEvaluator(rules)
  for (const shape of ['[', '{"f":', '{"g":']) {
    const close = shape === '[' ? ']' : '}'
    const event = JSON.parse(`{"f":${shape.repeat(20_000)}"x"${close.repeat(20_000)}}`)
    assert.deepEqual(evaluate(event), plain.evaluate(event), shape)
  }
})

test('the whole of SigmaHQ on hostile events', { skip: absent }, async (t) => {
  const { rules } = loadRules([sigma], { taxonomy: 'identity' })
  const { evaluate } = indexedEvaluator(rules, { keywordsIn: 'document' })
  const fields = ['CommandLine', 'Image', 'ScriptBlockText', 'TargetFilename', 'Hashes', 'Payload', 'Unknown']
  // What is compiled, and which guards are rare, shows after some events.
  for (let i = 0; i < 600; i++) evaluate({ CommandLine: `${command} ${i}`, Image: `C:\\x\\${i}.exe`, EventID: i })
  let most = 0
  for (const [what, value] of Object.entries(values)) {
    for (const field of fields) {
      const ms = least(() => evaluate({ Image: 'C:\\Windows\\powershell.exe', [field]: value, EventID: 1 }), 3)
      most = Math.max(most, ms)
      assert.ok(ms < 50 * pace, `${field}, ${what}: ${ms.toFixed(1)} ms at a pace of ${pace.toFixed(1)}`)
    }
  }
  t.diagnostic(`64 kB: at most ${most.toFixed(1)} ms`)
  await t.test('beyond 64 kB the cost grows as the event does, at most 250 ms a megabyte', () => {
    for (const [what, value] of Object.entries(values)) {
      const event = { CommandLine: repeated(value, 1024 * kB), EventID: 1 }
      const ms = least(() => evaluate(event), 2)
      t.diagnostic(`1 MB, ${what}: ${ms.toFixed(0)} ms`)
      assert.ok(ms < 250 * pace, `${what}: ${ms.toFixed(0)} ms at a pace of ${pace.toFixed(1)}`)
    }
  })
})
