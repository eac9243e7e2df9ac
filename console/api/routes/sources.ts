import { Type } from 'typebox'
import type { SourceState } from '../../../core/event/source-state.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { findSource, listSources, skewOf, sourceFailures } from '../../../response/sources/source.ts'
import { Done } from '../schemas/common.ts'
import {
  IntakeKeyList,
  MadeIntakeKey,
  NewIntakeKey,
  SampleStarted,
  type Source,
  SourceFailures,
  SourceList,
  SourceRerun,
} from '../schemas/sources.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const minute = 60_000
const ById = Type.Object({ id: Type.String({ maxLength: 500 }) }, { additionalProperties: false })

export function sourceRoutes(api: Api, services: Services): void {
  const { records, units, keys, clock, playSample, rerun } = services

  const show = ({ unit, minutes, datasets, marks, lags, ...state }: SourceState, now: number): Source => {
    const last = Math.floor(now / minute)
    return {
      ...state,
      datasets: [...datasets],
      skew: skewOf(lags),
      marks: { ...marks },
      unit: unit === null ? null : { id: unit.id, name: units.get(unit.id)?.name ?? unit.id },
      rate: Array.from({ length: 60 }, (_, back) => minutes[last - 59 + back] ?? 0),
    }
  }

  api.get(
    '/api/sources',
    {
      schema: { summary: 'Who sends', response: { 200: SourceList } },
      config: { requires: 'source.read' },
    },
    async ({ scope }) => {
      const now = clock.now()
      const sources = await listSources(records, scope)
      return { rows: sources.map((source) => show(source, now)), now }
    },
  )

  api.get(
    '/api/sources/:id/failures',
    {
      schema: {
        summary: 'Lines of a source that could not be decoded',
        params: ById,
        response: { 200: SourceFailures },
      },
      // Raw lines are content: who may only run the system does not see them.
      config: { requires: 'event.read' },
    },
    async ({ scope, params }) => {
      const failures = await sourceFailures(services, scope, params.id, clock.now())
      if (failures === undefined) throw new CodedError('not-found', 'there is no such source')
      return {
        rows: failures.map((event) => ({
          at: Date.parse(event.event.ingested ?? event['@timestamp']),
          reason: String((event.error as { message?: string } | undefined)?.message ?? ''),
          raw: event.event.original ?? '',
        })),
      }
    },
  )

  api.post(
    '/api/sources/:id/rerun',
    {
      schema: {
        summary: 'Read the lines of a source again that could not be decoded',
        params: ById,
        response: { 200: SourceRerun },
      },
      config: { requires: 'source.enroll', rateLimit: { max: 6, timeWindow: minute } },
    },
    async ({ actor, scope, params }) => {
      if ((await findSource(records, scope, params.id)) === undefined) {
        throw new CodedError('not-found', 'there is no such source')
      }
      return rerun(actor, scope, params.id)
    },
  )

  api.get(
    '/api/keys',
    {
      schema: { summary: 'Intake keys', response: { 200: IntakeKeyList } },
      config: { requires: 'source.enroll' },
    },
    async ({ scope }) => ({ rows: [...(await keys.list(scope))] }),
  )

  api.post(
    '/api/keys',
    {
      schema: {
        summary: 'Make an intake key; its secret is shown this once',
        body: NewIntakeKey,
        response: { 200: MadeIntakeKey },
      },
      config: { requires: 'source.enroll' },
    },
    ({ actor, body }) => keys.make(actor, body.name),
  )

  api.delete(
    '/api/keys/:id',
    {
      schema: { summary: 'Revoke an intake key', params: ById, response: { 200: Done } },
      config: { requires: 'source.enroll' },
    },
    async ({ actor, scope, params }) => {
      await keys.revoke(actor, scope, params.id)
      return { done: true as const }
    },
  )

  api.post(
    '/api/sample',
    {
      schema: { summary: 'Play a small recorded attack through the real input', response: { 200: SampleStarted } },
      config: { requires: 'sample.send', rateLimit: { max: 6, timeWindow: minute } },
    },
    () => playSample(),
  )
}
