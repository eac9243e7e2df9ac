import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { part } from '../write-facts.ts'
import { addRelated, inside, setCommandLine, setFile, setUser } from './ecs-parts.ts'
import { happenings } from './happenings.ts'
import { said, verbatim, whole } from './values.ts'

/** Windows PowerShell (400, 403, 600, 800) and PowerShell/Operational (4103 to 4106), as Elastic's integration has them. */
export const powershellHappenings = happenings(`
400 process start Engine Lifecycle
403 process end Engine Lifecycle
600 process info Provider Lifecycle
800 process info Pipeline Execution Details
4103 process info Executing Pipeline
4104 process info Execute a Remote Command
4105 process start Starting Command
4106 process end Stopping Command
`)

/** `name=value` and `name = value` lines, as PowerShell writes its context. */
function pairs(text: string | undefined): JsonObject {
  const found: JsonObject = {}
  if (text === undefined) return found
  for (const line of text.split('\n', 200)) {
    const at = line.indexOf('=')
    if (at <= 0) continue
    const name = line.slice(0, at).replace(/\s+/g, '')
    if (name !== '' && name !== '__proto__' && name.length <= 64) found[name] ??= line.slice(at + 1).trim()
  }
  return found
}

/** PowerShell's event data as ECS, and under `powershell` as Elastic's integration lays it out. */
export function mapPowershell(document: EventDocument, code: string, data: JsonObject): void {
  const classic = code === '800' ? said(data, 'param2') : said(data, 'param3')
  const context = code.length === 3 ? pairs(classic) : pairs(said(data, 'ContextInfo'))
  const from = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = said(context, name) ?? said(data, name)
      if (value !== undefined) return value
    }
    return undefined
  }
  const process = part(document, 'process')
  const host = from('HostId', 'HostID')
  if (host !== undefined) process.entity_id ??= host
  setCommandLine(process, from('HostApplication'))
  const title = from('HostName')
  if (title !== undefined) process.title ??= title
  if (Object.keys(process).length === 0) delete document.process
  const user = from('User', 'UserId')
  setUser(document, user)
  const connected = from('ConnectedUser')
  if (connected !== undefined) remoteSession(document, connected, user)
  const script = from('ScriptName') ?? said(data, 'Path')
  if (script !== undefined) setFile(part(document, 'file'), script)
  const sequence = whole(from('SequenceNumber'))
  if (sequence !== undefined) document.event.sequence ??= sequence
  own(document, data, from)
}

/** Over remoting, one account connects and the commands run as another or the same. */
function remoteSession(document: EventDocument, connected: string, user: string | undefined): void {
  for (const [side, account] of [
    ['source', connected],
    ['destination', user],
  ] as const) {
    if (account === undefined) continue
    const at = account.indexOf('\\')
    const name = account.slice(at + 1)
    part(document, side).user ??= at > 0 ? { name, domain: account.slice(0, at) } : { name }
    if (name !== '') addRelated(document, 'user', [name])
  }
}

const invocation = /^([A-Za-z]{1,40})\(([^)\n]{1,256})\): (?:name=("[^"\n]{0,256}"); value=)?(.*)$/

/** What 4103 says of each command: `CommandInvocation(Out-Null): "Out-Null"`, `ParameterBinding(X): name="A"; value="B"`. */
function invocations(payload: string | undefined): JsonObject[] {
  const found: JsonObject[] = []
  for (const line of payload?.split('\n', 100) ?? []) {
    const [, type, command, name, value] = invocation.exec(line.trimEnd()) ?? []
    if (type === undefined || command === undefined) continue
    found.push({ type, related_command: command, ...(name !== undefined && { name }), value: value ?? '' })
  }
  return found
}

function own(
  document: EventDocument,
  data: JsonObject,
  from: (...names: readonly string[]) => string | undefined,
): void {
  const powershell: JsonObject = {}
  const put = (holder: () => JsonObject, name: string, value: string | number | undefined): void => {
    if (value !== undefined) holder()[name] = value
  }
  const root = () => powershell
  const below = (name: string) => () => inside(powershell, name)
  put(root, 'id', from('ShellID'))
  put(root, 'pipeline_id', from('PipelineId', 'PipelineID'))
  put(root, 'runspace_id', from('RunspaceId', 'RunspaceID'))
  put(root, 'sequence', whole(from('MessageNumber', 'DetailSequence')))
  put(root, 'total', whole(from('MessageTotal', 'DetailTotal')))
  put(below('engine'), 'version', from('EngineVersion'))
  put(below('engine'), 'new_state', from('NewEngineState'))
  put(below('engine'), 'previous_state', from('PreviousEngineState'))
  put(below('provider'), 'name', from('ProviderName'))
  put(below('provider'), 'new_state', from('NewProviderState'))
  put(below('process'), 'executable_version', from('HostVersion'))
  put(below('command'), 'name', from('CommandName'))
  put(below('command'), 'type', from('CommandType'))
  put(below('command'), 'path', from('CommandPath'))
  put(below('command'), 'value', from('CommandLine'))
  const invoked = invocations(said(data, 'Payload'))
  if (invoked.length > 0) inside(powershell, 'command').invocation_details = invoked
  put(below('file'), 'script_block_id', said(data, 'ScriptBlockId'))
  put(below('file'), 'script_block_text', verbatim(data, 'ScriptBlockText'))
  if (Object.keys(powershell).length > 0) document.powershell ??= powershell
}
