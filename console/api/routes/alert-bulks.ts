import { Type } from 'typebox'
import { CodedError, told } from '../../../core/lib/errors.ts'
import type { AskedStep } from '../../../response/alerts/bulk.ts'
import type { AlertBulk as BulkRecord } from '../../../response/alerts/bulk-record.ts'
import { withIncidents } from '../../../response/incidents/alert-links.ts'
import { AlertBulk, AskBulk, UndoBulk } from '../schemas/alert-bulks.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 200 }) }, { additionalProperties: false })

/** Steps on many alerts at once: asked for, looked at, cancelled, taken back; each by who asked for it. */
export function alertBulkRoutes(api: Api, { bulks, records, units }: Services): void {
  api.post(
    '/api/alerts/bulks',
    {
      schema: { summary: 'A step on many alerts', body: AskBulk, response: { 200: AlertBulk } },
      config: { requires: 'alert.triage' },
    },
    async ({ actor, scope, body }) => {
      const { key, alerts, filter } = body
      if ((alerts === undefined) === (filter === undefined)) {
        throw new CodedError('bad-request', 'name either alerts or a filter', told('no-alert'))
      }
      const target =
        filter === undefined
          ? { alerts: alerts ?? [] }
          : { filter: await withIncidents({ records, units }, actor, filter) }
      return show(await bulks.ask(actor, { scope, key, step: stepOf(body), target }))
    },
  )

  api.get(
    '/api/alerts/bulks/:id',
    {
      schema: { summary: 'How far a step on many alerts is', params: ById, response: { 200: AlertBulk } },
      config: { requires: 'alert.triage' },
    },
    async ({ actor, params }) => show(await bulks.find(actor, params.id)),
  )

  api.post(
    '/api/alerts/bulks/:id/cancel',
    {
      schema: { summary: 'Stop a step on many alerts', params: ById, response: { 200: AlertBulk } },
      config: { requires: 'alert.triage' },
    },
    async ({ actor, params }) => show(await bulks.cancel(actor, params.id)),
  )

  api.post(
    '/api/alerts/bulks/:id/undo',
    {
      schema: { summary: 'Take a step back', params: ById, body: UndoBulk, response: { 200: AlertBulk } },
      config: { requires: 'alert.triage' },
    },
    async ({ actor, scope, params, body }) => show(await bulks.undo(actor, { scope, ...params, ...body })),
  )
}

function stepOf({ verb, disposition, note, to }: Pick<AskBulk, 'verb' | 'disposition' | 'note' | 'to'>): AskedStep {
  const given = { disposition, note, to }
  const allowed: readonly string[] = verb === 'close' ? ['disposition', 'note'] : verb === 'hand' ? ['to', 'note'] : []
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !allowed.includes(name))
      throw new CodedError('bad-request', `${verb} takes no ${name}`, told('field-unknown', { field: name }))
  }
  if (verb === 'hand') {
    if (to === undefined) throw new CodedError('bad-request', 'say to whom they are given', told('hand-to-whom'))
    return { verb, to, note: note ?? '' }
  }
  if (verb !== 'close') return { verb }
  if (disposition === undefined)
    throw new CodedError('bad-request', 'closing needs a conclusion', told('close-conclusion'))
  return { verb, disposition, note: note ?? '' }
}

const show = ({ id, step, state, total, done, skipped, changed, undoOf, undoneBy }: BulkRecord): AlertBulk => ({
  id,
  verb: step.verb,
  ...(step.verb === 'close' ? { disposition: step.disposition, note: step.note } : {}),
  state,
  total,
  done,
  skipped,
  changed,
  undoes: undoOf !== null,
  undone: undoneBy !== null,
})
