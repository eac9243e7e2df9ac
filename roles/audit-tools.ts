import type { AuditTools } from '../console/cli/commands/audit.ts'
import { systemScope } from '../core/access/scope.ts'
import { unitTree } from '../core/access/unit-tree.ts'
import type { Clock } from '../core/lib/clock.ts'
import { localDay } from '../core/lib/local-day.ts'
import { openAuditSecrets } from '../core/store/audit-secrets.ts'
import { unitsOn } from '../response/units/unit-record.ts'
import { openAuditDesk } from './audit-desk.ts'
import { retentionOf } from './retention.ts'
import { openSigner } from './signing-key.ts'
import { installedUnits } from './units.ts'

/** What the verb `audit` needs of an installation. */
export const auditTools = (clock: Clock): AuditTools => ({
  clock,
  scope: systemScope,
  signer: ({ config }) => openSigner(config.storage.secrets),
  chainKey: ({ config }) => openAuditSecrets(config.storage.secrets, true).key,
  async packs({ config, store }) {
    const { units } = await installedUnits(config, store.records, clock)
    const tree = unitTree(unitsOn(units.values(), localDay(clock.now(), config.installation.timeZone)))
    const retention = retentionOf(config, clock)
    return openAuditDesk({ ...store, units: tree, clock, config, retention, signal: () => undefined }).packs
  },
})
