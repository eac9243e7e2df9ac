import { Readable } from 'node:stream'
import { aboveAll } from '../../../core/access/above-all.ts'
import { type Scope, scopeOf } from '../../../core/access/scope.ts'
import type { AuditFilter } from '../../../core/store/store.ts'
import { sentHeads } from '../../../response/audit/head.ts'
import { heldStream } from '../plugins/held-stream.ts'
import { AuditFacets, AuditPage, AuditPageQuery, AuditQuery, ChainState, PackQuery } from '../schemas/audit.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

/** Values of a facet. */
const mostValues = 100
/** Milliseconds after which a check that noted nothing is shown as stuck. */
const stuckAfter = 60_000

export function auditRoutes(api: Api, services: Services): void {
  const { audit, auditDesk, records, units, clock } = services
  api.get(
    '/api/audit',
    {
      schema: { summary: 'Rows of the audit log', querystring: AuditPageQuery, response: { 200: AuditPage } },
      config: { requires: 'audit.read' },
    },
    async ({ scope, query: { limit = 100, before, ...query } }) => {
      const page = before === undefined ? { limit } : { limit, before }
      const { rows, next } = await audit.search(scope, auditFilter(query), page)
      return {
        rows: rows.map(({ number, time, actor, action, target, unitIds: [unit], details, hash }) => ({
          number,
          time,
          actor,
          action,
          target,
          unit: unit === undefined ? null : { id: unit, name: units.get(unit)?.name ?? unit },
          details: { ...details },
          hash,
        })),
        next: next ?? null,
      }
    },
  )

  api.get(
    '/api/audit/facets',
    {
      schema: { summary: 'Who did what how often', querystring: AuditQuery, response: { 200: AuditFacets } },
      config: { requires: 'audit.read' },
    },
    async ({ scope, query }) => {
      const facets = await audit.facets(scope, auditFilter(query), mostValues)
      return { facets: facets.map(({ field, values, partial }) => ({ field, values: [...values], partial })) }
    },
  )

  const stateOf = async (scope: Scope): Promise<ChainState> => {
    const [check, heads] = await Promise.all([auditDesk.checks.last(), sentHeads(records, 14)])
    const { publicKey, fingerprint } = auditDesk.signer
    return {
      check: check === undefined ? null : checkOf(check, clock.now()),
      heads: heads.map(({ document: { number, hash, time, deliveries } }) => ({
        number,
        hash,
        time,
        ways: deliveries.map(({ way, state, at }) => ({ way, state, at })),
      })),
      sendsHead: auditDesk.sendsHead,
      window: scope.kind === 'units' ? (scope.window ?? null) : null,
      publicKey,
      fingerprint,
    }
  }

  api.get(
    '/api/audit/chain',
    {
      schema: { summary: 'State of the chain of audit rows', response: { 200: ChainState } },
      config: { requires: 'audit.read' },
    },
    ({ scope }) => stateOf(scope),
  )

  api.post(
    '/api/audit/chain/check',
    {
      schema: { summary: 'Begins to check the chain', response: { 200: ChainState } },
      config: { requires: 'audit.read' },
    },
    async ({ actor, scope }) => {
      await auditDesk.checks.begin(actor, aboveAll(actor, 'audit.read', units))
      return stateOf(scope)
    },
  )

  api.get(
    '/api/audit/pack',
    {
      schema: { summary: 'The inspector’s pack of a dated window, a ZIP archive', querystring: PackQuery },
      config: { requires: 'audit.read' },
    },
    async (request, reply) => {
      const { actor, scope, query } = request
      const { name, write } = await auditDesk.packs.prepare(actor, {
        scope,
        unitIds: aboveAll(actor, 'audit.read', units),
        ...query,
      })
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      // What goes wrong on the way breaks the download off: half an archive does not open.
      write(writable).catch((error: unknown) => writable.abort(error).catch(() => undefined))
      reply.header('content-disposition', `attachment; filename="${name}"`)
      reply.type('application/zip')
      const body = Readable.fromWeb(readable as Parameters<typeof Readable.fromWeb>[0])
      return reply.send(heldStream(request, services, { body }, (now) => scopeOf(now, 'audit.read', units)))
    },
  )
}

/** The query as the store asks it. */
export const auditFilter = ({ actor, action, ...rest }: AuditQuery): AuditFilter => ({
  ...rest,
  ...(actor === undefined ? {} : { actors: actor }),
  ...(action === undefined ? {} : { actions: action }),
})

type Check = NonNullable<Awaited<ReturnType<Services['auditDesk']['checks']['last']>>>

function checkOf({ state, by, started, noted, checked, total, verdict }: Check, now: number): ChainState['check'] {
  return {
    state: state === 'running' && now - noted > stuckAfter ? 'stuck' : state,
    by,
    started,
    noted,
    checked,
    total,
    verdict:
      verdict === null
        ? null
        : verdict.ok
          ? { ok: true, head: verdict.head ?? null, row: null, reason: null }
          : { ok: false, head: null, row: verdict.number, reason: verdict.reason },
  }
}
