import { systemScope } from '../../core/access/scope.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { audited, event, start, write } from '../core/store/fixtures.ts'

/** One of the processes of `store-processes.test.ts`: adds to a shared counter, the audit log and a shared partition. */
const [directory = '', secretsDirectory = '', name = '', rounds = '0'] = process.argv.slice(2)
const store = openSqliteStore({ directory, secretsDirectory })
for (let round = 0; round < Number(rounds); round++) {
  for (;;) {
    const counter = await store.records.get<{ n: number }>(systemScope, 'counter', 'shared')
    const next = write(
      'counter',
      'shared',
      { n: (counter?.document.n ?? 0) + 1 },
      { expect: counter?.version ?? 'absent' },
    )
    const result = await store.records.write([next], [audited('counter.add', { actor: name })])
    if (result.ok) break
  }
  // One event that only this process sends, one that both do.
  await store.events.append([event(`${name}-${round}`, start), event(`both-${round}`, start)], [])
}
await store.close()
