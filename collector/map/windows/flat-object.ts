import type { Json, JsonObject } from '../../../core/lib/json.ts'
import { executionOf } from './event-object.ts'
import { levelNumber } from './levels.ts'
import type { WindowsRecord } from './record.ts'
import { keywordMask, plainText, textual } from './values.ts'

/** What NXLog (im_msvistalog, xm_json) and its kin write of the event's own head; everything else is event data. */
const head = new Set(
  `EventID EventTime EventReceivedTime TimeCreated Hostname Computer Keywords SeverityValue Severity Level SourceName
  ProviderName ProviderGuid Version Task TaskValue Opcode OpcodeValue RecordNumber RecordID EventRecordID ActivityID
  RelatedActivityID ExecutionProcessID ExecutionThreadID ThreadID Channel Message Category SourceModuleName
  SourceModuleType Domain AccountName AccountType UserID EventTypeOrignal EventTypeOriginal host port tags @timestamp
  @version type message timestamp`.split(/\s+/),
)
const eventTypes = new Set([
  'INFO',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'VERBOSE',
  'DEBUG',
  'AUDIT_SUCCESS',
  'AUDIT_FAILURE',
])

/** True for the flat JSON that NXLog and its kin make of a Windows event. */
function isFlatWindowsEvent(object: JsonObject): boolean {
  const { EventID: id } = object
  if (typeof id !== 'number' && typeof id !== 'string') return false
  return (
    typeof object.Channel === 'string' ||
    typeof object.SourceName === 'string' ||
    typeof object.ProviderName === 'string'
  )
}

/** A Windows event as one flat JSON object (NXLog Manual, xm_json and im_msvistalog). Undefined for any other. */
export function readFlatObject(object: JsonObject): WindowsRecord | undefined {
  if (!isFlatWindowsEvent(object)) return undefined
  const winlog: JsonObject = {}
  const first = (...names: readonly string[]): Json | undefined => {
    for (const name of names) {
      const value = Object.hasOwn(object, name) ? object[name] : undefined
      if (value !== undefined && value !== null && value !== '' && typeof value !== 'object') return value
    }
    return undefined
  }
  const put = (name: string, value: Json | undefined): void => {
    if (value !== undefined) winlog[name] = plainText(value)
  }
  put('event_id', first('EventID'))
  put('channel', first('Channel'))
  put('provider_name', first('SourceName', 'ProviderName'))
  put('computer_name', first('Hostname', 'Computer', 'host'))
  put('record_id', first('RecordNumber', 'EventRecordID', 'RecordID'))
  put('provider_guid', first('ProviderGuid'))
  put('version', first('Version'))
  put('keyword_mask', keywordMask(first('Keywords')))
  put('activity_id', first('ActivityID'))
  put('related_activity_id', first('RelatedActivityID'))
  put('task', first('Category', 'Task', 'TaskValue'))
  put('opcode', first('Opcode', 'OpcodeValue'))
  const process = executionOf(first('ExecutionProcessID', 'ProcessID'), first('ExecutionThreadID', 'ThreadID'))
  if (process !== undefined) winlog.process = process
  const user: JsonObject = {}
  for (const [from, to] of [
    ['UserID', 'identifier'],
    ['AccountName', 'name'],
    ['Domain', 'domain'],
    ['AccountType', 'type'],
  ] as const) {
    const value = first(from)
    if (value !== undefined) user[to] = plainText(value)
  }
  if (Object.keys(user).length > 0) winlog.user = user
  const data = dataOf(object)
  if (data !== undefined) winlog.event_data = data
  const message = first('Message')
  return {
    winlog,
    time: timeOf(first),
    level: levelNumber(first('Severity')) ?? levelNumber(first('Level')),
    message: message === undefined ? undefined : plainText(message),
  }
}

/** NXLog's EventTime may name no zone; then a time beside it that does is nearer to the truth. */
function timeOf(first: (...names: readonly string[]) => Json | undefined): Json | undefined {
  const own = first('TimeCreated', 'EventTime', 'timestamp', '@timestamp')
  const zoned = typeof own !== 'string' || /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(own)
  return zoned ? own : (first('@timestamp') ?? own)
}

function dataOf(object: JsonObject): JsonObject | undefined {
  const data: JsonObject = {}
  // Session events have an account of their own, which the head has not.
  const session =
    object.EventID === 4778 || object.EventID === 4779 || object.EventID === '4778' || object.EventID === '4779'
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (value === undefined || value === null) continue
    if (head.has(name) && !(session && name === 'AccountName')) continue
    if (name === 'EventType' && typeof value === 'string' && eventTypes.has(value)) continue
    data[name] = textual(value)
  }
  return Object.keys(data).length === 0 ? undefined : data
}
