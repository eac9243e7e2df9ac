import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Permission } from '../../../core/access/permissions.ts'
import { exportScope } from '../../../response/exports/export-scope.ts'
import type { ExportFile } from '../../../response/exports/exports.ts'
import { withIncidents } from '../../../response/incidents/alert-links.ts'
import { heldStream } from '../plugins/held-stream.ts'
import { AlertFilter } from '../schemas/alerts.ts'
import { AuditQuery } from '../schemas/audit.ts'
import { EventFilter } from '../schemas/events.ts'
import { AlertExport, AuditExport, EventExport, ExportPlan } from '../schemas/exports.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { auditFilter } from './audit.ts'
import { storeQuery } from './events.ts'

/** Files of what a search, the queue or the audit log shows, and before them how large they would be. */
export function exportRoutes(api: Api, services: Services): void {
  const {
    exports,
    records,
    units,
    installation: { timeZone },
  } = services
  /** Sends the file as it is made; when the receiver goes or may no longer read it, the making ends. */
  const sendFile = (reply: FastifyReply, { name, type, body, stop }: ExportFile, reads: Permission): FastifyReply => {
    const stream = Readable.from(body, { objectMode: false })
    if (reply.raw.destroyed) stop()
    else reply.raw.once('close', () => stop())
    return reply
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .type(type)
      .send(heldStream(reply.request, services, { body: stream, stop }, (now) => exportScope(now, reads, units)))
  }

  api.get(
    '/api/exports/events/plan',
    {
      schema: { summary: 'How large an export would be', querystring: EventFilter, response: { 200: ExportPlan } },
      config: { requires: 'data.export' },
    },
    ({ actor, query }) => exports.planEvents(actor, storeQuery(query, timeZone)),
  )

  api.get(
    '/api/exports/events',
    {
      schema: { summary: 'Events as a file', querystring: EventExport, response: { 200: Type.Unknown() } },
      config: { requires: 'data.export' },
    },
    async ({ actor, query }, reply) => {
      const { format, column = [], ...search } = query
      const asked = { query: storeQuery(search, timeZone), words: search, format, columns: column }
      return sendFile(reply, await exports.events(actor, asked), 'event.read')
    },
  )

  api.get(
    '/api/exports/alerts/plan',
    {
      schema: { summary: 'How large an export would be', querystring: AlertFilter, response: { 200: ExportPlan } },
      config: { requires: 'data.export' },
    },
    async ({ actor, query }) => exports.planAlerts(actor, await withIncidents({ records, units }, actor, query)),
  )

  api.get(
    '/api/exports/alerts',
    {
      schema: { summary: 'Alerts as a file', querystring: AlertExport, response: { 200: Type.Unknown() } },
      config: { requires: 'data.export' },
    },
    async ({ actor, query }, reply) => {
      const { format, column = [], language = 'vi', ...asked } = query
      const filter = await withIncidents({ records, units }, actor, asked)
      return sendFile(reply, await exports.alerts(actor, { filter, format, columns: column, language }), 'alert.read')
    },
  )

  api.get(
    '/api/exports/audit/plan',
    {
      schema: { summary: 'How large an export would be', querystring: AuditQuery, response: { 200: ExportPlan } },
      config: { requires: 'data.export' },
    },
    ({ actor, query }) => exports.planAudit(actor, auditFilter(query)),
  )

  api.get(
    '/api/exports/audit',
    {
      schema: {
        summary: 'Rows of the audit log as a file',
        querystring: AuditExport,
        response: { 200: Type.Unknown() },
      },
      config: { requires: 'data.export' },
    },
    async ({ actor, query }, reply) => {
      const { format, language = 'vi', ...asked } = query
      return sendFile(reply, await exports.audit(actor, { filter: auditFilter(asked), format, language }), 'audit.read')
    },
  )
}
