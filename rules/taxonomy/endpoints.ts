import type { Predicate } from '../../core/predicate/predicate.ts'
import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, anyOf, equals, fromDatasets, not } from './routes.ts'

/** Sysmon's and Sigma's names for what processes do; what has no place in ECS stands in Sysmon's event data. */
const fields = fieldsBy(
  {
    Image: ['process.executable'],
    // Auditbeat and auditd know a command line as the title of its process.
    CommandLine: ['process.command_line', 'process.title'],
    CurrentDirectory: ['process.working_directory'],
    ProcessId: ['process.pid'],
    ProcessName: ['process.name'],
    OriginalFileName: ['process.pe.original_file_name'],
    ParentImage: ['process.parent.executable'],
    ParentCommandLine: ['process.parent.command_line', 'process.parent.title'],
    ParentProcessId: ['process.parent.pid'],
    User: ['user.name', 'winlog.event_data.User'],
    TargetFilename: ['file.path'],
    SourceIp: ['source.ip'],
    SourcePort: ['source.port'],
    SourceHostname: ['source.domain'],
    DestinationIp: ['destination.ip'],
    DestinationPort: ['destination.port'],
    DestinationHostname: ['destination.domain'],
    Protocol: ['network.transport'],
  },
  (field) => [`winlog.event_data.${field}`],
)

const sysmon = (...codes: readonly string[]): Predicate =>
  allOf(fromDatasets('sysmon_linux.log'), anyOf(...codes.map((code) => equals('event.code', code))))

/** Elastic Defend, Auditbeat (by the name of its module and by that of its integration), file integrity. */
const agents = {
  process: ['endpoint.events.process', 'auditd_manager.auditd', 'auditd', 'system.process', 'process'],
  file: ['endpoint.events.file', 'auditd_manager.auditd', 'auditd', 'fim.event', 'file'],
  network: ['endpoint.events.network', 'auditd_manager.auditd', 'auditd', 'system.socket', 'socket'],
} as const

type Kind = keyof typeof agents

const ofType = (os: string, kind: Kind, ...types: readonly string[]): Predicate =>
  allOf(
    fromDatasets(...agents[kind]),
    equals('host.os.type', os),
    equals('event.category', kind),
    anyOf(...types.map((type) => equals('event.type', type))),
  )

/** A new program: a fork alone is none. */
const started = (os: string) => allOf(ofType(os, 'process', 'start'), not(equals('event.action', 'fork')))
const written = (os: string) => ofType(os, 'file', 'creation', 'change')

/** The categories by system: Sysmon for Linux by its event ids, agents by the categories of ECS. */
const routes: { readonly [product: string]: { readonly [category: string]: Predicate } } = {
  linux: {
    process_creation: anyOf(sysmon('1'), started('linux')),
    process_termination: anyOf(sysmon('5'), ofType('linux', 'process', 'end')),
    network_connection: anyOf(sysmon('3'), ofType('linux', 'network', 'start', 'connection')),
    file_event: anyOf(sysmon('11'), written('linux')),
    file_delete: anyOf(sysmon('23', '26'), ofType('linux', 'file', 'deletion')),
    raw_access_thread: sysmon('9'),
  },
  macos: {
    process_creation: started('macos'),
    process_termination: ofType('macos', 'process', 'end'),
    network_connection: ofType('macos', 'network', 'start', 'connection'),
    file_event: written('macos'),
    file_delete: ofType('macos', 'file', 'deletion'),
  },
}

/** What processes do on Linux and macOS. */
export const endpointSources: readonly MappedSource[] = Object.entries(routes).flatMap(([product, categories]) =>
  Object.entries(categories).map(([category, route]) => ({ logsource: { product, category }, route, fields })),
)
