import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventsAddress, rangeAround } from '../../../console/web/src/pages/indicators/indicator-words.ts'
import { readTerms } from '../../../console/web/src/pages/search/terms.ts'

const hit = {
  unit: null,
  type: 'address' as const,
  value: '203.0.113.77',
  count: 2,
  first: 1_764_500_000_000,
  last: 1_764_500_060_000,
  hosts: ['ketoan-pc-01'],
  moreHosts: false,
  events: ['202611300305-8a', '202611300306-9b'],
}

test('the events of a hit are what the search page asks for', () => {
  const params = new URL(eventsAddress(hit), 'http://x').searchParams
  assert.equal(readTerms(params).query, 'event.id: "202611300305-8a" or event.id: "202611300306-9b"')
  assert.deepEqual([params.get('from'), params.get('to')], ['1764500000000', '1764500060001'])
})

test('pages of what was hit show a day around it', () => {
  const params = new URLSearchParams(rangeAround(hit))
  assert.equal(Number(params.get('from')), hit.first - 86_400_000)
  assert.equal(Number(params.get('to')), hit.last + 86_400_000)
})
