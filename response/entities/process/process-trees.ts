import type { Scope } from '../../../core/access/scope.ts'
import type { EventDocument } from '../../../core/event/event.ts'
import type { Clock } from '../../../core/lib/clock.ts'
import { exactly } from '../../../core/predicate/entity-question.ts'
import type { EventQuery, EventReads, Facet, RecordStore } from '../../../core/store/store.ts'
import { predicateOf } from '../entity-query.ts'
import { firstEvent } from '../span.ts'
import { fieldText, type ProcessFacts, processOf } from './facts.ts'
import { eventsOfProcess, isProcessStart, keyOf, type ProcessKey, startsOfChildren, startsOfProcess } from './key.ts'
import { type LineageEnd, lineageOf, type ProcessNode, type StartFound, seenNode } from './lineage.ts'
import { alertsOfEvents, type EventAlert } from './marks.ts'

/** A process with the alerts of its start. */
export type MarkedNode = ProcessNode & { readonly alerts: readonly EventAlert[] }

/** A page of the children of a process, the newest first. */
export interface Children {
  readonly nodes: readonly MarkedNode[]
  /** How many there are in all. */
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' }
  readonly cursor: string | null
}

/** The tree around the process of an event: its ancestors, itself, and its newest children. */
export interface ProcessTree {
  readonly host: string
  readonly unit: string | null
  /** The highest first. */
  readonly ancestors: readonly MarkedNode[]
  readonly end: LineageEnd
  readonly process: MarkedNode
  readonly children: Children
  /** False where processes are told by numbers that are used again: relations are by host, number and time. */
  readonly sure: boolean
}

/** What a process did, counted by ECS category, and the question that finds it. */
export interface Activity {
  readonly question: string
  readonly from: number
  readonly to: number
  readonly categories: Facet
}

/** Which process: of an event, or the parent that it names. */
export interface ProcessAsked {
  readonly event: string
  readonly of: 'self' | 'parent'
}

const hour = 3_600_000
const day = 24 * hour
/** How far before a child its parent's start is looked for, and how long after its start what a process did. */
const lookBack = 7 * day
const lookAhead = 7 * day
/** Clocks of one host's logs differ by that much. */
const slack = 5_000
const pageSize = 50
/** How long the ancestors may take together, milliseconds. */
const lineageBudget = 6_000

interface Parts {
  readonly events: EventReads
  readonly records: RecordStore
  readonly clock: Clock
}

/** Whose events may be read, and whose alerts; undefined: none. */
export interface ProcessReader {
  readonly scope: Scope
  readonly alerts: Scope | undefined
}

/** Trees of processes out of stored events. Answers undefined for an event that is not in the scope or names no process. */
export function createProcessTrees({ events, records, clock }: Parts) {
  const query = (question: string, from: number, to: number): EventQuery => ({
    from: Math.max(0, Math.floor(from)),
    to: Math.floor(to),
    where: predicateOf(question),
  })

  async function findStart(scope: Scope, key: ProcessKey, upTo: number): Promise<StartFound> {
    // An id of its own is sure: the log's clocks may differ a little.
    const to = key.by.kind === 'id' ? upTo + slack : upTo + 1
    const page = await events.search(scope, query(startsOfProcess(key), upTo - lookBack, to), { limit: 1 })
    const start = page.rows[0] === undefined ? undefined : processOf(page.rows[0])
    if (start === undefined) return { start, gaveUp: page.cursor !== undefined }
    return { start: (await withCommands(scope, [start]))[0] ?? start }
  }

  /** The Linux audit log tells a command's words in a record of its own, with the number of the system call's. */
  async function withCommands(scope: Scope, all: readonly ProcessFacts[]): Promise<readonly ProcessFacts[]> {
    const lacking = all.filter(({ commandLine, sequence, dataset }) => {
      return commandLine === null && sequence !== null && dataset === 'auditd.log'
    })
    const [one] = lacking
    if (one === undefined) return all
    const times = lacking.map(({ time }) => time)
    const numbers = lacking.map(({ sequence }) => exactly('event.sequence', sequence ?? ''))
    const question = `${exactly('host.name', one.host)} and event.dataset: auditd.log and event.action: execve and (${numbers.join(' or ')})`
    const range = query(question, Math.min(...times) - slack, Math.max(...times) + slack)
    const page = await events.search(scope, range, { limit: 2 * lacking.length })
    const lines = new Map(page.rows.map((row) => [String(row.event.sequence), commandOf(row)]))
    return all.map((facts) => ({ ...facts, commandLine: facts.commandLine ?? lines.get(facts.sequence ?? '') ?? null }))
  }

  /** When the process began, and when its number went to another. */
  async function lifeOf(scope: Scope, key: ProcessKey, start: number | null, around: number) {
    const from = start ?? around - day
    const to = Math.min(from + lookAhead, Math.max(clock.now(), around) + day)
    if (key.by.kind === 'id') return { from: from - slack, to }
    const next = await firstEvent(events, scope, query(startsOfProcess(key), (start ?? around) + 1, to))
    return { from, to: next === undefined ? to : Math.max(from + 1, Date.parse(next['@timestamp'])) }
  }

  /** The process asked for: its key and, where it is known, its start. */
  async function locate(scope: Scope, { event: id, of }: ProcessAsked) {
    const event = await events.get(scope, id)
    const told = event && processOf(event)
    if (told === undefined) return undefined
    const key = keyOf(told, of === 'self' ? told : told.parent)
    if (key === undefined) return undefined
    const isStart = of === 'self' && event !== undefined && isProcessStart(event)
    const found: StartFound = isStart
      ? { start: (await withCommands(scope, [told]))[0] ?? told }
      : await findStart(scope, key, told.time)
    return { told, key, start: found.start }
  }

  async function mark(reader: ProcessReader, host: string, nodes: readonly ProcessNode[]): Promise<MarkedNode[]> {
    const seen = nodes.filter(({ time }) => time !== null)
    const times = seen.map(({ time }) => time ?? 0)
    const marks =
      reader.alerts === undefined || seen.length === 0
        ? new Map<string, readonly EventAlert[]>()
        : await alertsOfEvents({ records, events }, reader.alerts, {
            host,
            ids: seen.flatMap(({ event }) => event ?? []),
            from: Math.min(...times),
            to: Math.max(...times),
          })
    return nodes.map((node) => ({ ...node, alerts: marks.get(node.event ?? '') ?? [] }))
  }

  async function childrenOf(
    reader: ProcessReader,
    asked: ProcessAsked,
    cursor?: string,
  ): Promise<Children | undefined> {
    const at = await locate(reader.scope, asked)
    return at && readChildren(reader, at, cursor)
  }

  async function readChildren(
    reader: ProcessReader,
    { told, key, start }: NonNullable<Awaited<ReturnType<typeof locate>>>,
    cursor?: string,
  ): Promise<Children> {
    const { scope } = reader
    const { from, to } = await lifeOf(scope, key, start?.time ?? null, told.time)
    const ask = query(startsOfChildren(key), from, to)
    const [page, { total }] = await Promise.all([
      events.search(scope, ask, { limit: pageSize, ...(cursor !== undefined && { cursor }) }),
      events.histogram(scope, ask, 2),
    ])
    const own = start?.event
    // A forged start may name itself as its parent.
    const facts = page.rows.flatMap((row) => processOf(row) ?? []).filter(({ event }) => event !== own)
    const selves = page.rows.length - facts.length
    return {
      nodes: await mark(reader, told.host, (await withCommands(scope, facts)).map(seenNode)),
      total: { ...total, value: Math.max(0, total.value - selves) },
      cursor: page.cursor ?? null,
    }
  }

  return {
    /** The tree around an event's process. */
    async tree(reader: ProcessReader, event: string): Promise<ProcessTree | undefined> {
      const { scope } = reader
      const at = await locate(scope, { event, of: 'self' })
      if (at === undefined) return undefined
      const { told, key, start } = at
      const process = start ?? told
      const until = performance.now() + lineageBudget
      const find = (of: ProcessKey, upTo: number) => findStart(scope, of, upTo)
      const [{ ancestors, end }, children] = await Promise.all([
        lineageOf(process, find, () => performance.now() > until),
        readChildren(reader, at),
      ])
      // Without its start, the event tells the process: it is asked for again by that event.
      const self = start === undefined ? { ...seenNode(told), time: null } : seenNode(start)
      const marked = await mark(reader, told.host, [...ancestors, self])
      const own = marked.pop()
      if (own === undefined) throw new Error('a tree holds its process')
      const sure = key.by.kind === 'id'
      return { host: told.host, unit: told.unit, ancestors: marked, end, process: own, children, sure }
    },

    children: childrenOf,

    /** What the process did, by category. */
    async activity({ scope }: ProcessReader, asked: ProcessAsked): Promise<Activity | undefined> {
      const at = await locate(scope, asked)
      if (at === undefined) return undefined
      const { from, to } = await lifeOf(scope, at.key, at.start?.time ?? null, at.told.time)
      const question = eventsOfProcess(at.key)
      const ask = query(question, from, to)
      const [categories] = await events.facets(scope, ask, ['event.category'], 20)
      return {
        question,
        from: ask.from,
        to: ask.to,
        categories: categories ?? { field: 'event.category', values: [], partial: true },
      }
    },
  }
}

/** An EXECVE record names no process, only its words. */
const commandOf = (event: EventDocument): string | null => fieldText(event, 'process.command_line')
