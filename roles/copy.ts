import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CopyInstallation } from '../console/cli/commands/copy.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import { openAuditSecrets } from '../core/store/audit-secrets.ts'
import { verifyAudit } from '../core/store/audit-verify.ts'
import { copyStore } from '../core/store/copy.ts'
import { openCopySource } from '../core/store/sqlite/copy-source.ts'
import { upgradeStore } from '../core/store/sqlite/upgrade.ts'
import { isVonggac } from './doctor.ts'
import { openCopyTarget } from './open-store.ts'

/** Copies an installation on files into the store of another configuration, with the keys that prove its audit log. */
export async function copyInstallation(
  from: Config,
  to: Config,
  options: Parameters<CopyInstallation>[2],
  clock: Clock,
): ReturnType<CopyInstallation> {
  if (to.storage.kind === 'sqlite' && resolve(to.storage.data) === resolve(from.storage.data)) {
    throw new CodedError('bad-request', 'both configurations name the same store')
  }
  for (const config of [from, to]) {
    if (await isVonggac(config)()) {
      throw new CodedError('conflict', `the platform runs on port ${config.console.port}`, { hint: 'stop it first' })
    }
  }
  upgradeStore(from.storage.data)
  const source = openCopySource(from.storage.data)
  try {
    // Ingest and jobs hold leases while they run, wherever they do.
    const leases = source.records('lease', '', 100)
    if (leases.some(({ document }) => 'until' in document && Number(document.until) > clock.now())) {
      throw new CodedError('conflict', 'a role of the platform runs, or was killed moments ago', {
        hint: 'stop it, or try again in a minute',
      })
    }
    const secrets = openAuditSecrets(from.storage.secrets, source.auditCount() > 0)
    const verdict = await verifyAudit(source.auditRows, secrets)
    if (!verdict.ok) {
      throw new CodedError('conflict', `the audit log is not whole: row ${verdict.number} (${verdict.reason})`, {
        hint: 'see vonggac audit verify',
      })
    }
    bringSecrets(from.storage.secrets, to.storage.secrets)
    const target = await openCopyTarget(to, clock)
    try {
      return await copyStore(source, target, options)
    } finally {
      await target.close()
    }
  } finally {
    source.close()
  }
}

/** The keys go along where the other installation has none; other keys than ours are refused. */
function bringSecrets(from: string, to: string): void {
  if (resolve(from) === resolve(to)) return
  const key = join(to, 'audit.key')
  if (!existsSync(key)) cpSync(from, to, { recursive: true, force: false })
  else if (!readFileSync(key).equals(readFileSync(join(from, 'audit.key')))) {
    throw new CodedError('conflict', `${key} is another key than that of this installation`, {
      hint: 'name an empty folder, or the same one, as storage.secrets',
    })
  }
}
