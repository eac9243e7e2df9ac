import type { Json, JsonObject } from '../../core/lib/json.ts'
import type { AuditRecord } from '../decode/audit-record.ts'
import { decodeAuditRecord } from '../decode/audit-record.ts'
import type { ProductMapping } from './product.ts'
import { put, putInteger, putIp, relate, textOf } from './put.ts'

/** What records tell of, in ECS's categories and types. */
const happenings: readonly (readonly [types: string, category: string, type: string])[] = [
  ['EXECVE PROCTITLE', 'process', 'start'],
  ['SERVICE_START', 'process', 'start'],
  ['SERVICE_STOP', 'process', 'end'],
  ['PATH CWD', 'file', 'info'],
  ['USER_LOGIN USER_AUTH USER_START CRED_ACQ USER_ACCT', 'authentication', 'start'],
  ['USER_LOGOUT USER_END CRED_DISP', 'authentication', 'end'],
  ['ADD_USER', 'iam', 'creation'],
  ['ADD_GROUP', 'iam', 'creation'],
  ['DEL_USER DEL_GROUP', 'iam', 'deletion'],
  ['USER_MGMT USER_CHAUTHTOK GRP_MGMT USER_ROLE_CHANGE', 'iam', 'change'],
  ['USER_CMD', 'process', 'start'],
  ['CONFIG_CHANGE DAEMON_CONFIG MAC_POLICY_LOAD MAC_STATUS', 'configuration', 'change'],
  ['KERN_MODULE', 'driver', 'start'],
  ['SYSTEM_BOOT', 'host', 'start'],
  ['SYSTEM_SHUTDOWN', 'host', 'end'],
]
const byType = new Map(
  happenings.flatMap(([types, category, type]) => types.split(' ').map((name) => [name, { category, type }] as const)),
)

/** Fields with a place in ECS, and what they are. */
const rows: readonly (readonly [key: string, field: string, kind: 'text' | 'integer'])[] = [
  ['exe', 'process.executable', 'text'],
  ['comm', 'process.name', 'text'],
  ['cwd', 'process.working_directory', 'text'],
  ['proctitle', 'process.title', 'text'],
  ['proctitle', 'process.command_line', 'text'],
  ['cmd', 'process.command_line', 'text'],
  ['pid', 'process.pid', 'integer'],
  ['ppid', 'process.parent.pid', 'integer'],
  ['exit', 'process.exit_code', 'integer'],
  ['unit', 'service.name', 'text'],
]

/**
 * The log of the Linux audit system, one record an event. Every field stands under `auditd.log` by its own name, and
 * `record_type`, `sequence` beside them, as Filebeat's module has it; what has a place in ECS stands there too.
 */
export const mapAuditd: ProductMapping = (line) => {
  const record = decodeAuditRecord(line)
  if (record === undefined) return undefined
  const { type, serial, time, node, fields: own, unsafeKey } = record
  const fields: JsonObject = {
    event: { action: type.toLowerCase(), sequence: serial },
    auditd: { log: { ...own, record_type: type, sequence: serial } },
  }
  const happening = byType.get(type)
  if (happening !== undefined) {
    put(fields, 'event.category', [happening.category])
    put(fields, 'event.type', [happening.type])
  }
  for (const [key, field, kind] of rows) {
    if (kind === 'text') put(fields, field, own[key])
    else putInteger(fields, field, own[key])
  }
  putUser(fields, own)
  putPlace(fields, record)
  putArguments(fields, record)
  putOutcome(fields, own)
  putIp(fields, 'source.ip', own.addr)
  return {
    module: 'auditd',
    dataset: 'auditd.log',
    fields,
    time: { time, zoneAssumed: false, yearAssumed: false },
    host: node,
    unsafeKey,
  }
}

/** Records of programs are about an account (`acct`, `id`), those of the kernel about who runs the process. */
function putUser(fields: JsonObject, own: JsonObject): void {
  const told = own.acct !== undefined
  put(fields, 'user.name', told ? own.acct : own.UID)
  put(fields, 'user.id', told ? own.id : own.uid)
  if (!told) put(fields, 'user.effective.id', own.euid)
  relate(fields, 'user', told ? own.acct : own.UID)
}

function putPlace(fields: JsonObject, { type, fields: own }: AuditRecord): void {
  if (type !== 'PATH') return
  put(fields, 'file.path', own.name)
  put(fields, 'file.inode', own.inode)
}

/** The words of a command: a long one stands in pieces (`a1[0]`, `a1[1]`). */
function putArguments(fields: JsonObject, { type, fields: own }: AuditRecord): void {
  if (type !== 'EXECVE') return
  const words: string[] = []
  for (let at = 0; at < mostArguments; at++) {
    const word = textOf(own, `a${at}`) ?? pieces(own, at) ?? (own[`a${at}`] === '' ? '' : undefined)
    if (word === undefined) break
    words.push(word)
  }
  if (words.length === 0) return
  put(fields, 'process.args', words)
  put(fields, 'process.args_count', words.length)
  put(fields, 'process.command_line', words.join(' '))
}

const mostArguments = 1000

function pieces(own: JsonObject, at: number): string | undefined {
  let text: string | undefined
  for (let piece = 0; piece < mostArguments; piece++) {
    const more = textOf(own, `a${at}[${piece}]`)
    if (more === undefined) break
    text = (text ?? '') + more
  }
  return text
}

function putOutcome(fields: JsonObject, own: JsonObject): void {
  const told: Json | undefined = own.success ?? own.res
  if (told === 'yes' || told === 'success' || told === '1') put(fields, 'event.outcome', 'success')
  else if (told === 'no' || told === 'failed' || told === '0') put(fields, 'event.outcome', 'failure')
}
