import type { Json, JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { levelNumber } from './levels.ts'
import type { WindowsRecord } from './record.ts'
import { addUnnamed, keywordMask, plainText, textual } from './values.ts'

/**
 * A Windows event laid out as an object, `{"Event":{"System":…,"EventData":…,"UserData":…}}`: as evtx_dump writes it
 * (attributes under `#attributes`, or beside the element as `<element>_attributes`), as XML converters do (`@Name`,
 * `$`), and without the outer `Event`. Undefined for any other object. Elements: MS-EVEN6 §2.2.17, Event schema.
 */
export function readEventObject(object: JsonObject): WindowsRecord | undefined {
  const event = isObject(object.Event) ? object.Event : object
  const system = event.System
  if (!isObject(system)) return undefined
  const id = content(system, 'EventID')
  if (id === undefined) return undefined
  const winlog: JsonObject = { event_id: plainText(id) }
  const put = (name: string, value: Json | undefined): void => {
    if (value !== undefined && value !== null && value !== '') winlog[name] = plainText(value)
  }
  put('channel', content(system, 'Channel'))
  put('provider_name', attribute(system, 'Provider', 'Name') ?? attribute(system, 'Provider', 'EventSourceName'))
  put('computer_name', content(system, 'Computer'))
  put('record_id', content(system, 'EventRecordID'))
  put('provider_guid', attribute(system, 'Provider', 'Guid'))
  const time = attribute(system, 'TimeCreated', 'SystemTime') ?? content(system, 'TimeCreated')
  put('time_created', time)
  put('version', content(system, 'Version'))
  put('keyword_mask', keywordMask(content(system, 'Keywords')))
  put('activity_id', attribute(system, 'Correlation', 'ActivityID'))
  put('related_activity_id', attribute(system, 'Correlation', 'RelatedActivityID'))
  const process = executionOf(attribute(system, 'Execution', 'ProcessID'), attribute(system, 'Execution', 'ThreadID'))
  if (process !== undefined) winlog.process = process
  const user = attribute(system, 'Security', 'UserID')
  if (typeof user === 'string' && user !== '') winlog.user = { identifier: user }
  const level = content(system, 'Level')
  const rendered = isObject(event.RenderingInfo) ? event.RenderingInfo : {}
  put('task', named(rendered.Task) ?? content(system, 'Task'))
  put('opcode', named(rendered.Opcode) ?? content(system, 'Opcode'))
  const keywords = isObject(rendered.Keywords) ? rendered.Keywords.Keyword : undefined
  if (keywords !== undefined && keywords !== null) winlog.keywords = Array.isArray(keywords) ? keywords : [keywords]
  const data = eventData(event.EventData)
  if (data !== undefined) winlog.event_data = data
  const userData = userDataOf(event.UserData)
  if (userData !== undefined) winlog.user_data = userData
  return { winlog, time, level: levelNumber(level), message: named(rendered.Message) }
}

/** `winlog.process` from the ids of the process and thread that wrote the event. */
export function executionOf(processId: Json | undefined, threadId: Json | undefined): JsonObject | undefined {
  const pid = Number(processId)
  if (processId === undefined || processId === '' || !Number.isSafeInteger(pid)) return undefined
  const thread = Number(threadId)
  return threadId === undefined || threadId === '' || !Number.isSafeInteger(thread)
    ? { pid }
    : { pid, thread: { id: thread } }
}

function own(node: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(node, key) ? node[key] : undefined
}

/** The text of an element, whether it stands alone or beside attributes. */
function content(parent: JsonObject, element: string): Json | undefined {
  const child = own(parent, element)
  const value = isObject(child) ? own(child, '#text') : child
  return value === null || (typeof value === 'object' && value !== null) ? undefined : value
}

function attribute(parent: JsonObject, element: string, name: string): Json | undefined {
  const child = own(parent, element)
  if (isObject(child)) {
    const inside = child['#attributes'] ?? child.$
    const value = isObject(inside) ? own(inside, name) : (own(child, `@${name}`) ?? own(child, name))
    if (value !== undefined && value !== null && typeof value !== 'object') return value
  }
  const beside = own(parent, `${element}_attributes`)
  const value = isObject(beside) ? own(beside, name) : undefined
  return value === null ? undefined : value
}

function named(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function eventData(node: Json | undefined): JsonObject | undefined {
  if (!isObject(node)) return undefined
  const data: JsonObject = {}
  const unnamed: string[] = []
  for (const key of Object.keys(node)) {
    const value = node[key]
    if (value === undefined || value === null || key === '#attributes' || key.startsWith('@')) continue
    if (key === 'Data' || (key.startsWith('Data_') && Object.hasOwn(node, 'Data') && /^Data_\d+$/.test(key))) {
      for (const item of Array.isArray(value) ? value : [value]) unnamedOrNamed(item, data, unnamed)
    } else if (key === '#text') unnamed.push(...texts(value))
    else if (!key.endsWith('_attributes') || !isObject(value))
      data[key] = isObject(value) ? inner(value) : textual(value)
  }
  addUnnamed(data, unnamed)
  return Object.keys(data).length === 0 ? undefined : data
}

/** One `Data` element: text, `{"#text": …}`, or an object that carries its name along. */
function unnamedOrNamed(item: Json, data: JsonObject, unnamed: string[]): void {
  if (!isObject(item)) {
    if (item !== null) unnamed.push(...texts(item))
    return
  }
  const attributes = isObject(item['#attributes']) ? item['#attributes'] : isObject(item.$) ? item.$ : item
  const name = own(attributes, 'Name') ?? own(attributes, '@Name')
  const value = own(item, '#text') ?? own(item, '_') ?? own(item, 'content') ?? own(item, 'Value') ?? ''
  if (typeof name === 'string' && name !== '' && name !== '__proto__') data[name] = textual(value)
  else if (value !== null) unnamed.push(...texts(value))
}

function texts(value: Json): string[] {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value]
  return list.filter((one) => one !== null).map(plainText)
}

/** An element below EventData: its text where it has one, else its own elements. */
function inner(node: JsonObject): Json {
  const text = own(node, '#text')
  if (text !== undefined) return textual(text)
  const out: JsonObject = {}
  for (const key of Object.keys(node)) {
    const value = node[key]
    if (value === undefined || value === null || key === '#attributes' || key.endsWith('_attributes')) continue
    out[key] = isObject(value) ? inner(value) : textual(value)
  }
  return out
}

/** UserData holds one element of the provider's own making; its fields stand at the top, as Winlogbeat has it. */
function userDataOf(node: Json | undefined): JsonObject | undefined {
  if (!isObject(node)) return undefined
  for (const key of Object.keys(node)) {
    const value = node[key]
    if (!isObject(value) || key === '#attributes' || key.endsWith('_attributes')) continue
    const fields = inner(value)
    return isObject(fields) ? { ...fields, xml_name: key } : { [key]: fields, xml_name: key }
  }
  const fields = inner(node)
  return isObject(fields) && Object.keys(fields).length > 0 ? fields : undefined
}
