import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { part } from '../write-facts.ts'
import { channelOf, datasetOf, sysmonLinux } from './channels.ts'
import { addRelated, inside } from './ecs-parts.ts'
import type { Happening } from './happenings.ts'
import { auditTask, opcodeName } from './names.ts'
import { mapOther, otherHappening } from './other-channels.ts'
import { mapPowershell, powershellHappenings } from './powershell.ts'
import { mapClearedLog, mapSecurity } from './security.ts'
import { securityHappenings } from './security-codes.ts'
import { mapSysmon, sysmonHappenings } from './sysmon.ts'
import { addUnnamed, keywordMask, said } from './values.ts'

/**
 * Fills in the ECS fields of a document that holds a Windows event under `winlog`, in Winlogbeat's layout. What stands
 * there already is kept, so that a document which an agent has mapped gains what it lacks and loses nothing.
 */
export function completeWindows(document: EventDocument, winlog: JsonObject): void {
  const { event } = document
  const code = codeOf(document, winlog)
  const provider = typeof winlog.provider_name === 'string' ? winlog.provider_name : ''
  if (typeof winlog.channel !== 'string' || winlog.channel === '') {
    const channel = channelOf(provider)
    if (channel !== undefined) winlog.channel = channel
  }
  const channel = typeof winlog.channel === 'string' ? winlog.channel : ''
  const dataset = datasetOf(channel)
  if (code !== undefined) event.code ??= code
  if (provider !== '') event.provider ??= provider
  event.module ??= 'windows'
  event.dataset ??= dataset
  const linux = dataset === sysmonLinux.dataset
  if (linux) event.module = sysmonLinux.module
  setHost(document, winlog, linux)
  const data = isObject(winlog.event_data) ? winlog.event_data : {}
  const userData = isObject(winlog.user_data) ? winlog.user_data : {}
  if (isObject(winlog.event_data)) unnamedTogether(data)
  nameNumbers(winlog, dataset)
  if (code === undefined) return
  const happening = mapped(document, dataset, provider, code, winlog, data, userData)
  if (happening !== undefined) {
    // Winlogbeat's own action is no more than the name of the task.
    if (event.action === undefined || event.action === winlog.task) event.action = happening.action
    if (happening.category.length > 0) event.category ??= happening.category
    if (happening.type.length > 0) event.type ??= happening.type
    if (happening.outcome !== undefined) event.outcome ??= happening.outcome
  }
  setOutcome(document, winlog)
  // Who wrote the event down (often the system) is the user only where the event itself names none.
  const identifier = isObject(winlog.user) ? winlog.user.identifier : undefined
  // PowerShell writes as the account that runs it.
  const named =
    !dataset.startsWith('windows.powershell') &&
    isObject(document.user) &&
    (document.user.name !== undefined || document.user.id !== undefined)
  if (typeof identifier === 'string' && identifier !== '' && !named) part(document, 'user').id ??= identifier
}

function mapped(
  document: EventDocument,
  dataset: string,
  provider: string,
  code: string,
  winlog: JsonObject,
  data: JsonObject,
  userData: JsonObject,
): Happening | undefined {
  if (dataset === 'windows.security' || provider === 'Microsoft-Windows-Security-Auditing') {
    if (code === '1102') mapClearedLog(document, winlog, userData)
    mapSecurity(document, code, winlog, data)
    return securityHappenings.get(code)
  }
  if (
    dataset === 'windows.sysmon_operational' ||
    dataset === sysmonLinux.dataset ||
    provider === 'Microsoft-Windows-Sysmon'
  ) {
    mapSysmon(document, code, data)
    return sysmonHappenings.get(code)
  }
  if (dataset === 'windows.powershell' || dataset === 'windows.powershell_operational') {
    mapPowershell(document, code, data)
    return powershellHappenings.get(code)
  }
  if (dataset === 'windows.system' && code === '104') mapClearedLog(document, winlog, userData)
  mapOther(document, dataset, data, userData)
  return otherHappening(dataset, code)
}

/** Task and opcode in words, where the sender gave their numbers. */
function nameNumbers(winlog: JsonObject, dataset: string): void {
  const { task, opcode } = winlog
  if (typeof task === 'string' && dataset === 'windows.security') winlog.task = auditTask(task) ?? task
  if (typeof opcode === 'string') winlog.opcode = opcodeName(opcode) ?? opcode
}

function codeOf(document: EventDocument, winlog: JsonObject): string | undefined {
  const id = winlog.event_id ?? document.event.code
  if (typeof id !== 'string' && typeof id !== 'number') return undefined
  const code = String(id)
  winlog.event_id = code
  if (typeof winlog.record_id === 'number') winlog.record_id = String(winlog.record_id)
  return code
}

function setHost(document: EventDocument, winlog: JsonObject, linux: boolean): void {
  const host = part(document, 'host')
  const os = inside(host, 'os')
  os.type ??= linux ? 'linux' : 'windows'
  if (!linux) os.family ??= 'windows'
  const computer = winlog.computer_name
  if (typeof computer !== 'string' || computer === '') return
  host.name ??= computer
  addRelated(document, 'hosts', [computer])
}

const auditFailure = 0x10000000000000n
const auditSuccess = 0x20000000000000n
const classic = 0x80000000000000n

/** Keywords from their mask (winmeta.xml), and the outcome that audit keywords tell. */
function setOutcome(document: EventDocument, winlog: JsonObject): void {
  const mask = winlog.keywords === undefined ? keywordMask(winlog.keyword_mask) : undefined
  if (mask !== undefined) {
    const bits = BigInt(mask)
    const keywords: string[] = []
    if ((bits & auditFailure) !== 0n) keywords.push('Audit Failure')
    if ((bits & auditSuccess) !== 0n) keywords.push('Audit Success')
    if ((bits & classic) !== 0n) keywords.push('Classic')
    if (keywords.length > 0) winlog.keywords = keywords
  }
  const { keywords } = winlog
  const list: readonly unknown[] = Array.isArray(keywords) ? keywords : [keywords]
  const outcome = list.includes('Audit Failure') ? 'failure' : list.includes('Audit Success') ? 'success' : undefined
  if (outcome === undefined) return
  winlog.keyword_mask ??= outcome === 'failure' ? '0x8010000000000000' : '0x8020000000000000'
  document.event.outcome ??= outcome
}

/** Winlogbeat names data without names `param1`, `param2`, …; rules address them together, as `Data`. */
function unnamedTogether(data: JsonObject): void {
  if (data.Data !== undefined || data.param1 === undefined) return
  const values: string[] = []
  for (let at = 1; at <= 100; at++) {
    const value = data[`param${at}`]
    if (typeof value !== 'string') break
    values.push(value)
  }
  if (said(data, 'param1') !== undefined || values.length > 1) addUnnamed(data, values)
}

/**
 * What tells an event apart from every other of its sender: computer, channel and record number, which stay the same
 * however often it is sent. Undefined where one of them is missing.
 */
export function windowsIdentity({ winlog }: EventDocument): string | undefined {
  if (!isObject(winlog)) return undefined
  const { computer_name: computer, channel, record_id: record } = winlog
  if (typeof computer !== 'string' || typeof channel !== 'string') return undefined
  if (typeof record !== 'string') return undefined
  return `${computer}\n${channel}\n${record}`
}
