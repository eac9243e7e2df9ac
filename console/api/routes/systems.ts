import { Type } from 'typebox'
import type { Result } from '../../../core/lib/result.ts'
import type { StoredRecord } from '../../../core/store/store.ts'
import type { SystemProblem } from '../../../response/systems/check-system.ts'
import type { SystemStanding } from '../../../response/systems/standing.ts'
import { noSuchSystem, type SystemView } from '../../../response/systems/system-desk.ts'
import {
  type SystemRecord,
  type SystemState,
  systemEndedOn,
  systemOn,
} from '../../../response/systems/system-record.ts'
import { toldPlan, toldPreview } from '../csv-import.ts'
import { CsvImportPlan } from '../schemas/csv-import.ts'
import {
  NewSystem,
  SystemChange,
  SystemDetail,
  SystemEnd,
  SystemImport,
  SystemList,
  type SystemRow,
  SystemWritten,
} from '../schemas/systems.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 63 }) }, { additionalProperties: false })
const largestFile = 8 * 1024 * 1024

/** The register of information systems. Who sees a unit sees its systems. */
export function itSystemRoutes(api: Api, { itSystems, unitDesk }: Services): void {
  api.get(
    '/api/systems',
    {
      schema: { summary: 'The information systems, how their logs arrive and are kept', response: { 200: SystemList } },
      config: { requires: 'inventory.read' },
    },
    async ({ scope }) => {
      const [view, standing] = await Promise.all([itSystems.view(scope), itSystems.standing(scope)])
      const { effectiveFrom, source, verifiedBy } = view.frame
      const rows = view.systems.map((system) => rowOf(view, system, standing))
      return { day: view.day, law: { effectiveFrom, source, verifiedBy }, rows }
    },
  )

  api.get(
    '/api/systems/export',
    {
      schema: { summary: 'The information systems as comma-separated values', response: { 200: Type.String() } },
      config: { requires: 'inventory.read' },
    },
    async ({ scope }, reply) => {
      reply.header('content-disposition', 'attachment; filename="he-thong.csv"')
      reply.type('text/csv; charset=utf-8')
      return itSystems.exportCsv(scope)
    },
  )

  api.get(
    '/api/systems/:id',
    {
      schema: { summary: 'One information system with its history', params: ById, response: { 200: SystemDetail } },
      config: { requires: 'inventory.read' },
    },
    async ({ scope, params }) => {
      const [view, standing, units] = await Promise.all([
        itSystems.view(scope),
        itSystems.standing(scope),
        unitDesk.view(scope),
      ])
      const system = view.systems.find(({ id }) => id === params.id)
      if (system === undefined) throw noSuchSystem()
      const state = shownState(system.document, view.day)
      const contacts = units.records.find(({ id }) => id === state.owner)?.contacts ?? []
      return detailOf(view, system, standing, contacts)
    },
  )

  api.post(
    '/api/systems',
    {
      schema: { summary: 'Registers an information system', body: NewSystem, response: { 200: SystemWritten } },
      config: { requires: 'inventory.write' },
    },
    async ({ actor, scope, body }) => written(await itSystems.create({ by: actor.id, scope }, body)),
  )

  api.put(
    '/api/systems/:id',
    {
      schema: {
        summary: 'Changes an information system from a day on',
        params: ById,
        body: SystemChange,
        response: { 200: SystemWritten },
      },
      config: { requires: 'inventory.write' },
    },
    async ({ actor, scope, params, body }) => written(await itSystems.change({ by: actor.id, scope }, params.id, body)),
  )

  api.post(
    '/api/systems/:id/end',
    {
      schema: {
        summary: 'Takes an information system out of use from a day on',
        params: ById,
        body: SystemEnd,
        response: { 200: SystemWritten },
      },
      config: { requires: 'inventory.write' },
    },
    async ({ actor, scope, params, body }) => written(await itSystems.end({ by: actor.id, scope }, params.id, body)),
  )

  api.post(
    '/api/systems/import/preview',
    {
      schema: { summary: 'What an import would do', body: SystemImport, response: { 200: CsvImportPlan } },
      config: { requires: 'inventory.write' },
      bodyLimit: largestFile,
    },
    async ({ actor, scope, body }) => toldPreview(await itSystems.previewImport({ by: actor.id, scope }, body)),
  )

  api.post(
    '/api/systems/import',
    {
      schema: {
        summary: 'Imports information systems, all or none',
        body: SystemImport,
        response: { 200: CsvImportPlan },
      },
      config: { requires: 'inventory.write' },
      bodyLimit: largestFile,
    },
    async ({ actor, scope, body }) => toldPlan(await itSystems.importCsv({ by: actor.id, scope }, body)),
  )
}

const written = (result: Result<string, readonly SystemProblem[]>): SystemWritten =>
  result.ok
    ? { id: result.value, problems: [] }
    : { id: null, problems: result.error.map(({ code, field, value }) => ({ code, field, value })) }

/** As it is today; one whose first day is to come as it will be then. */
function shownState(system: SystemRecord, day: string): SystemState {
  const state = systemOn(system, day) ?? system.states[0]
  if (state === undefined) throw new Error(`the system ${system.id} has no state`)
  return state
}

const refOf = ({ units, sees }: SystemView, id: string | null) =>
  id === null || !sees(id) ? null : { id, name: units.get(id)?.name ?? id }

type Standing = (state: SystemState) => SystemStanding

function rowOf(view: SystemView, { document: system }: StoredRecord<SystemRecord>, standing: Standing): SystemRow {
  const state = shownState(system, view.day)
  const { sources, minimum, kept, retention } = standing(state)
  const count = (which: string) => sources.filter((source) => source.state === which).length
  return {
    id: system.id,
    code: system.code,
    name: state.name,
    level: state.level,
    decision: state.decision,
    owner: refOf(view, state.owner),
    ownerEnded: view.units.get(state.owner)?.ended === true,
    begins: systemOn(system, view.day) === undefined ? state.from : null,
    ended: systemEndedOn(system, view.day) ? system.ended : null,
    hosts: state.hosts.length + state.networks.length,
    sources: { declared: sources.length, silent: count('silent'), missing: count('missing') },
    minimum,
    kept,
    retention,
  }
}

function detailOf(
  view: SystemView,
  record: StoredRecord<SystemRecord>,
  standing: Standing,
  contacts: SystemDetail['contacts'] | readonly SystemDetail['contacts'][number][],
): SystemDetail {
  const { document: system, version } = record
  const { from: _, ...state } = shownState(system, view.day)
  const operator = refOf(view, state.operator.unit)
  return {
    ...rowOf(view, record, standing),
    day: view.day,
    version,
    words: {
      ...state,
      operator: { unit: operator?.id ?? null, name: state.operator.name },
      hosts: [...state.hosts],
      networks: [...state.networks],
      domains: [...state.domains],
      sources: [...state.sources],
    },
    operator,
    contacts: contacts.map(({ name, role, phone, mail, duty }) => ({ name, role, phone, mail, duty })),
    declared: standing({ ...state, from: '' }).sources.map((source) => ({ ...source })),
    states: system.states.map(({ from, name, level, decision, owner }) => ({
      from,
      name,
      level,
      decision,
      owner: refOf(view, owner),
    })),
    history: system.history
      .map(({ at, by, act, from, fields }) => ({ at, by, act, from, fields: [...fields] }))
      .reverse(),
  }
}
