import type { TestContext } from 'node:test'
import type { Clock } from '../../core/lib/clock.ts'
import type { Store } from '../../core/store/store.ts'
import { findElasticsearch } from './elasticsearch.ts'
import { temporaryElastic } from './temporary-elastic.ts'
import { temporaryStore } from './temporary-store.ts'

/** A kind of store to test on: `open` gives an empty one that goes away with the test, unless `skip` says why it cannot. */
export interface StoreKind {
  readonly name: string
  readonly skip: string | false
  open(t: TestContext): Promise<Store>
}

/** Every kind of store. */
export async function eachStore(clock: Clock): Promise<readonly StoreKind[]> {
  const server = await findElasticsearch()
  return [
    { name: 'SQLite', skip: false, open: async (t) => temporaryStore(t, clock) },
    {
      name: 'Elasticsearch',
      skip: 'missing' in server ? server.missing : false,
      async open(t) {
        const { store, close } = await temporaryElastic('url' in server ? server.url : '', clock)
        t.after(close)
        return store
      },
    },
  ]
}
