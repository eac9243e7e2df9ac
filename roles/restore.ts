import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Restored } from '../console/cli/commands/restore.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { keptHead } from '../core/store/sqlite/backup.ts'
import { openSqliteStore } from '../core/store/sqlite/open.ts'
import { restoreStore } from '../core/store/sqlite/restore.ts'

/**
 * Restores the archive and proves its audit log where the keys are. A head in the secrets folder that is ahead of the
 * archive is what tells of rows taken away: here they were, knowingly, so the head is set back and the log keeps a row
 * that says so, with the head that was.
 */
export async function restoreInstallation(config: Config, file: string, clock: Clock): Promise<Restored> {
  const { data: directory, secrets: secretsDirectory } = config.storage
  const manifest = await restoreStore({ file, directory, secretsDirectory })
  if (!existsSync(join(secretsDirectory, 'audit.key'))) return { ...manifest, verdict: undefined }
  const before = keptHead(secretsDirectory)
  const ahead = before !== undefined && before.number > (manifest.audit?.number ?? 0)
  if (ahead) rmSync(join(secretsDirectory, 'audit.head'))
  const store = openSqliteStore({ directory, secretsDirectory, clock })
  try {
    if (ahead) {
      await store.audit.append([
        {
          actor: 'host',
          action: 'store.restore',
          target: 'store',
          unitIds: [],
          details: { made: manifest.made, headBefore: { ...before } },
        },
      ])
    }
    return { ...manifest, verdict: await store.audit.verify() }
  } finally {
    await store.close()
  }
}
