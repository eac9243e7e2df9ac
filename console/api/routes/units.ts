import { Type } from 'typebox'
import { inScope } from '../../../core/access/scope.ts'
import { noSuchUnit, type UnitView } from '../../../response/units/unit-desk.ts'
import { stateOn, type UnitRecord } from '../../../response/units/unit-record.ts'
import { toldPlan, toldPreview } from '../csv-import.ts'
import { Done } from '../schemas/common.ts'
import { CsvImportPlan } from '../schemas/csv-import.ts'
import {
  UnitChange,
  UnitContacts,
  UnitDetail,
  UnitImport,
  UnitList,
  UnitListQuery,
  UnitPreview,
  UnitsChanged,
} from '../schemas/units.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 63 }) }, { additionalProperties: false })
const largestFile = 8 * 1024 * 1024

/** Names hold for who sees the unit; of others there is nothing, not even that they are there. */
const refOf = ({ tree, sees }: UnitView, id: string | null | undefined) =>
  id === null || id === undefined || !sees(id) ? null : { id, name: tree.get(id)?.name ?? id }
const refsOf = (view: UnitView, ids: readonly string[]) =>
  ids.map((id) => refOf(view, id)).filter((ref) => ref !== null)

export function unitRoutes(api: Api, { unitDesk }: Services): void {
  api.get(
    '/api/units',
    {
      schema: { summary: 'The tree of units', querystring: UnitListQuery, response: { 200: UnitList } },
      config: { requires: 'unit.read' },
    },
    async ({ scope, query }) => {
      const view = await unitDesk.view(scope, query.day)
      const { day, tree, records } = view
      const depth = (id: string) => tree.lineage(id).length
      const rows = [...records].sort((a, b) => depth(a.id) - depth(b.id)).flatMap((record) => rowOf(view, record) ?? [])
      return { day, mayChangeTree: inScope(scope, [tree.root]), rows }
    },
  )

  api.get(
    '/api/units/export',
    {
      schema: { summary: 'The units as comma-separated values', response: { 200: Type.String() } },
      config: { requires: 'unit.read' },
    },
    async ({ scope }, reply) => {
      reply.header('content-disposition', 'attachment; filename="don-vi.csv"')
      reply.type('text/csv; charset=utf-8')
      return unitDesk.exportCsv(scope)
    },
  )

  api.get(
    '/api/units/:id',
    {
      schema: { summary: 'One unit with its history', params: ById, response: { 200: UnitDetail } },
      config: { requires: 'unit.read' },
    },
    async ({ scope, params }) => {
      const view = await unitDesk.view(scope)
      const record = view.records.find(({ id }) => id === params.id)
      const detail = record && detailOf(view, record)
      if (detail === undefined) throw noSuchUnit()
      return detail
    },
  )

  api.post(
    '/api/units/preview',
    {
      schema: { summary: 'What a change would do', body: UnitChange, response: { 200: UnitPreview } },
      config: { requires: 'unit.write' },
    },
    async ({ actor, scope, body }) => {
      const result = await unitDesk.preview({ by: actor.id, scope }, body)
      if (result.ok) return { units: [...result.value], problems: [] }
      const problems = result.error.map(({ unit, field, code, params, message, hint = null }) => ({
        unit,
        field,
        code,
        params: { ...params },
        message,
        hint,
      }))
      return { units: [], problems }
    },
  )

  api.post(
    '/api/units/changes',
    {
      schema: { summary: 'Changes the tree from a day on', body: UnitChange, response: { 200: UnitsChanged } },
      config: { requires: 'unit.write' },
    },
    async ({ actor, scope, body }) => ({ units: [...(await unitDesk.change({ by: actor.id, scope }, body))] }),
  )

  api.put(
    '/api/units/:id/contacts',
    {
      schema: { summary: 'Sets whom to call', params: ById, body: UnitContacts, response: { 200: Done } },
      config: { requires: 'unit.write' },
    },
    async ({ actor, scope, params, body }) => {
      await unitDesk.putContacts({ by: actor.id, scope }, params.id, body.contacts, body.steps)
      return { done: true as const }
    },
  )

  api.post(
    '/api/units/import/preview',
    {
      schema: { summary: 'What an import would do', body: UnitImport, response: { 200: CsvImportPlan } },
      config: { requires: 'unit.write' },
      bodyLimit: largestFile,
    },
    async ({ actor, scope, body }) => toldPreview(await unitDesk.previewImport({ by: actor.id, scope }, body)),
  )

  api.post(
    '/api/units/import',
    {
      schema: { summary: 'Imports units, all or none', body: UnitImport, response: { 200: CsvImportPlan } },
      config: { requires: 'unit.write' },
      bodyLimit: largestFile,
    },
    async ({ actor, scope, body }) => toldPlan(await unitDesk.importCsv({ by: actor.id, scope }, body)),
  )
}

function rowOf(view: UnitView, record: UnitRecord) {
  const state = stateOn(record, view.day)
  if (state === undefined) return undefined
  const { id, contacts, ended } = record
  return {
    id,
    name: state.name,
    kind: state.kind,
    parent: refOf(view, state.parent)?.id ?? null,
    ended: ended !== null && ended <= view.day ? ended : null,
    networks: state.networks.length,
    hosts: state.hosts.length,
    contacts: contacts.length,
    duty: contacts.find(({ duty }) => duty) ?? null,
  }
}

function detailOf(view: UnitView, record: UnitRecord): UnitDetail | undefined {
  const state = stateOn(record, view.day)
  if (state === undefined) return undefined
  const { id, ended, contacts, predecessors, successors, states, history } = record
  const { name, kind, parent, networks, domains, hosts, collectors } = state
  return {
    id,
    name,
    kind,
    parent: refOf(view, parent),
    ended,
    networks: [...networks],
    domains: [...domains],
    hosts: [...hosts],
    collectors: [...collectors],
    contacts: [...contacts],
    predecessors: refsOf(view, predecessors),
    successors: refsOf(view, successors),
    children: refsOf(
      view,
      view.tree
        .all()
        .filter((unit) => unit.parent === id)
        .map((unit) => unit.id),
    ),
    states: states.map((one) => ({
      from: one.from,
      name: one.name,
      kind: one.kind,
      parent: refOf(view, one.parent),
      networks: one.networks.length,
    })),
    history: history
      .map(({ at, by, act, from, others }) => ({ at, by, act, from, others: refsOf(view, others) }))
      .reverse(),
    steps: history.length,
  }
}
