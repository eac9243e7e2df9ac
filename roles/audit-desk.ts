import type { UnitTree } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import type { AuditLog, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { createChainChecks } from '../response/audit/chain-check.ts'
import type { AuditDesk } from '../response/audit/desk.ts'
import { createPacks } from '../response/audit/pack.ts'
import { packSections } from './pack-sections.ts'
import type { Retention } from './retention.ts'
import type { Trouble } from './role.ts'
import { openSigner } from './signing-key.ts'

/** What auditors work with, made of the installation. */
export function openAuditDesk({
  records,
  audit,
  units,
  clock,
  config,
  retention,
  signal,
}: {
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly units: UnitTree
  readonly clock: Clock
  readonly config: Config
  readonly retention: Retention
  readonly signal: Signal
}): AuditDesk {
  const signer = openSigner(config.storage.secrets)
  const sections = packSections(records, units, retention, config.installation.timeZone)
  const installation = config.installation.name
  return {
    checks: createChainChecks({ records, audit, clock }, (error) =>
      signal('request-failed', { route: 'audit-check', cause: String(error) }),
    ),
    packs: createPacks({ records, audit, units, clock, signer, installation, sections }),
    signer,
    sendsHead: config.audit.headSyslog !== '' || config.audit.headMail !== '' || config.audit.headFile !== '',
  }
}

/** A broken chain is told to the operator for as long as the last check says so. */
export async function auditTroubles({ checks }: AuditDesk): Promise<readonly Trouble[]> {
  const check = await checks.last()
  if (check === undefined || check.verdict === null || check.verdict.ok) return []
  const { number, reason } = check.verdict
  return [{ code: 'audit-broken', since: check.noted, detail: `${number}: ${reason}` }]
}
