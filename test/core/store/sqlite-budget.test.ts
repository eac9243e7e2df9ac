import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { openEventWriter, openReader } from '../../../core/store/sqlite/open.ts'
import { always, day, equals, event, everything, start } from './fixtures.ts'

const directory = mkdtempSync(join(tmpdir(), 'vonggac-budget-'))
/** Two classes on the same day and one event long before: enough for several slices, in partitions that overlap. */
const total = 40_001

before(async () => {
  const writer = openEventWriter({ directory })
  for (const part of ['standard', 'extended']) {
    for (let batch = 0; batch < 10; batch++) {
      const events = Array.from({ length: 2_000 }, (_, i) => {
        const n = batch * 2_000 + i
        return event(`${part}-${n}`, start + n * 10, {
          class: part,
          fields: { user: { name: n % 4_000 === 0 ? 'rare' : 'common' } },
        })
      })
      await writer.append(events, [])
    }
  }
  await writer.append([event('oldest', start - 9 * day, { fields: { user: { name: 'rare' } } })], [])
  await writer.close()
})
after(() => rmSync(directory, { recursive: true }))

test('without time pressure everything is counted', async () => {
  const reader = openReader({ directory, budget: 3_600_000 })
  assert.deepEqual((await reader.histogram(systemScope, always, 10)).total, { value: total, relation: 'eq' })
  const [facet] = await reader.facets(systemScope, always, ['user.name'], 10)
  assert.deepEqual(facet, {
    field: 'user.name',
    values: [
      { value: 'common', count: total - 11 },
      { value: 'rare', count: 11 },
    ],
    partial: false,
  })
  await reader.close()
})

test('a count that ran out of time says "at least"', async () => {
  const reader = openReader({ directory, budget: 0 })
  const { total: counted, buckets } = await reader.histogram(systemScope, always, 10)
  assert.equal(counted.relation, 'gte')
  assert.ok(counted.value > 0 && counted.value < total)
  assert.equal(
    buckets.reduce((sum, { count }) => sum + count, 0),
    counted.value,
  )
  const [facet] = await reader.facets(systemScope, always, ['user.name'], 10)
  assert.equal(facet?.partial, true)
  assert.ok(facet.values.every(({ count }) => count < total))
  await reader.close()
})

test('a search that ran out of time goes on from where it stopped, and misses and repeats nothing', async () => {
  const reader = openReader({ directory, budget: 0 })
  const found: (string | undefined)[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    const page = await reader.search(
      systemScope,
      { ...always, where: equals('user.name', 'rare') },
      {
        limit: 4,
        ...(cursor === undefined ? {} : { cursor }),
      },
    )
    found.push(...page.rows.map((row) => row.event.id))
    cursor = page.cursor
    pages += 1
    assert.ok(pages < 100, 'the search does not get on')
  } while (cursor !== undefined)
  const expected = [16_000, 12_000, 8_000, 4_000, 0].flatMap((n) => [`standard-${n}`, `extended-${n}`])
  assert.deepEqual(found, [...expected, 'oldest'])
  assert.ok(pages > 3)
  await reader.close()
})

test('a page that fills before time is up is full', async () => {
  const reader = openReader({ directory, budget: 0 })
  assert.equal((await reader.search(systemScope, { ...always, where: everything }, { limit: 50 })).rows.length, 50)
  await reader.close()
})
