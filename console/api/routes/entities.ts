import type { FastifyRequest } from 'fastify'
import { may } from '../../../core/access/actor.ts'
import { scopeOf } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { barsOf } from '../../../response/entities/bars.ts'
import { entityAlerts } from '../../../response/entities/entity-alerts.ts'
import { entityQuery, narrowed } from '../../../response/entities/entity-query.ts'
import { prevalenceOf } from '../../../response/entities/prevalence.ts'
import { createProcessTrees, type ProcessReader } from '../../../response/entities/process/process-trees.ts'
import { profileOf } from '../../../response/entities/profile.ts'
import { touchedHosts } from '../../../response/entities/touched.ts'
import { eventQuery } from '../../../response/events/search.ts'
import {
  EntityAlerts,
  EntityBars,
  EntityBarsQuery,
  EntityHosts,
  EntityKindParam,
  EntityPrevalence,
  EntityProfile,
  EntityQuery,
  ProcessActivity,
  ProcessChildren,
  type ProcessNode,
  ProcessQuery,
  ProcessTree,
  ProcessTreeQuery,
} from '../schemas/entities.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showAlerts } from './shown-alerts.ts'

/** Pages of hosts, users and addresses, and trees of processes: what stored events say of a thing, within the scope. */
export function entityRoutes(api: Api, services: Services): void {
  const { events, records, units, installation } = services
  const config = { requires: 'event.read' } as const
  const about = (summary: string) => ({ summary, params: EntityKindParam, querystring: EntityQuery })

  api.get(
    '/api/entities/:kind',
    { schema: { ...about('What a host, a user or an address is'), response: { 200: EntityProfile } }, config },
    async ({ scope, params, query }) => {
      const profile = await profileOf({ events, records, units }, scope, { ...params, ...query })
      const { place, placePath } = profile
      return {
        units: profile.units.map((unit) => ({
          ...unit,
          path: [...unit.path],
          contacts: unit.contacts.map(({ name, role, phone, mail, duty }) => ({ name, role, phone, mail, duty })),
        })),
        more: profile.more,
        span: profile.span,
        systems: [...profile.systems],
        place: place && {
          reach: place.reach,
          network: place.network && { ...place.network, path: [...placePath] },
        },
      }
    },
  )

  api.get(
    '/api/entities/:kind/prevalence',
    { schema: { ...about('How common it is'), response: { 200: EntityPrevalence } }, config },
    ({ scope, params, query }) => prevalenceOf(events, scope, { ...params, ...query }),
  )

  api.get(
    '/api/entities/:kind/bars',
    {
      schema: {
        summary: 'Its events over time, by dataset',
        params: EntityKindParam,
        querystring: EntityBarsQuery,
        response: { 200: EntityBars },
      },
      config,
    },
    async ({ scope, params, query: { query, ...asked } }) => {
      const of = entityQuery({ ...params, ...asked })
      const more = query === undefined ? undefined : eventQuery({ ...asked, query }, installation.timeZone)
      if (more?.ok === false) throw new CodedError('bad-query', 'the query cannot be read')
      const bars = await barsOf(events, scope, more === undefined ? of : narrowed(of, more.value.where))
      return { ...bars, datasets: [...bars.datasets], buckets: bars.buckets.map((one) => ({ ...one })) }
    },
  )

  api.get(
    '/api/entities/:kind/hosts',
    { schema: { ...about('The hosts that it was seen on'), response: { 200: EntityHosts } }, config },
    async ({ scope, params, query }) => {
      const { hosts, more, partial } = await touchedHosts(events, scope, { ...params, ...query })
      return { hosts: [...hosts], more, partial }
    },
  )

  api.get(
    '/api/entities/:kind/alerts',
    {
      schema: { ...about('The alerts about it'), response: { 200: EntityAlerts } },
      config: { requires: 'alert.read' },
    },
    async ({ actor, scope, params, query }) => {
      const { rows, total, statuses, dispositions } = await entityAlerts(records, scope, { ...params, ...query })
      const shown = await showAlerts(services, actor, rows)
      return { rows: shown, total, statuses: { ...statuses }, dispositions: { ...dispositions } }
    },
  )

  const trees = createProcessTrees(services)
  /** Alerts are marked for who may read them alone. */
  const reader = ({ actor, scope }: Pick<FastifyRequest, 'actor' | 'scope'>): ProcessReader => ({
    scope,
    alerts: may(actor, 'alert.read') ? scopeOf(actor, 'alert.read', units) : undefined,
  })
  const node = ({ hashes, alerts, ...rest }: Awaited<ReturnType<typeof tree>>['process']): ProcessNode => ({
    ...rest,
    hashes: [...hashes],
    alerts: [...alerts],
  })
  const tree = async (request: Pick<FastifyRequest, 'actor' | 'scope'>, event: string) =>
    there(await trees.tree(reader(request), event))
  const page = ({ nodes, total, cursor }: Awaited<ReturnType<typeof tree>>['children']) => ({
    nodes: nodes.map(node),
    total,
    cursor,
  })

  api.get(
    '/api/processes/tree',
    {
      schema: {
        summary: 'The process of an event with its ancestors and children',
        querystring: ProcessTreeQuery,
        response: { 200: ProcessTree },
      },
      config,
    },
    async (request) => {
      const { host, ancestors, end, process, children, sure } = await tree(request, request.query.event)
      return { host, ancestors: ancestors.map(node), end, process: node(process), children: page(children), sure }
    },
  )

  api.get(
    '/api/processes/children',
    {
      schema: { summary: 'The children of a process', querystring: ProcessQuery, response: { 200: ProcessChildren } },
      config,
    },
    async (request) => {
      const { cursor, ...asked } = request.query
      return page(there(await trees.children(reader(request), asked, cursor)))
    },
  )

  api.get(
    '/api/processes/activity',
    {
      schema: { summary: 'What a process did', querystring: ProcessQuery, response: { 200: ProcessActivity } },
      config,
    },
    async (request) => {
      const { question, from, to, categories } = there(await trees.activity(reader(request), request.query))
      return { question, from, to, categories: { ...categories, values: [...categories.values] } }
    },
  )
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new CodedError('not-found', 'there is no such event, or it names no process')
  return found
}
