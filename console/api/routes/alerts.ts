import { Type } from 'typebox'
import type { Actor } from '../../../core/access/actor.ts'
import type { Scope } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { StoredRecord } from '../../../core/store/store.ts'
import type { Alert as AlertRecord } from '../../../response/alerts/alert.ts'
import { alertGroups } from '../../../response/alerts/groups.ts'
import { alertFacets, alertHistogram, listAlerts, viewAlert } from '../../../response/alerts/queue.ts'
import { incidentFacet, withIncidents } from '../../../response/incidents/alert-links.ts'
import {
  Alert,
  AlertDetail,
  AlertFilter,
  AlertGroupQuery,
  AlertGroups,
  AlertPage,
  AlertQuery,
  AlertSummary,
  Close,
  Hand,
  PlainStep,
  Refuse,
  Takers,
  TakersQuery,
} from '../schemas/alerts.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showAlerts, shownAlert } from './shown-alerts.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 200 }) }, { additionalProperties: false })

export function alertRoutes(api: Api, services: Services): void {
  const { records, units, triage, takers, rules, itSystems } = services

  const show = async (actor: Actor, alert: StoredRecord<AlertRecord>): Promise<Alert> =>
    (await showAlerts(services, actor, [alert]))[0] ?? shownAlert(services, actor, alert, undefined)

  const systemOf = async (scope: Scope, { system }: AlertRecord): Promise<AlertDetail['system']> => {
    const card = system && (await itSystems.card(scope, system.id))
    if (card === undefined) return null
    const { contact, supplier, ...shown } = card
    return {
      ...shown,
      contact: contact && { name: contact.name, phone: contact.phone },
      supplier: { name: supplier.name, contact: supplier.contact, phone: supplier.phone },
    }
  }

  api.get(
    '/api/alerts',
    {
      schema: { summary: 'The alert queue', querystring: AlertQuery, response: { 200: AlertPage } },
      config: { requires: 'alert.read' },
    },
    async ({ actor, scope, query }) => {
      const { sort = 'last', direction = 'desc', limit = 100, offset = 0, ...asked } = query
      const filter = await withIncidents(services, actor, asked)
      const page = await listAlerts(records, scope, filter, { sort, direction, limit, offset })
      return { rows: await showAlerts(services, actor, page.rows), total: page.total }
    },
  )

  api.get(
    '/api/alerts/summary',
    {
      schema: {
        summary: 'Facets and histogram of the queue',
        querystring: AlertFilter,
        response: { 200: AlertSummary },
      },
      config: { requires: 'alert.read' },
    },
    async ({ actor, scope, query }) => {
      const filter = await withIncidents(services, actor, query)
      const [facets, histogram] = await Promise.all([
        alertFacets(records, scope, filter),
        alertHistogram(records, scope, filter, 60),
      ])
      const incidents = await incidentFacet(services, actor, scope, filter, facets)
      return { facets: [...facets, incidents].map((facet) => ({ ...facet, values: [...facet.values] })), histogram }
    },
  )

  api.get(
    '/api/alerts/groups',
    {
      schema: { summary: 'The queue in groups', querystring: AlertGroupQuery, response: { 200: AlertGroups } },
      config: { requires: 'alert.read' },
    },
    async ({ actor, scope, query }) => {
      const { by, limit = 100, offset = 0, ...asked } = query
      const filter = await withIncidents(services, actor, asked)
      const { groups, total } = await alertGroups(records, scope, filter, by, { limit, offset })
      const nameOf = (value: string | null): string | null => {
        if (value === null) return null
        if (by === 'unit') return units.get(value)?.name ?? null
        return by === 'rule' ? (rules.get(value)?.title.vi ?? null) : null
      }
      return { groups: groups.map((group) => ({ ...group, name: nameOf(group.value) })), total }
    },
  )

  api.get(
    '/api/alerts/takers',
    {
      schema: { summary: 'To whom alerts can be given', querystring: TakersQuery, response: { 200: Takers } },
      config: { requires: 'alert.triage' },
    },
    async ({ scope, query }) => ({
      rows: [
        ...(await takers.list(
          scope,
          [...new Set(query.unit)].map((unit) => (unit === '' ? null : unit)),
        )),
      ],
    }),
  )

  api.get(
    '/api/alerts/:id',
    {
      schema: { summary: 'One alert with its events', params: ById, response: { 200: AlertDetail } },
      config: { requires: 'alert.read' },
    },
    async ({ actor, scope, params }) => {
      const view = await viewAlert(services, scope, params.id)
      if (view === undefined) throw new CodedError('not-found', 'there is no such alert')
      const rule = rules.get(view.alert.document.rule.id)
      return {
        alert: await show(actor, view.alert),
        rule: rule === undefined ? null : { ...rule, condition: rule.source },
        events: view.events.map((event) => ({
          event: { ...event },
          matched: [...rules.explain(view.alert.document.rule.id, event)],
        })),
        heldBack: view.heldBack,
        findings: view.findings.map((finding) => ({
          id: finding.id,
          time: finding.time,
          first: finding.first,
          last: finding.last,
          count: finding.count,
          timespan: finding.timespan,
          group: finding.group.map(({ field, value }) => ({ field, value })),
          measure: finding.measure,
          values: [...finding.values],
          capped: finding.capped,
          standing: finding.standing,
        })),
        history: view.history.map(({ time, actor, action, details }) => ({
          at: time,
          actor,
          action,
          details: { ...details },
        })),
        seenBefore: [...view.seenBefore],
        precedents: view.precedents.map((one) => ({ ...one, dispositions: { ...one.dispositions } })),
        system: await systemOf(scope, view.alert.document),
        contacts: view.contacts.map(({ name, role, phone, mail, duty }) => ({ name, role, phone, mail, duty })),
      }
    },
  )

  const plain = {
    acknowledge: 'Take the alert',
    release: 'Give the alert back to nobody',
    reopen: 'Open the alert again',
    accept: 'Accept the alert that is handed over',
    withdraw: 'Take a hand-off back',
    undo: 'Take back the last step on the alert',
  } as const
  for (const verb of Object.keys(plain) as (keyof typeof plain)[]) {
    api.post(
      `/api/alerts/:id/${verb}`,
      {
        schema: { summary: plain[verb], params: ById, body: PlainStep, response: { 200: Alert } },
        config: { requires: 'alert.triage' },
      },
      async ({ actor, scope, params, body }) => show(actor, await triage[verb](actor, { scope, ...params, ...body })),
    )
  }

  api.post(
    '/api/alerts/:id/close',
    {
      schema: { summary: 'Conclude the alert', params: ById, body: Close, response: { 200: Alert } },
      config: { requires: 'alert.triage' },
    },
    async ({ actor, scope, params, body }) => show(actor, await triage.close(actor, { scope, ...params, ...body })),
  )

  api.post(
    '/api/alerts/:id/hand',
    {
      schema: { summary: 'Hand the alert over', params: ById, body: Hand, response: { 200: Alert } },
      config: { requires: 'alert.triage' },
    },
    async ({ actor, scope, params, body }) => show(actor, await triage.hand(actor, { scope, ...params, ...body })),
  )

  api.post(
    '/api/alerts/:id/refuse',
    {
      schema: { summary: 'Refuse the alert that is handed over', params: ById, body: Refuse, response: { 200: Alert } },
      config: { requires: 'alert.triage' },
    },
    async ({ actor, scope, params, body }) => show(actor, await triage.refuse(actor, { scope, ...params, ...body })),
  )
}
