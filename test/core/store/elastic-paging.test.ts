import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { temporaryElastic } from '../../support/temporary-elastic.ts'
import { everything, start, write } from './fixtures.ts'

const server = await findElasticsearch()
const skip = 'missing' in server ? server.missing : false

test('records past the ten thousandth are listed in order, with the total, and nothing past the last', {
  skip,
}, async () => {
  const opened = await temporaryElastic('url' in server ? server.url : '', manualClock(start))
  try {
    const { records } = opened.store
    const total = 20_050
    const id = (n: number) => `a${String(n).padStart(5, '0')}`
    // Ranks repeat, and some have none: places between equals are told apart by the id.
    const rank = (n: number) => (n % 7 === 0 ? {} : { rank: n % 3 })
    for (let from = 0; from < total; from += 5_000)
      await records.write(
        Array.from({ length: Math.min(5_000, total - from) }, (_, i) => write('alert', id(from + i), rank(from + i))),
      )
    const page = async (
      offset: number,
      limit: number,
      sort?: readonly { field: string; direction: 'asc' | 'desc' }[],
    ) => {
      const found = await records.list(systemScope, 'alert', {
        where: everything,
        limit,
        offset,
        ...(sort === undefined ? {} : { sort }),
      })
      assert.equal(found.total, total)
      return found.rows.map((row) => row.id)
    }
    for (const offset of [0, 9_950, 9_990, 10_000, 20_000, 20_040])
      assert.deepEqual(
        await page(offset, 50),
        Array.from({ length: Math.min(50, total - offset) }, (_, i) => id(offset + i)),
      )
    assert.deepEqual(await page(20_050, 50), [])
    assert.deepEqual(await page(90_000, 50), [])
    assert.equal((await page(0, 100_000)).length, total)
    const sort = [{ field: 'rank', direction: 'desc' as const }]
    const all = [
      ...(await page(0, 10_000, sort)),
      ...(await page(10_000, 10_000, sort)),
      ...(await page(20_000, 100, sort)),
    ]
    assert.equal(new Set(all).size, total)
  } finally {
    await opened.close()
  }
})
