import { Type } from 'typebox'
import type { Actor } from '../../../core/access/actor.ts'
import type { UnitTree } from '../../../core/access/unit.ts'
import type { StoredRecord } from '../../../core/store/store.ts'
import { handOverDraft } from '../../../response/home/hand-over-draft.ts'
import { acceptWatch, offerWatch, refuseWatch, withdrawWatch } from '../../../response/shifts/hand-over-alerts.ts'
import { mentionsIn, resolveMentions } from '../../../response/shifts/mentions.ts'
import type { Shift as ShiftRecord } from '../../../response/shifts/shift.ts'
import { awaits } from '../../../response/shifts/shifts.ts'
import { Done } from '../schemas/common.ts'
import {
  AcceptShift,
  HandOverDraft,
  OfferShift,
  OnDuty,
  RefuseShift,
  Shift,
  ShiftDetail,
  ShiftPage,
  ShiftPeople,
  ShiftPeopleQuery,
  ShiftQuery,
  ShiftStep,
  StartShift,
  WriteShift,
} from '../schemas/shifts.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 100 }) }, { additionalProperties: false })

type ShiftAt = Parameters<Services['shifts']['end']>[1]

/** A shift as the caller sees it. */
export function showShift(units: UnitTree, actor: Actor, { document, version }: StoredRecord<ShiftRecord>): Shift {
  const { handOver, unit, ...shift } = document
  return {
    ...shift,
    version,
    unit: { id: unit, name: units.get(unit)?.name ?? unit },
    handOver: handOver === null ? null : { ...handOver, alerts: handOver.alerts ?? 0, mine: awaits(document, actor) },
  }
}

/** The log of the watch: who is on duty, what was written, and how one watch is handed to the next. */
export function shiftRoutes(api: Api, services: Services): void {
  const { shifts, units, clock } = services
  const unitOf = (id: string) => ({ id, name: units.get(id)?.name ?? id })
  const show = (actor: Actor, shift: StoredRecord<ShiftRecord>) => showShift(units, actor, shift)

  api.get(
    '/api/shifts',
    {
      schema: { summary: 'Shifts, the newest first', querystring: ShiftQuery, response: { 200: ShiftPage } },
      config: { requires: 'shift.read' },
    },
    async ({ actor, scope, query: { from, to, limit = 50, offset = 0 } }) => {
      const { rows, total } = await shifts.list(scope, { from, to, limit, offset })
      return { rows: rows.map((row) => show(actor, row)), total }
    },
  )

  api.get(
    '/api/shifts/duty',
    { schema: { summary: 'Who is on duty', response: { 200: OnDuty } }, config: { requires: 'shift.read' } },
    async ({ scope }) => ({
      rows: (await shifts.onDuty(scope)).map(({ unit, on }) => ({ unit: unitOf(unit), on: [...on] })),
    }),
  )

  api.get(
    '/api/shifts/draft',
    {
      schema: { summary: 'What is open, to be handed over', response: { 200: HandOverDraft } },
      config: { requires: 'shift.write' },
    },
    ({ actor }) => handOverDraft({ ...services, now: clock.now() }, actor),
  )

  api.get(
    '/api/shifts/people',
    {
      schema: {
        summary: 'To whom a watch can be handed over',
        querystring: ShiftPeopleQuery,
        response: { 200: ShiftPeople },
      },
      config: { requires: 'shift.write' },
    },
    async ({ scope, query }) => ({ rows: [...(await shifts.people(scope, query.unit))] }),
  )

  api.get(
    '/api/shifts/:id',
    {
      schema: { summary: 'A shift with its log', params: ById, response: { 200: ShiftDetail } },
      config: { requires: 'shift.read' },
    },
    async ({ actor, scope, params }) => {
      const { shift, entries } = await shifts.get(scope, params.id)
      const texts = [shift.document.handOver?.text ?? '', ...entries.map(({ text }) => text)]
      const mentions = await resolveMentions(services, actor, mentionsIn(texts))
      return {
        shift: show(actor, shift),
        entries: entries.map(({ shift: _, ...entry }) => entry),
        mentions: mentions.map((one) => ({ ...one })),
      }
    },
  )

  api.post(
    '/api/shifts',
    {
      schema: { summary: 'Go on duty', body: StartShift, response: { 200: Shift } },
      config: { requires: 'shift.write' },
    },
    async ({ actor, scope, body }) => show(actor, await shifts.start(actor, { scope, ...body })),
  )

  api.post(
    '/api/shifts/:id/entries',
    {
      schema: { summary: 'Write into the log', params: ById, body: WriteShift, response: { 200: Done } },
      config: { requires: 'shift.write' },
    },
    async ({ actor, scope, params, body }) => {
      await shifts.write(actor, { scope, ...params, ...body })
      return { done: true as const }
    },
  )

  const plain = {
    end: ['Go off duty', (actor: Actor, at: ShiftAt) => shifts.end(actor, at)],
    withdraw: ['Take a hand-over back', (actor: Actor, at: ShiftAt) => withdrawWatch(services, actor, at)],
  } as const
  for (const [verb, [summary, step]] of Object.entries(plain)) {
    api.post(
      `/api/shifts/:id/${verb}`,
      {
        schema: { summary, params: ById, body: ShiftStep, response: { 200: Shift } },
        config: { requires: 'shift.write' },
      },
      async ({ actor, scope, params, body }) => show(actor, await step(actor, { scope, ...params, ...body })),
    )
  }

  api.post(
    '/api/shifts/:id/offer',
    {
      schema: { summary: 'Hand the watch over', params: ById, body: OfferShift, response: { 200: Shift } },
      config: { requires: 'shift.write' },
    },
    async ({ actor, scope, params, body: { alerts = false, note = '', ...body } }) =>
      show(actor, await offerWatch(services, actor, { scope, ...params, ...body, alerts, note })),
  )

  api.post(
    '/api/shifts/:id/accept',
    {
      schema: { summary: 'Take the watch over', params: ById, body: AcceptShift, response: { 200: Shift } },
      config: { requires: 'shift.write' },
    },
    async ({ actor, scope, params, body }) =>
      show(actor, await acceptWatch(services, actor, { scope, ...params, ...body })),
  )

  api.post(
    '/api/shifts/:id/refuse',
    {
      schema: { summary: 'Refuse to take the watch over', params: ById, body: RefuseShift, response: { 200: Shift } },
      config: { requires: 'shift.write' },
    },
    async ({ actor, scope, params, body }) =>
      show(actor, await refuseWatch(services, actor, { scope, ...params, ...body })),
  )
}
