import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import { positionsOf, report } from '../../rules/sigma/report.ts'
import { quickTree } from '../../rules/sigma/yaml-quick.ts'
import type { Tree } from '../../rules/sigma/yaml-tree.ts'
import { treeOf } from '../../rules/sigma/yaml-tree.ts'

// The quick reader reads what the parser of all YAML reads, to the last offset, or leaves the text to it.

const pack = globSync(join(import.meta.dirname, '../../rules/pack/**/*.yml')).map((file) => readFileSync(file, 'utf8'))
const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const absent = existsSync(join(corpora, 'sigma')) ? false : `no Sigma corpus at ${corpora}`

/** The tree by way of the whole parser; undefined where it finds anything to say, or another number of documents. */
function slowTree(text: string): Tree | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  const [document] = documents
  if (!Array.isArray(documents) || document === undefined || documents.length > 1) return undefined
  if (document.errors.length + document.warnings.length > 0) return undefined
  const said = report(positionsOf('rule.yml', text))
  const tree = treeOf(document, said)
  return said.problems.length === 0 ? tree : undefined
}

/** Answers whether the quick reader read it. */
function agrees(text: string): boolean {
  const quick = quickTree(text)
  if (quick === undefined) return false
  assert.deepEqual(quick, slowTree(text), text)
  return true
}

test('rules of the pack are read as by the whole parser', () => {
  assert.ok(pack.length > 40)
  const quick = pack.filter(agrees).length
  assert.ok(quick > pack.length * 0.8, `${quick} of ${pack.length}`)
})

test('rules of SigmaHQ are read as by the whole parser, nearly all quickly', { skip: absent }, (t) => {
  const files = globSync(join(corpora, 'sigma/rules*/**/*.yml'))
  // Every fifth: the whole parser takes its time.
  const texts = files.filter((_, i) => i % 5 === 0).map((file) => readFileSync(file, 'utf8'))
  const quick = texts.filter(agrees).length
  t.diagnostic(`${quick} of ${texts.length}`)
  assert.ok(quick > texts.length * 0.95)
})

const signs = 'xy1đ._\\ :#\'"-|>[]{},%@`\t~?\n'
const pieces = [
  '  ',
  '\n  ',
  '\n\n',
  ': ',
  ' #',
  '- ',
  '|-\n',
  '&a ',
  '*a',
  '!x ',
  'null',
  'true',
  '0x1',
  '1.0',
  '---\n',
  '? ',
  '<<: ',
]
const scraps = [...signs, ...pieces]

test('rules with something changed in them are read as by the whole parser, or left to it', () => {
  const scrap = fc.constantFrom(...scraps)
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(3), scrap })
  let read = 0
  fc.assert(
    fc.property(fc.constantFrom(...pack), fc.array(change, { minLength: 1, maxLength: 2 }), (text, changes) => {
      let changed = text.slice(0, text.indexOf('\nvonggac:') + 1)
      for (const { at, cut, scrap: put } of changes) {
        const place = Math.floor(at * changed.length)
        changed = changed.slice(0, place) + put + changed.slice(place + cut)
      }
      if (agrees(changed)) read++
    }),
    { numRuns: 5000 },
  )
  assert.ok(read > 400, `only ${read} read quickly`)
})
