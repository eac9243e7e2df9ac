import { aboveAll } from '../../core/access/above-all.ts'
import type { Actor } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Language } from '../../core/i18n/translate.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Json } from '../../core/lib/json.ts'
import { zonedIso } from '../../core/lib/zone-offset.ts'
import { inBulk } from '../../core/store/asker.ts'
import type { AuditFilter, AuditLog, EventQuery, EventReads, Histogram, RecordStore } from '../../core/store/store.ts'
import { type AlertFilter, listAlerts } from '../alerts/queue.ts'
import { type AlertColumn, alertColumns, alertDocument, alertsOf, alertTable } from './alert-table.ts'
import { auditDocument, auditRowsOf, auditTable, countAudit } from './audit-table.ts'
import type { ExportTable } from './cell.ts'
import { type DownloadEnd, endBy } from './download-end.ts'
import { defaultColumns, eventsOf, eventTable } from './event-table.ts'
import { type ExportFormat, mediaTypes, mostRows } from './export-format.ts'
import { exportScope } from './export-scope.ts'
import { csvFile, inChunks, xlsxFile } from './table-file.ts'

/** How large an export would be, told before anything is made. */
export interface ExportPlan {
  /** What the question finds within the scope; `gte` where a budget ran out before all was counted. */
  readonly rows: Histogram['total']
  /** No more than these are written, the newest. */
  readonly most: number
}

/** A file that is made while it is read. */
export interface ExportFile {
  readonly name: string
  readonly type: string
  readonly body: AsyncIterable<string | Uint8Array>
  /** Ends the making at the next row, also while no piece is ready yet: its reader has gone, or may not have it (`why`). */
  stop(why?: Error): void
}

/** What is asked for: the store's query, and the question in the asker's own words for the audit log. */
export interface EventExport {
  readonly query: EventQuery
  readonly words: { readonly [key: string]: Json }
  readonly format: ExportFormat
  /** Field names; none: those that a search shows. */
  readonly columns: readonly string[]
}
export interface AlertExport {
  readonly filter: AlertFilter
  readonly format: ExportFormat
  /** None: all. */
  readonly columns: readonly AlertColumn[]
  readonly language: Language
}

export interface AuditExport {
  readonly filter: AuditFilter
  readonly format: ExportFormat
  readonly language: Language
}

/**
 * Files of what is seen. All of it asks for `data.export` beside the permission to read; rejects with CodedError
 * `not-allowed` without, with `store-busy` while too many files are being made.
 */
export interface Exports {
  planEvents(actor: Actor, query: EventQuery): Promise<ExportPlan>
  planAlerts(actor: Actor, filter: AlertFilter): Promise<ExportPlan>
  planAudit(actor: Actor, filter: AuditFilter): Promise<ExportPlan>
  events(actor: Actor, ask: EventExport): Promise<ExportFile>
  alerts(actor: Actor, ask: AlertExport): Promise<ExportFile>
  /** Rows of the audit log; the rows of this very export are not among them unless its time says so. */
  audit(actor: Actor, ask: AuditExport): Promise<ExportFile>
}

/** Files that are made at once, of one person and of all: each reads the store as fast as its reader takes. */
const atOnce = { person: 2, all: 6 }

/** Exports over the windowed reads of the store. */
export function createExports(parts: {
  readonly events: Pick<EventReads, 'search' | 'histogram'>
  readonly records: RecordStore
  readonly audit: Pick<AuditLog, 'append' | 'search' | 'facets'>
  readonly units: UnitTree
  readonly clock: Clock
  readonly timeZone: string
  /** Rows of one file; default: what Excel opens. */
  readonly most?: number
}): Exports {
  const { events, records, audit, units, timeZone, most = mostRows } = parts
  const making = new Map<string, number>()
  const eventPlan = async (actor: Actor, query: EventQuery): Promise<ExportPlan> => {
    const scope = exportScope(actor, 'event.read', units)
    return { rows: (await events.histogram(scope, query, 1)).total, most }
  }
  const alertPlan = async (actor: Actor, filter: AlertFilter): Promise<ExportPlan> => {
    const scope = exportScope(actor, 'alert.read', units)
    const { total } = await listAlerts(records, scope, filter, { sort: 'last', direction: 'desc', limit: 1, offset: 0 })
    return { rows: { value: total, relation: 'eq' }, most }
  }
  const auditPlan = async (actor: Actor, filter: AuditFilter): Promise<ExportPlan> => {
    const scope = exportScope(actor, 'audit.read', units)
    return { rows: await countAudit(audit, scope, filter), most }
  }
  return {
    planEvents: eventPlan,
    planAlerts: alertPlan,
    planAudit: auditPlan,
    async events(actor, { query, words, format, columns }) {
      const scope = exportScope(actor, 'event.read', units)
      const plan = await eventPlan(actor, query)
      const tally = counted(eventsOf(inBulk(events), scope, query, plan.most))
      const shown = columns.length > 0 ? columns : defaultColumns
      const body =
        format === 'ndjson'
          ? inChunks(documents(tally.rows, (event) => event))
          : tableFile(eventTable(tally.rows, shown, timeZone), format, timeZone)
      const details = { ...words, columns: [...shown] }
      return begin(parts, making, { actor, reads: 'event.read', noun: 'events', format, plan, details, body, tally })
    },
    async alerts(actor, { filter, format, columns, language }) {
      const scope = exportScope(actor, 'alert.read', units)
      const plan = await alertPlan(actor, filter)
      const tally = counted(alertsOf(records, scope, filter, plan.most))
      const shown = columns.length > 0 ? columns : alertColumns
      const body =
        format === 'ndjson'
          ? inChunks(documents(tally.rows, (alert) => alertDocument(alert, units)))
          : tableFile(alertTable(tally.rows, shown, { language, timeZone, units }), format, timeZone)
      const { also: _, ...words } = filter
      const details = { ...words, columns: [...shown] }
      return begin(parts, making, { actor, reads: 'alert.read', noun: 'alerts', format, plan, details, body, tally })
    },
    async audit(actor, { filter, format, language }) {
      const scope = exportScope(actor, 'audit.read', units)
      const plan = await auditPlan(actor, filter)
      const tally = counted(auditRowsOf(audit, scope, filter, plan.most))
      const body =
        format === 'ndjson'
          ? inChunks(documents(tally.rows, (row) => auditDocument(row, units)))
          : tableFile(auditTable(tally.rows, { language, timeZone, units }), format, timeZone)
      const { actors, actions, ...words } = filter
      const details = {
        ...words,
        ...(actors === undefined ? {} : { actors: [...actors] }),
        ...(actions === undefined ? {} : { actions: [...actions] }),
      }
      return begin(parts, making, { actor, reads: 'audit.read', noun: 'audit', format, plan, details, body, tally })
    },
  }
}

function tableFile(table: ExportTable, format: 'csv' | 'xlsx', timeZone: string): AsyncIterable<string | Uint8Array> {
  return format === 'csv' ? inChunks(csvFile(table, timeZone)) : xlsxFile(table, timeZone)
}

/** One document a line. */
async function* documents<T>(rows: AsyncIterable<T>, shown: (row: T) => object): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(shown(row))}\n`
}

interface Tally<T> {
  readonly rows: AsyncIterable<T>
  /** How many have been read so far. */
  count(): number
  /** Reads no further: what asks for more gets this thrown. */
  stop(why: Error): void
}

function counted<T>(source: AsyncIterable<T>): Tally<T> {
  let count = 0
  let stopped: Error | undefined
  return {
    count: () => count,
    stop: (why) => {
      stopped = why
    },
    rows: (async function* () {
      for await (const row of source) {
        if (stopped !== undefined) throw stopped
        count++
        yield row
      }
    })(),
  }
}

interface Making {
  readonly actor: Actor
  readonly reads: Permission
  readonly noun: 'events' | 'alerts' | 'audit'
  readonly format: ExportFormat
  readonly plan: ExportPlan
  readonly details: { readonly [key: string]: Json }
  readonly body: AsyncIterable<string | Uint8Array>
  readonly tally: Tally<unknown>
}

/**
 * The file, with its two audit rows: one before the first byte, so that not even a crash leaves an export unsaid, and one
 * when it ends, however it ends, with the rows that went out.
 */
async function begin(
  {
    audit,
    units,
    clock,
    timeZone,
  }: { audit: Pick<AuditLog, 'append'>; units: UnitTree; clock: Clock; timeZone: string },
  making: Map<string, number>,
  { actor, reads, noun, format, plan, details, body, tally }: Making,
): Promise<ExportFile> {
  const running = [...making.values()].reduce((sum, count) => sum + count, 0)
  if (running >= atOnce.all || (making.get(actor.id) ?? 0) >= atOnce.person) {
    throw new CodedError('store-busy', 'other files are being made', {
      hint: 'wait until one of them is there',
      ...told('exports-busy'),
    })
  }
  // Taken before anything is waited for: many who ask at the same moment are as many as one after another.
  making.set(actor.id, (making.get(actor.id) ?? 0) + 1)
  const leave = () => making.set(actor.id, (making.get(actor.id) ?? 1) - 1)
  const target = `export/${randomId()}`
  const unitIds = aboveAll(actor, reads, units)
  const scope = actor.grants.map(({ unit }) => unit)
  const say = (verb: 'begin' | 'end', more: { readonly [key: string]: Json }) =>
    audit.append([
      { actor: actor.id, action: `export.${verb}`, target, unitIds, details: { of: noun, format, ...more } },
    ])
  try {
    await say('begin', { ...details, scope, found: plan.rows.value, counted: plan.rows.relation, most: plan.most })
  } catch (error) {
    leave()
    throw error
  }
  let state: 'waiting' | 'read' | 'ended' = 'waiting'
  const end = async (how: DownloadEnd): Promise<void> => {
    if (state === 'ended') return
    state = 'ended'
    leave()
    await say('end', { state: how, rows: tally.count() })
  }
  let stopped: { readonly why: Error | undefined } | undefined
  async function* audited(): AsyncGenerator<string | Uint8Array> {
    if (state === 'waiting') state = 'read'
    let how: DownloadEnd = 'cut off'
    try {
      // Not `yield*`: what is thrown in from outside must end any kind of body.
      for await (const piece of body) yield piece
      how = 'done'
    } catch (error) {
      how = endBy(stopped === undefined ? error : stopped.why)
      throw error
    } finally {
      await end(how)
    }
  }
  const stop = (why?: Error) => {
    stopped ??= { why }
    tally.stop(why ?? new Error('the reader has gone'))
    // A body that nobody has begun to read has no end of its own. Where even the row of it cannot be written, that of its
    // beginning stands, and nothing has gone out.
    if (state === 'waiting') end(endBy(why)).catch(() => {})
  }
  const stamp = zonedIso(clock.now(), timeZone).slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')
  const cut = plan.rows.value > plan.most ? `-first-${plan.most}` : ''
  return { name: `vong-gac-${noun}-${stamp}${cut}.${format}`, type: mediaTypes[format], body: audited(), stop }
}
