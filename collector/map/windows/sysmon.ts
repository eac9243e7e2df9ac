import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { part } from '../write-facts.ts'
import { dnsFields } from './dns-answers.ts'
import { inside, setFile, setHashes, setPe, setPeer, setProcess, setUser } from './ecs-parts.ts'
import { happenings } from './happenings.ts'
import { setRegistry } from './registry.ts'
import { said, verbatim } from './values.ts'

/** Sysmon's events (Sysinternals, Sysmon 15, §Events), in the words of Elastic's integration. */
export const sysmonHappenings = happenings(`
1 process start Process creation
2 file change A process changed a file creation time
3 network start,connection,protocol Network connection
4 process change Sysmon service state changed
5 process end Process terminated
6 driver start Driver loaded
7 process,library change,start Image loaded
8 process change CreateRemoteThread
9 process access RawAccessRead
10 process access ProcessAccess
11 file creation FileCreate
12 configuration,registry change RegistryEvent (Object create and delete)
13 configuration,registry change RegistryEvent (Value Set)
14 configuration,registry change RegistryEvent (Key and Value Rename)
15 file access FileCreateStreamHash
16 configuration change ServiceConfigurationChange
17 file creation PipeEvent (Pipe Created)
18 file access PipeEvent (Pipe Connected)
19 process info WmiEvent (WmiEventFilter activity detected)
20 process change WmiEvent (WmiEventConsumer activity detected)
21 process access WmiEvent (WmiEventConsumerToFilter activity detected)
22 network connection,protocol,info DNSEvent (DNS query)
23 file deletion FileDelete (File Delete archived)
24 - change ClipboardChange (New content in the clipboard)
25 process change ProcessTampering (Process image change)
26 file deletion FileDeleteDetected (File Delete logged)
27 file creation FileBlockExecutable!
28 file deletion FileBlockShredding
29 file creation FileExecutableDetected
255 process - Error!
`)

/** Events whose hashes are those of a file and not of the process. */
const fileHashes = new Set(['6', '7', '15', '26', '27', '28', '29'])

/** What Sysmon says of a deleted file, beside ECS. */
const fileFlags = [
  ['Archived', 'archived'],
  ['IsExecutable', 'is_executable'],
] as const

/** Sysmon's event data as ECS: process, parent, file, registry, network, DNS, user, hashes. */
export function mapSysmon(document: EventDocument, code: string, data: JsonObject): void {
  if (code === '255' || code === '4' || code === '16') {
    other(document, data)
    return
  }
  actors(document, code, data)
  setUser(document, said(data, 'User') ?? said(data, 'SourceUser'))
  const rule = said(data, 'RuleName')
  if (rule !== undefined) part(document, 'rule').name ??= rule
  files(document, code, data)
  if (code === '12' || code === '13' || code === '14') {
    setRegistry(document, verbatim(data, 'TargetObject'), verbatim(data, 'Details'))
  }
  if (code === '3') connection(document, data)
  if (code === '22')
    dnsFields(document, verbatim(data, 'QueryName'), said(data, 'QueryResults'), said(data, 'QueryStatus'))
}

function actors(document: EventDocument, code: string, data: JsonObject): void {
  const process = part(document, 'process')
  setProcess(process, data, { pid: 'ProcessId', guid: 'ProcessGuid', image: 'Image', commandLine: 'CommandLine' })
  if (code === '8' || code === '10') {
    setProcess(process, data, { pid: 'SourceProcessId', guid: 'SourceProcessGuid', image: 'SourceImage' })
    setProcess(process, data, { guid: 'SourceProcessGUID' })
    const thread = Number(said(data, 'SourceThreadId'))
    if (Number.isSafeInteger(thread)) inside(process, 'thread').id ??= thread
  }
  const directory = verbatim(data, 'CurrentDirectory')
  if (directory !== undefined) process.working_directory ??= directory
  if (code === '1') {
    setPe(process, data)
    const parent: JsonObject = isObject(process.parent) ? process.parent : {}
    setProcess(parent, data, {
      pid: 'ParentProcessId',
      guid: 'ParentProcessGuid',
      image: 'ParentImage',
      commandLine: 'ParentCommandLine',
    })
    if (Object.keys(parent).length > 0) process.parent = parent
  }
  if (Object.keys(process).length === 0) delete document.process
}

function files(document: EventDocument, code: string, data: JsonObject): void {
  const path = verbatim(data, 'TargetFilename') ?? verbatim(data, 'ImageLoaded') ?? verbatim(data, 'Device')
  const hashes = said(data, 'Hashes') ?? said(data, 'Hash')
  if (path !== undefined) setFile(part(document, 'file'), path)
  if (hashes !== undefined) setHashes(document, part(document, fileHashes.has(code) ? 'file' : 'process'), hashes)
  for (const [from, to] of fileFlags) {
    const flag = said(data, from)
    if (flag !== undefined) inside(part(document, 'sysmon'), 'file')[to] ??= flag === 'true'
  }
  const pipe = said(data, 'PipeName')
  if (pipe !== undefined) part(document, 'file').name ??= pipe
  if (code !== '6' && code !== '7') return
  const file = part(document, 'file')
  if (code === '7') setPe(file, data)
  const subject = said(data, 'Signature')
  const status = said(data, 'SignatureStatus')
  const signed = said(data, 'Signed')
  if (subject === undefined && status === undefined && signed === undefined) return
  const signature = inside(file, 'code_signature')
  if (subject !== undefined) signature.subject_name ??= subject
  if (status !== undefined) signature.status ??= status
  if (signed !== undefined) signature.exists ??= signed === 'true'
  if (status === 'Valid') signature.valid ??= true
  if (code === '7') library(document, file)
}

/** A loaded image is a library in ECS's words as well; the file stays beside it, as rules address it. */
function library(document: EventDocument, file: JsonObject): void {
  const dll = part(document, 'dll')
  for (const name of ['name', 'path', 'hash', 'pe', 'code_signature'])
    if (file[name] !== undefined) dll[name] ??= file[name]
}

function connection(document: EventDocument, data: JsonObject): void {
  setPeer(document, 'source', data, { ip: 'SourceIp', port: 'SourcePort', domain: 'SourceHostname' })
  setPeer(document, 'destination', data, {
    ip: 'DestinationIp',
    port: 'DestinationPort',
    domain: 'DestinationHostname',
  })
  const network = part(document, 'network')
  const transport = said(data, 'Protocol')
  if (transport !== undefined) network.transport ??= transport
  const protocol = said(data, 'DestinationPortName') ?? said(data, 'SourcePortName')
  if (protocol !== undefined) network.protocol ??= protocol
  const initiated = said(data, 'Initiated')
  if (initiated !== undefined) network.direction ??= initiated === 'true' ? 'egress' : 'ingress'
  const v6 = said(data, 'SourceIsIpv6')
  if (v6 !== undefined) network.type ??= v6 === 'true' ? 'ipv6' : 'ipv4'
}

function other(document: EventDocument, data: JsonObject): void {
  const id = said(data, 'ID')
  const description = said(data, 'Description')
  if (id === undefined || description === undefined) return
  const error = part(document, 'error')
  error.code ??= id
  error.message ??= description
}
