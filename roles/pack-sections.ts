import { inScope } from '../core/access/scope.ts'
import type { SourceState } from '../core/event/source-state.ts'
import type { RecordStore } from '../core/store/store.ts'
import type { PackSections } from '../response/audit/pack.ts'
import { moment, type PackTable } from '../response/audit/pack-table.ts'
import { listDrops } from '../response/retention/ledger.ts'
import { classNames } from '../response/retention/policy.ts'
import { sourceKind } from '../response/sources/source.ts'
import type { Retention } from './retention.ts'

/** Deletions that are told, the newest. */
const mostDrops = 10_000
const mostSources = 50_000

/** What an inspector's pack tells of how long logs are kept: classes, sources, and what was deleted. */
export const packSections =
  (records: RecordStore, retention: Retention): PackSections =>
  async ({ scope, from, to }) => {
    const [sources, drops] = await Promise.all([
      records.list<SourceState>(scope, sourceKind, {
        where: { kind: 'true' },
        sort: [{ field: 'id', direction: 'asc' }],
        limit: mostSources,
      }),
      listDrops(records, mostDrops),
    ])
    // How much everybody sends is not for who reads one unit's.
    const whole = inScope(scope, [])
    const { frame } = retention
    const classes: PackTable = {
      name: 'retention-classes',
      columns: ['class', 'months', 'minimumMonths', 'lawFrom', 'law'],
      rows: () =>
        classNames.flatMap((name) => {
          const policy = retention.policyOf(name)
          if (policy === undefined) return []
          const { months, minimum } = policy
          return [{ class: name, months, minimumMonths: minimum, lawFrom: frame.effectiveFrom, law: frame.source }]
        }),
    }
    const sourceRows: PackTable = {
      name: 'sources',
      columns: ['source', 'peer', 'host', 'unit', 'datasets', 'class', 'lastSeenAt'],
      rows: () =>
        sources.rows.map(({ document: { id, peer, host, unit, datasets, lastSeen } }) => ({
          source: id,
          peer,
          host,
          unit: unit?.id ?? null,
          datasets: [...datasets],
          class: retention.classes.classOf({ id, peer, host: host ?? undefined }),
          lastSeenAt: moment(lastSeen),
        })),
    }
    const ledger: PackTable = {
      name: 'retention-ledger',
      columns: ['class', 'day', 'reason', 'state', 'askedAt', 'endedAt', 'events', 'bytes'],
      rows: () =>
        drops
          .filter(({ asked }) => asked >= from && asked < to)
          .map(({ class: name, day, reason, state, asked, ended, events, bytes }) => ({
            class: name,
            day,
            reason,
            state,
            askedAt: moment(asked),
            endedAt: moment(ended),
            events: whole ? events : null,
            bytes: whole ? bytes : null,
          })),
    }
    return [sourceRows, classes, ledger]
  }
