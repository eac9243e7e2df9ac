import { exactly } from '../../../core/predicate/entity-question.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { predicateOf } from '../entity-query.ts'
import type { ProcessFacts, ProcessName } from './facts.ts'

/** By what one process of one host is found again. */
export interface ProcessKey {
  readonly host: string
  /** null: of no unit. */
  readonly unit: string | null
  readonly by:
    | { readonly kind: 'id'; readonly entityId: string }
    /** Within one dataset: two logs of one host tell the same start, and would show every process twice. */
    | { readonly kind: 'pid'; readonly pid: string; readonly dataset: string | null }
}

/** The key of a process that an event names; undefined where it names none. The idle process is nobody's parent. */
export function keyOf(of: Pick<ProcessFacts, 'host' | 'unit' | 'dataset'>, name: ProcessName): ProcessKey | undefined {
  const { host, unit, dataset } = of
  if (name.entityId !== null && !isNothing(name.entityId)) {
    return { host, unit, by: { kind: 'id', entityId: name.entityId } }
  }
  if (name.pid === null || name.pid === '0') return undefined
  return { host, unit, by: { kind: 'pid', pid: name.pid, dataset } }
}

/** Sysmon writes zeros for a parent that it did not see. */
const isNothing = (entityId: string) => /^[{}0-]*$/.test(entityId)

/** The events of the process's host, as a text of the search language. */
const ofHost = ({ host, unit, by }: ProcessKey): string[] => [
  exactly('host.name', host),
  unit === null ? 'not vonggac.unit.id: *' : exactly('vonggac.unit.id', unit),
  ...(by.kind === 'pid' && by.dataset !== null ? [exactly('event.dataset', by.dataset)] : []),
]

/** The events that are about the process itself. Where there is but a pid the range has to say which of its processes. */
export function eventsOfProcess(key: ProcessKey): string {
  const { by } = key
  const own = by.kind === 'id' ? exactly('process.entity_id', by.entityId) : exactly('process.pid', by.pid)
  return [...ofHost(key), own].join(' and ')
}

/** The starts of its children, from the range in which it lived. */
export function startsOfChildren(key: ProcessKey): string {
  const { by } = key
  const parent =
    by.kind === 'id' ? exactly('process.parent.entity_id', by.entityId) : exactly('process.parent.pid', by.pid)
  return [...ofHost(key), parent, processStart].join(' and ')
}

/** The starts that bear its key: one, or with a pid all that ever had it. */
export const startsOfProcess = (key: ProcessKey): string => `${eventsOfProcess(key)} and ${processStart}`

/** Numbers of execve and execveat where the audit log was not told their names: x86-64, ARM and RISC-V, i386. */
const execNumbers = ['59', '322', '221', '281', '11', '358'].map((number) => exactly('auditd.log.syscall', number))
const execNames = ['execve', 'execveat'].flatMap((name) => [
  exactly('auditd.log.SYSCALL', name),
  exactly('auditd.log.syscall', name),
])

/**
 * An event that says that a process started: Sysmon 1, Security 4688 and whatever else ECS calls the start of a process; of
 * the Linux audit log the system call, since its other records name no parent.
 */
const processStart = `((event.category: process and event.type: start and not event.category: library and not event.dataset: auditd.log) or (event.dataset: auditd.log and event.action: syscall and (${[...execNames, ...execNumbers].join(' or ')})))`

/** True for an event that says that its process started. */
export const isProcessStart = toMatcher(predicateOf(processStart))
