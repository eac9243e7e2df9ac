import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEventWriter, openReader, openRecords, openSqliteStore } from '../../../core/store/sqlite/open.ts'
import { describeStore } from './contract.ts'
import { describeEvents } from './contract-events.ts'
import { describeScope } from './contract-scope.ts'

describeStore('SQLite', async (clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-store-'))
  const store = openSqliteStore({ directory: join(folder, 'data'), secretsDirectory: join(folder, 'secrets'), clock })
  return {
    store,
    async close() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
})

// All that a read can meet: segments of two rows each, and up to one row that has none yet.
for (const describe of [describeEvents, describeScope]) {
  describe('SQLite in segments', async (clock) => {
    const folder = mkdtempSync(join(tmpdir(), 'vonggac-store-'))
    const directory = join(folder, 'data')
    const records = openRecords({ directory, secretsDirectory: join(folder, 'secrets'), clock })
    const writer = openEventWriter({ directory, segmentRows: 2 })
    const append: typeof writer.append = async (events, matches) => {
      const result = await writer.append(events, matches)
      await writer.seal()
      return result
    }
    const reader = openReader({ directory, budget: 60_000 })
    return {
      store: {
        events: { ...reader, append, dropPartition: writer.dropPartition },
        records: records.records,
        audit: records.audit,
      },
      async close() {
        await reader.close()
        await writer.close()
        await records.close()
        rmSync(folder, { recursive: true })
      },
    }
  })
}
