import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverage, navigatorLayer } from '../../../rules/live/coverage.ts'

const rules = [
  { id: 'a', tags: ['attack.credential-access', 'attack.t1110', 'attack.t1110.001'] },
  { id: 'b', tags: ['attack.t1110', 'cve.2024-1234'] },
  { id: 'c', tags: ['attack.g0016', 'attack.s0001'] },
]

test('techniques with the rules that judge and those that do not; groups and software are no techniques', () => {
  const { techniques, untagged } = coverage(rules, (id) => id === 'a')
  assert.deepEqual(techniques, [
    { id: 'T1110', running: ['a'], idle: ['b'] },
    { id: 'T1110.001', running: ['a'], idle: [] },
  ])
  assert.equal(untagged, 1)
})

test('the layer has what the Navigator asks for (layer format 4.5)', () => {
  const layer = navigatorLayer(coverage(rules, (id) => id === 'b').techniques, 'Tỉnh Mẫu', (id) => `rule ${id}`)
  assert.deepEqual(layer.versions, { navigator: '4.9.0', layer: '4.5' })
  assert.equal(layer.domain, 'enterprise-attack')
  assert.deepEqual(
    (layer.techniques as { techniqueID: string; score: number; comment: string }[]).map((one) => [
      one.techniqueID,
      one.score,
      one.comment,
    ]),
    [
      ['T1110', 1, '+ rule b\n- rule a'],
      ['T1110.001', 0, '- rule a'],
    ],
  )
  const { minValue, maxValue } = layer.gradient as { minValue: number; maxValue: number }
  assert.ok(maxValue > minValue)
})
