import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldNames, fieldType, isEcsField } from '../../../core/event/fields.ts'
import { ecsFieldsOnDisk, ecsFieldsSource } from '../../support/ecs-fields.ts'

test('the field data is what the ECS package gives', () => {
  // Not assert.equal: its report of two files of 90 kB helps nobody.
  assert.ok(ecsFieldsOnDisk() === ecsFieldsSource(), 'run: node_modules/.bin/node test/support/ecs-fields.ts')
})

test('fields have types', () => {
  const types = {
    '@timestamp': 'date',
    'source.ip': 'ip',
    'source.port': 'long',
    'event.category': 'keyword',
    message: 'text',
    'process.command_line': 'text',
    'process.entity_id': 'keyword',
    'source.geo.location': 'geo_point',
    'event.risk_score': 'float',
    labels: 'object',
    'vonggac.unit.ids': 'keyword',
  }
  for (const [name, type] of Object.entries(types)) assert.equal(fieldType(name), type, name)
  for (const name of ['', 'source', 'nothing.here', 'constructor', 'SOURCE.IP'])
    assert.equal(fieldType(name), undefined)
})

test('ours are no fields of ECS', () => {
  assert.equal(isEcsField('source.ip'), true)
  assert.equal(isEcsField('vonggac.unit.ids'), false)
  assert.equal(isEcsField('winlog.event_id'), false)
})

test('names are complete, sorted and unique', () => {
  const names = fieldNames()
  assert.ok(names.length > 2_500, `${names.length} names`)
  assert.deepEqual(names, [...new Set(names)].sort())
})
