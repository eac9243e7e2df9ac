import { may } from '../../../core/access/actor.ts'
import { scopeOf } from '../../../core/access/scope.ts'
import type { StoredRecord } from '../../../core/store/store.ts'
import type { Alert } from '../../../response/alerts/alert.ts'
import { homeOf } from '../../../response/home/home.ts'
import { lapsedGrants } from '../../../response/home/lapsed.ts'
import { type AlertLine, Home } from '../schemas/home.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showShift } from './shifts.ts'

/** What needs the caller now, by what the caller may do. */
export function homeRoutes(api: Api, services: Services): void {
  const { units, sessions, clock, people, ruleDesk, rules } = services
  // What is proposed for every rule is decided on the page of any that looks at events.
  const anyRule = () =>
    rules.list().find(({ origin, correlation }) => origin !== 'platform' && !correlation)?.id ?? null
  const unitOf = (id: string | null) => (id === null ? null : { id, name: units.get(id)?.name ?? id })
  const line = ({ document }: StoredRecord<Alert>): AlertLine => {
    const { id, revision, rule, severity, status, unit, host, user, count, first, last, handOff } = document
    const { state, by, to, note } = handOff ?? {}
    return {
      id,
      revision,
      severity,
      status,
      host,
      user,
      count,
      first,
      last,
      title: rule.title,
      unit: unitOf(unit),
      handOff: state === undefined ? null : { state, by: by?.name ?? '', to: to?.name ?? '', note: note ?? '' },
    }
  }
  const part = ({ rows, total }: { rows: readonly StoredRecord<Alert>[]; total: number }) => ({
    rows: rows.map(line),
    total,
  })

  api.get(
    '/api/home',
    {
      schema: { summary: 'What needs me now', response: { 200: Home } },
      config: { requires: 'log-in' },
    },
    async ({ actor, sessionId }) => {
      const now = clock.now()
      const opened = (await sessions.list(actor.id)).find(({ id }) => id === sessionId)?.opened ?? now
      const decides = may(actor, 'exception.write')
      const [own, home, proposals] = await Promise.all([
        people.own(actor),
        homeOf({ ...services, now }, actor, opened),
        decides ? ruleDesk.proposals(scopeOf(actor, 'exception.write', units), undefined) : undefined,
      ])
      const { work, incidents, sources, since, duty, handOvers, ownUnits, ownAlerts, window } = home
      return {
        work:
          work === undefined
            ? null
            : {
                fresh: part(work.fresh),
                mine: part(work.mine),
                nobodys: part(work.nobodys),
                criticals: work.criticals,
                offered: part(work.offered),
                given: part(work.given),
              },
        incidents: incidents === undefined ? null : { ...incidents, rows: [...incidents.rows] },
        sources:
          sources === undefined
            ? null
            : {
                total: sources.sources,
                silentTotal: sources.silent.length,
                silent: sources.silent.slice(0, 5).map(({ unit, ...one }) => ({ ...one, unit: unitOf(unit) })),
              },
        since: since ?? null,
        duty:
          duty === undefined
            ? null
            : { rows: duty.map(({ unit, on }) => ({ unit: unitOf(unit) ?? { id: unit, name: unit }, on: [...on] })) },
        handOvers: handOvers.map((shift) => showShift(units, actor, shift)),
        proposals:
          proposals
            ?.filter(({ state }) => state === 'open')
            .map(({ id, words, proposed }) => ({
              id,
              title: words.title,
              rule: words.rules?.[0] ?? anyRule(),
              by: proposed.by,
            })) ?? null,
        ownUnits: ownUnits === undefined ? null : [...ownUnits],
        ownAlerts:
          ownAlerts === undefined
            ? null
            : { ...ownAlerts, rows: ownAlerts.rows.map(({ unit, ...one }) => ({ ...one, unit: unitOf(unit) })) },
        roles: actor.grants.length,
        lapsed: lapsedGrants(own.document.grants, units, now).map((grant) => ({ ...grant })),
        window: window ?? null,
      }
    },
  )
}
