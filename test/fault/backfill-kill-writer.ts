import { once } from 'node:events'
import { systemClock as clock } from '../../core/lib/clock.ts'
import { openElasticStore } from '../../core/store/elastic/open.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { openBackfills } from '../../rules/backfill/backfill.ts'
import { advanceBackfill } from '../../rules/backfill/run.ts'
import { backfillWorld } from '../support/backfill-world.ts'

/**
 * The process that the test of back-fill kills: goes on with the runs that are open, says after each step how far they came,
 * and takes the next one when it is told to.
 */
const [place = '', secretsDirectory = '', rules = '', prefix] = process.argv.slice(2)
const store =
  prefix === undefined
    ? openSqliteStore({ directory: place, secretsDirectory, clock })
    : await openElasticStore({ urls: [place], prefix, secretsDirectory, clock, refreshAtOnce: true })
const world = await backfillWorld(store, [rules], clock)
for (;;) {
  const [run] = await openBackfills(store.records)
  if (run === undefined) break
  await advanceBackfill(world.parts, run, 1)
  process.stdout.write(`reached ${run.document.reached}\n`)
  await once(process.stdin, 'data')
}
process.stdin.destroy()
await world.close()
await store.close()
