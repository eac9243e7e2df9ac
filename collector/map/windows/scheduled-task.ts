import type { Json, JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { decodeWindowsXml } from '../../decode/windows-xml.ts'
import { inside } from './ecs-parts.ts'
import { said } from './values.ts'

/** At most this many triggers, actions and principals of a task are told. */
const most = 20

/**
 * What a scheduled task does, when and as whom (4698, 4699, 4700, 4701 and 4702), from its definition
 * (MS-TSCH §2.5) under `winlog.scheduled_task`. A definition that cannot be read leaves the task's name.
 */
export function scheduledTask(winlog: JsonObject, data: JsonObject): void {
  const name = said(data, 'TaskName')
  if (name === undefined) return
  const told = inside(winlog, 'scheduled_task')
  told.name ??= name
  // 4702 names it so.
  const text = said(data, 'TaskContent') ?? said(data, 'TaskContentNew')
  const decoded = text === undefined ? undefined : decodeWindowsXml(text)
  const task = decoded?.ok ? decoded.value.value.Task : undefined
  if (!isObject(task)) return
  set(told, 'uri', leaf(task.RegistrationInfo, 'URI'))
  set(told, 'author', leaf(task.RegistrationInfo, 'Author'))
  set(told, 'description', leaf(task.RegistrationInfo, 'Description'))
  const actions = actionsOf(task.Actions)
  if (actions.length > 0) told.actions ??= actions
  const principals = list(below(task.Principals, 'Principal')).map(principalOf).filter(hasAny)
  if (principals.length > 0) told.principals ??= principals
  const triggers = triggersOf(task.Triggers)
  if (triggers.length > 0) told.triggers ??= triggers
  const enabled = flag(leaf(task.Settings, 'Enabled'))
  const hidden = flag(leaf(task.Settings, 'Hidden'))
  if (enabled === undefined && hidden === undefined) return
  const settings = inside(told, 'settings')
  set(settings, 'enabled', enabled)
  set(settings, 'hidden', hidden)
}

function actionsOf(node: Json | undefined): JsonObject[] {
  const context = below(below(node, '#attributes'), 'Context')
  const runs = list(below(node, 'Exec')).map((one) =>
    made({
      type: 'exec',
      context,
      command: leaf(one, 'Command'),
      arguments: leaf(one, 'Arguments'),
      working_directory: leaf(one, 'WorkingDirectory'),
    }),
  )
  const handlers = list(below(node, 'ComHandler')).map((one) =>
    made({ type: 'com_handler', context, class_id: leaf(one, 'ClassId'), data: leaf(one, 'Data') }),
  )
  return [...runs, ...handlers].slice(0, most)
}

function principalOf(one: Json): JsonObject {
  const user = leaf(one, 'UserId')
  const group = leaf(one, 'GroupId')
  const logon = leaf(one, 'LogonType')
  return made({
    id: below(below(one, '#attributes'), 'id'),
    user: user === undefined ? undefined : { identifier: user },
    group: group === undefined ? undefined : { identifier: group },
    logon: logon === undefined ? undefined : { type: logon },
    run_level: leaf(one, 'RunLevel'),
  })
}

/** `TimeTrigger` is of type time, `LogonTrigger` of type logon, and so on. */
function triggersOf(node: Json | undefined): JsonObject[] {
  if (!isObject(node)) return []
  const found: JsonObject[] = []
  for (const kind of Object.keys(node)) {
    if (!kind.endsWith('Trigger')) continue
    const type = kind
      .slice(0, -7)
      .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
      .toLowerCase()
    for (const one of list(node[kind])) found.push(triggerOf(type, one))
  }
  return found.slice(0, most)
}

function triggerOf(type: string, one: Json): JsonObject {
  const repetition = below(one, 'Repetition')
  const repeated = made({
    interval: leaf(repetition, 'Interval'),
    duration: leaf(repetition, 'Duration'),
    stop_at_duration_end: flag(leaf(repetition, 'StopAtDurationEnd')),
  })
  return made({
    type,
    enabled: flag(leaf(one, 'Enabled')),
    start_boundary: leaf(one, 'StartBoundary'),
    end_boundary: leaf(one, 'EndBoundary'),
    repetition: hasAny(repeated) ? repeated : undefined,
  })
}

function below(node: Json | undefined, name: string): Json | undefined {
  return isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined
}

function list(node: Json | undefined): Json[] {
  return node === undefined ? [] : Array.isArray(node) ? [...node].slice(0, most) : [node]
}

function leaf(node: Json | undefined, name: string): string | undefined {
  const found = below(node, name)
  const text = isObject(found) ? found['#text'] : found
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}

/** xs:boolean; undefined for anything else. */
function flag(text: string | undefined): boolean | undefined {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

function set(holder: JsonObject, name: string, value: Json | undefined): void {
  if (value !== undefined) holder[name] ??= value
}

function made(fields: { readonly [name: string]: Json | undefined }): JsonObject {
  const out: JsonObject = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) out[name] = value
  return out
}

function hasAny(fields: JsonObject): boolean {
  return Object.keys(fields).length > 0
}
