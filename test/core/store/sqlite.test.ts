import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../../core/store/sqlite/open.ts'
import { describeStore } from './contract.ts'

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
