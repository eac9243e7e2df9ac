import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { part } from '../write-facts.ts'
import { auditWords } from './audit-words.ts'
import { addRelated, inside, setCommandLine, setExecutable, setFile, setPeer } from './ecs-parts.ts'
import { setRegistry } from './registry.ts'
import { scheduledTask } from './scheduled-task.ts'
import { setAccounts } from './security-accounts.ts'
import {
  failureReasons,
  kerberosStatus,
  logonStatus,
  logonTypes,
  serviceTypes,
  ticketEncryption,
  ticketOptions,
} from './security-codes.ts'
import { said, verbatim, whole } from './values.ts'

/** The Security log's event data as ECS: who, on whom, from where, by which process, on what. */
export function mapSecurity(document: EventDocument, code: string, winlog: JsonObject, data: JsonObject): void {
  setAccounts(document, code, winlog, data)
  setLogon(winlog, code, data)
  if (code === '4688') createdProcess(document, data)
  else callingProcess(document, data)
  setPeer(document, 'source', data, { ip: 'IpAddress', port: 'IpPort', domain: 'WorkstationName' })
  setPeer(document, 'source', data, { ip: 'ClientAddress', domain: 'ClientName' })
  if (code === '4776') setPeer(document, 'source', data, { domain: 'Workstation' })
  if (code.startsWith('515')) filteringPlatform(document, data)
  object(document, code, data)
  service(document, data)
  kerberos(code, data)
  auditWords(data)
  if (taskEvents.has(code)) scheduledTask(winlog, data)
}

const taskEvents = new Set(['4698', '4699', '4700', '4701', '4702'])

function setLogon(winlog: JsonObject, code: string, data: JsonObject): void {
  const type = said(data, 'LogonType')
  const named = type === undefined ? undefined : logonTypes[type]
  if (named !== undefined) inside(winlog, 'logon').type ??= named
  const target = code === '4634' || code === '4647' || code === '4964' ? said(data, 'TargetLogonId') : undefined
  const id = said(data, 'SubjectLogonId') ?? target ?? said(data, 'LogonID')
  if (id !== undefined) inside(winlog, 'logon').id ??= id
  if (code !== '4625' && code !== '4776') return
  const parts = [
    ['status', logonStatus[said(data, 'Status')?.toLowerCase() ?? '']],
    ['sub_status', logonStatus[said(data, 'SubStatus')?.toLowerCase() ?? '']],
    ['reason', failureReasons[said(data, 'FailureReason') ?? '']],
  ] as const
  for (const [name, text] of parts) if (text !== undefined) inside(inside(winlog, 'logon'), 'failure')[name] ??= text
}

function createdProcess(document: EventDocument, data: JsonObject): void {
  const process = part(document, 'process')
  const pid = whole(said(data, 'NewProcessId'))
  if (pid !== undefined) process.pid ??= pid
  setExecutable(process, verbatim(data, 'NewProcessName'))
  setCommandLine(process, verbatim(data, 'CommandLine'))
  const parent = inside(process, 'parent')
  const parentId = whole(said(data, 'ProcessId'))
  if (parentId !== undefined) parent.pid ??= parentId
  setExecutable(parent, verbatim(data, 'ParentProcessName'))
  if (Object.keys(parent).length === 0) delete process.parent
}

function callingProcess(document: EventDocument, data: JsonObject): void {
  const path = said(data, 'ProcessName') ?? said(data, 'CallerProcessName') ?? said(data, 'Application')
  const pid = whole(said(data, 'ProcessId') ?? said(data, 'ProcessID') ?? said(data, 'CallerProcessId'))
  if (path === undefined && pid === undefined) return
  const process = part(document, 'process')
  setExecutable(process, path)
  if (pid !== undefined) process.pid ??= pid
}

/** Protocol numbers that Windows logs (IANA). */
const transports: { readonly [number: string]: string } = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' }

function filteringPlatform(document: EventDocument, data: JsonObject): void {
  setPeer(document, 'source', data, { ip: 'SourceAddress', port: 'SourcePort' })
  setPeer(document, 'destination', data, { ip: 'DestAddress', port: 'DestPort' })
  const network = part(document, 'network')
  const protocol = said(data, 'Protocol')
  if (protocol !== undefined) {
    network.iana_number ??= protocol
    const transport = transports[protocol]
    if (transport !== undefined) network.transport ??= transport
  }
  const direction = said(data, 'Direction')
  if (direction === '%%14592' || direction === '%%14593') {
    network.direction ??= direction === '%%14592' ? 'ingress' : 'egress'
  }
}

function object(document: EventDocument, code: string, data: JsonObject): void {
  const name = said(data, 'ObjectName')
  const type = said(data, 'ObjectType')
  if (name !== undefined && type === 'File') setFile(part(document, 'file'), name)
  if (code === '4664') {
    const link = said(data, 'LinkName')
    setFile(part(document, 'file'), said(data, 'FileName'))
    if (link !== undefined) part(document, 'file').target_path ??= link
  }
  if (name !== undefined && (code === '4657' || type === 'Key')) {
    const value = said(data, 'ObjectValueName')
    const short = name.replace(/^\\REGISTRY\\MACHINE/i, 'HKLM').replace(/^\\REGISTRY\\USER/i, 'HKU')
    setRegistry(document, value === undefined ? short : `${short}\\${value}`, said(data, 'NewValue'))
  }
  if (code !== '5140' && code !== '5145') return
  const share = said(data, 'ShareName')
  const relative = said(data, 'RelativeTargetName')
  const local = said(data, 'ShareLocalPath')?.replace(/^\\\?\?\\/, '')
  if (share !== undefined) {
    part(document, 'file').target_path ??= relative === undefined ? share : `${share}\\${relative.replace(/^\\+/, '')}`
  }
  if (local === undefined && relative === undefined) return
  const path = [local?.replace(/\\+$/, ''), relative?.replace(/^\\+/, '')].filter(
    (one) => one !== undefined && one !== '',
  )
  if (path.length > 0) setFile(part(document, 'file'), path.join('\\'))
}

function service(document: EventDocument, data: JsonObject): void {
  const name = said(data, 'ServiceName')
  const type = serviceTypes[said(data, 'ServiceType') ?? '']
  if (name === undefined && type === undefined) return
  const fields = part(document, 'service')
  if (name !== undefined) fields.name ??= name
  if (type !== undefined) fields.type ??= type
}

/** What the numbers of a ticket request mean, beside them, under the names that Winlogbeat gives them. */
function kerberos(code: string, data: JsonObject): void {
  const options = whole(said(data, 'TicketOptions'))
  if (options !== undefined) {
    const names = ticketOptions.filter(([flag]) => (options & flag) === flag).map(([, name]) => name)
    if (names.length > 0) data.TicketOptionsDescription ??= names
  }
  const encryption = ticketEncryption[said(data, 'TicketEncryptionType')?.toLowerCase() ?? '']
  if (encryption !== undefined) data.TicketEncryptionTypeDescription ??= encryption
  if (code !== '4768' && code !== '4769' && code !== '4770' && code !== '4771') return
  const status = kerberosStatus[whole(said(data, 'Status')) ?? -1]
  if (status !== undefined) data.StatusDescription ??= status
}

/** The one who cleared the log stands in the event's user data. */
export function mapClearedLog(document: EventDocument, winlog: JsonObject, userData: JsonObject): void {
  const user = part(document, 'user')
  const id = said(userData, 'SubjectUserSid')
  const name = said(userData, 'SubjectUserName')
  const domain = said(userData, 'SubjectDomainName')
  const logon = said(userData, 'SubjectLogonId')
  if (id !== undefined) user.id ??= id
  if (name !== undefined) {
    user.name ??= name
    addRelated(document, 'user', [name])
  }
  if (domain !== undefined) user.domain ??= domain
  if (logon !== undefined) inside(winlog, 'logon').id ??= logon
  if (Object.keys(user).length === 0) delete document.user
}
