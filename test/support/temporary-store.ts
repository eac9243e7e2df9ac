import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Clock } from '../../core/lib/clock.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'

/** A real store in a folder of its own that goes away with the test. */
export function temporaryStore(t: TestContext, clock: Clock) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-test-'))
  const store = openSqliteStore({
    directory: join(folder, 'store'),
    secretsDirectory: join(folder, 'secrets'),
    clock,
  })
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return store
}
