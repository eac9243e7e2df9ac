import { inScope } from '../core/access/scope.ts'
import type { UnitTree } from '../core/access/unit.ts'
import type { SourceState } from '../core/event/source-state.ts'
import { localDay } from '../core/lib/local-day.ts'
import type { RecordStore } from '../core/store/store.ts'
import type { PackSections } from '../response/audit/pack.ts'
import { moment, type PackTable } from '../response/audit/pack-table.ts'
import { listDrops } from '../response/retention/ledger.ts'
import { classNames } from '../response/retention/policy.ts'
import { silentSources } from '../response/sources/silence.ts'
import { sourceKind } from '../response/sources/source.ts'
import { standingBy } from '../response/systems/standing.ts'
import { systemEndedOn, systemOn } from '../response/systems/system-record.ts'
import { readSystems } from '../response/systems/system-records.ts'
import type { Retention } from './retention.ts'

/** Deletions that are told, the newest. */
const mostDrops = 10_000
const mostSources = 50_000

/** What an inspector's pack tells of systems and how long logs are kept: systems as of the date, sources, classes, deletions. */
export const packSections =
  (records: RecordStore, units: Pick<UnitTree, 'lineage'>, retention: Retention, timeZone: string): PackSections =>
  async ({ scope, from, to, asOf }) => {
    const day = localDay(asOf, timeZone)
    const [systems, silent, sources, drops] = await Promise.all([
      readSystems(records, scope),
      silentSources(records),
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
    // What is known of sources is known of today: how a system stands is told as of when the pack is made.
    const standing = standingBy({
      frame,
      sources: sources.rows.map(({ document }) => document),
      silent,
      classOf: retention.classes.classOf,
    })
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
    // Another's unit is not for who reads one unit's.
    const operatorOf = ({ unit, name }: { unit: string | null; name: string }, owner: string) =>
      unit === null ? (name === '' ? owner : name) : inScope(scope, units.lineage(unit)) ? unit : null
    const systemRows: PackTable = {
      name: 'systems',
      columns: [
        'code',
        'name',
        'level',
        'decision',
        'decisionDate',
        'decisionBy',
        'owner',
        'operator',
        'supplier',
        'hosts',
        'sources',
        'logMonths',
        'logMonthsByLaw',
        'logReason',
        'logMonthsKept',
        'logRetention',
        'sourcesSilent',
        'sourcesNeverSeen',
        'ended',
      ],
      rows: () =>
        systems.flatMap(({ document }) => {
          const state = systemOn(document, day)
          if (state === undefined) return []
          const { name, level, decision, owner, operator, supplier, hosts } = state
          const { minimum, kept, retention: verdict, sources: declared } = standing(state)
          const named = (which: string) => declared.filter((one) => one.state === which).map((one) => one.name)
          return [
            {
              code: document.code,
              name,
              level,
              decision: decision?.number ?? null,
              decisionDate: decision?.date ?? null,
              decisionBy: decision?.issuer ?? null,
              owner,
              operator: operatorOf(operator, owner),
              supplier: supplier.name,
              hosts: [...hosts],
              sources: [...state.sources],
              logMonths: minimum.months,
              logMonthsByLaw: minimum.law,
              logReason: minimum.reason,
              logMonthsKept: kept,
              logRetention: verdict,
              sourcesSilent: named('silent'),
              sourcesNeverSeen: named('missing'),
              ended: systemEndedOn(document, day) ? document.ended : null,
            },
          ]
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
    return [systemRows, sourceRows, classes, ledger]
  }
