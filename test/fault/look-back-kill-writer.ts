import { systemScope } from '../../core/access/scope.ts'
import { systemClock as clock } from '../../core/lib/clock.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { type LookBack, lookBackKind } from '../../response/indicators/look-back.ts'
import { advanceLookBack } from '../../response/indicators/look-back-run.ts'

/** The process that the test of searches for indicators kills: goes on with a search and says how far it came. */
const [directory = '', secretsDirectory = '', id = ''] = process.argv.slice(2)
const store = openSqliteStore({ directory, secretsDirectory, clock })
const { events, records } = store
for (;;) {
  const search = await records.get<LookBack>(systemScope, lookBackKind, id)
  if (search === undefined || search.document.ended !== null) break
  await advanceLookBack({ events, records, clock, timeZone: 'Asia/Ho_Chi_Minh' }, search, 1)
  process.stdout.write(`reached ${search.document.reached}\n`)
}
await store.close()
