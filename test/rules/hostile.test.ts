import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadRules } from '../../rules/engine/load.ts'
import { summarise } from '../../rules/engine/load-report.ts'
import { codes, read, ruleText, selection } from './support.ts'

const good = (id: string) => ruleText(selection('f: x')).replace(/id: .*/, `id: ${id}`)
const ids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const

/** Reading must end within seconds on a busy machine, refuse, and say why. */
function refusesFast(text: string, code: string): void {
  const start = performance.now()
  const { rules, rejected, problems } = read(text)
  assert.ok(performance.now() - start < 10_000, `took ${Math.round(performance.now() - start)} ms`)
  assert.equal(rules.length, 0)
  assert.ok(rejected > 0)
  assert.ok(codes(problems).includes(code), JSON.stringify(problems.slice(0, 3)))
}

test('an alias bomb is refused', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  refusesFast(`title: T\n${lines.join('\n')}\n`, 'yaml-too-large')
})

test('an alias that contains itself is refused', () => refusesFast('title: &t [*t]\n', 'yaml-too-deep'))
test('deep nesting is refused', () => {
  refusesFast(`title: ${'['.repeat(100)}x${']'.repeat(100)}\n`, 'yaml-too-deep')
  refusesFast(`title: ${'['.repeat(20_000)}`, 'yaml-too-deep')
})
test('a file of 5 MB is refused', () => refusesFast(`# ${'x'.repeat(5_000_000)}\n`, 'file-too-large'))
test('a map of very many keys ends soon', () => {
  refusesFast(Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n'), 'yaml-too-large')
})
test('very many documents end soon', () => refusesFast('a: 1\n---\n'.repeat(5_000), 'missing-title'))
test('text that is not UTF-8 is refused', () => {
  const { rules, problems } = loadOne(Buffer.from([0x74, 0xff, 0xfe, 0x00]))
  assert.equal(rules.length, 0)
  assert.deepEqual(codes(problems), ['invalid-utf8'])
})
test('a byte order mark and CRLF do no harm', () => {
  const { rules, problems } = read(`\ufeff${good(ids[0]).replaceAll('\n', '\r\n')}`)
  assert.deepEqual([rules.length, problems.length], [1, 0])
})
test('tags that name types of a program are no more than text', () => {
  const { rules, problems } = read(ruleText(selection('f: !!python/object/apply:os.system [x]')))
  assert.equal(rules.length, 1)
  assert.deepEqual(codes(problems), ['yaml-syntax'])
})
test('__proto__ is a field like any other', () => {
  const { rules } = read(ruleText(selection('__proto__: x\nconstructor|exists: true')))
  assert.equal(rules.length, 1)
  assert.equal(({} as { x?: string }).x, undefined)
})
test('a pattern that hangs backtracking engines runs', () => {
  const { rules } = read(ruleText(selection("f|re: '^(a+)+$'")))
  assert.equal(rules.length, 1)
})
test('expand cannot multiply without end', () => {
  const list = Array.from({ length: 400 }, (_, i) => `v${i}`)
  const { problems } = read(ruleText(selection("f|expand: '%a%%a%'")), { a: list })
  assert.deepEqual(codes(problems), ['modifier-value'])
})

test('whatever a file holds, reading it never throws', () => {
  const scrap = fc.constantFrom(
    'title: T\n',
    'detection:\n',
    '  a:\n',
    '    f|re: (\n',
    '  condition: a\n',
    '- x\n',
    '&a ',
    '*a',
    '{',
    '}',
    '[',
    ']',
    "'",
    '"',
    ': ',
    '---\n',
    '!!int x\n',
    '|\n',
    '\t',
    '? ',
    'logsource: {product: x}\n',
    '\0',
    '\u2028',
    '<<: ',
  )
  fc.assert(
    fc.property(fc.array(scrap, { maxLength: 20 }), (parts) => {
      const { rules, rejected, problems } = read(parts.join(''))
      assert.ok(rules.length + rejected > 0)
      if (rejected > 0) assert.ok(problems.some(({ level }) => level === 'error'))
    }),
    { numRuns: 2000 },
  )
})

// ---------------------------------------------------------------- folders

function inFolder(files: Record<string, string | Buffer>, use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-rules-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function loadOne(content: Buffer) {
  let report = loadRules([], { taxonomy: 'identity' })
  inFolder({ 'a.yml': content }, (folder) => {
    report = loadRules([folder], { taxonomy: 'identity' })
  })
  return report
}

test('folders are read to the bottom, in order of names, and only .yml and .yaml', () => {
  const files = { 'b/two.yaml': good(ids[1]), 'a/one.yml': good(ids[0]), 'a/notes.md': '# x', 'c.yml.bak': 'x' }
  inFolder(files, (folder) => {
    const { rules, problems } = loadRules([folder], { taxonomy: 'identity' })
    assert.deepEqual(
      rules.map(({ id }) => id),
      ids,
    )
    assert.deepEqual(problems, [])
  })
})

test('a file reached twice, and a link that leads in a circle, count once', () => {
  inFolder({ 'a/one.yml': good(ids[0]) }, (folder) => {
    symlinkSync(folder, join(folder, 'a/up'))
    const { rules, problems } = loadRules([folder, join(folder, 'a'), join(folder, 'a/one.yml')], {
      taxonomy: 'identity',
    })
    assert.deepEqual([rules.length, problems.length], [1, 0])
  })
})

test('of two rules with one id the first is kept, and the second told where it is', () => {
  inFolder({ 'a.yml': good(ids[0]), 'b.yml': good(ids[0]) }, (folder) => {
    const report = loadRules([folder], { taxonomy: 'identity' })
    assert.deepEqual(codes(report.problems), ['duplicate-id'])
    assert.ok(report.problems[0]?.hint?.includes('a.yml:1'))
    assert.deepEqual(summarise(report), {
      rules: 2,
      loaded: 1,
      rejected: 1,
      warnings: 0,
      cannotRun: 0,
      correlations: 0,
      filters: 0,
    })
  })
})

test('a path that is not there is a problem, and the rest loads', () => {
  inFolder({ 'a.yml': good(ids[0]) }, (folder) => {
    const report = loadRules([join(folder, 'none'), folder], { taxonomy: 'identity' })
    assert.deepEqual(codes(report.problems), ['path-unreadable'])
    assert.deepEqual([report.rules.length, report.rejected], [1, 1])
  })
})

test('a log source or a field that is not mapped is visible, and judges nothing', () => {
  const unmapped = good(ids[0])
  const field = good(ids[1]).replace('product: test', 'product: linux').replace('f: x', 'NoSuchField: x')
  inFolder({ 'a.yml': unmapped, 'b.yml': field }, (folder) => {
    const report = loadRules([folder], { taxonomy: 'ecs' })
    assert.deepEqual(
      report.rules.map(({ cannotRun }) => cannotRun),
      [
        { reason: 'log source not mapped', line: 3 },
        { reason: 'field not mapped: NoSuchField', line: 6 },
      ],
    )
    assert.equal(summarise(report).cannotRun, 2)
    for (const { predicate } of report.rules) assert.equal(JSON.stringify(predicate).includes('"false"'), true)
  })
})
