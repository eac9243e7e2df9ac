import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ruleProblemWords, whyNotRun } from '../../../console/web/src/lib/rule-problem-words.ts'
import { ruleProblemsVi } from '../../../core/i18n/rule-problems-vi.ts'
import { translator } from '../../../core/i18n/translator.ts'

const rules = join(import.meta.dirname, '..', '..', '..', 'rules')
const vi = translator('vi', 'Asia/Ho_Chi_Minh')
const en = translator('en', 'Asia/Ho_Chi_Minh')

test('whatever can be wrong with the text of a rule has words in Vietnamese, and no text is of nothing', () => {
  const codes = new Set<string>()
  let text = ''
  for (const file of globSync('{sigma,engine,collections,live}/**/*.ts', { cwd: rules })) {
    const source = readFileSync(join(rules, file), 'utf8')
    text += source
    for (const [, code = ''] of source.matchAll(
      /(?:report\.(?:error|warning)|\bfault|\bRefusal|\bproblem)\(\s*'([a-z]+(?:-[a-z]+)+)'/g,
    ))
      codes.add(code)
  }
  assert.ok(codes.size > 45, `${codes.size}`)
  const known = Object.keys(ruleProblemsVi).map((key) => key.slice('ruleProblem.'.length))
  assert.deepEqual(
    [...codes].filter((code) => !known.includes(code)),
    [],
  )
  // A code that is made of a key: `invalid-${key}`.
  const made = ['invalid-level', 'invalid-status']
  assert.deepEqual(
    known.filter((code) => !text.includes(`'${code}'`) && !made.includes(code)),
    [],
  )
})

test('the server’s own sentence stands under English alone; what it quotes is named in Vietnamese too', () => {
  const problem = {
    code: 'unused-selection',
    message: 'the condition does not use “filter”',
    hint: 'take it out',
  }
  assert.deepEqual(ruleProblemWords(en, problem), { message: problem.message, hint: problem.hint })
  assert.deepEqual(ruleProblemWords(vi, problem), { message: 'condition không dùng nhóm “filter”.', hint: null })
  const newer = { ...problem, code: 'of-a-newer-release' }
  assert.equal(ruleProblemWords(vi, newer).message, problem.message)
})

test('why a rule cannot run is told in the reader’s language', () => {
  assert.equal(whyNotRun(vi, 'field not mapped: Image'), 'trường Image chưa có ánh xạ.')
  assert.equal(whyNotRun(vi, 'mimikatz: field not mapped: Image'), 'trường Image chưa có ánh xạ.')
  assert.equal(whyNotRun(vi, 'log source not mapped'), 'nguồn nhật ký chưa có ánh xạ.')
})
