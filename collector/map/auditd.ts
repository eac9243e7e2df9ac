import type { Json, JsonObject } from '../../core/lib/json.ts'
import type { AuditRecord } from '../decode/audit-record.ts'
import { decodeAuditRecord } from '../decode/audit-record.ts'
import type { ProductMapping } from './product.ts'
import { put, putEndpoint, putInteger, relate, textOf } from './put.ts'

/**
 * What records tell of (audit's record types, audit-records(8)): ECS category, type, and the action in the words of
 * Elastic's integration; `-` where the record's own name in small letters is the action.
 */
const table = `
SYSCALL process info -
EXECVE process start -
PROCTITLE process start -
PATH file info -
CWD file info -
KERN_MODULE driver start loaded-kernel-module
ANOM_ABEND process end crashed-program
USER_CMD process start ran-command
USER_LOGIN authentication start logged-in
USER_AUTH authentication info authenticated
USER_ACCT authentication info was-authorized
USER_START session start started-session
USER_END session end ended-session
USER_LOGOUT authentication end logged-out
CRED_ACQ authentication info acquired-credentials
CRED_REFR authentication info refreshed-credentials
CRED_DISP authentication info disposed-credentials
ADD_USER iam user,creation added-user-account
DEL_USER iam user,deletion deleted-user-account
ADD_GROUP iam group,creation added-group-account-to
DEL_GROUP iam group,deletion deleted-group-account-from
USER_MGMT iam user,change modified-user-account
GRP_MGMT iam group,change modified-group-account
USER_CHAUTHTOK iam user,change changed-password
USER_ROLE_CHANGE iam user,change changed-role-to
SERVICE_START process start started-service
SERVICE_STOP process end stopped-service
SYSTEM_BOOT host start booted-system
SYSTEM_SHUTDOWN host end shutdown-system
SYSTEM_RUNLEVEL host change changed-to-runlevel
DAEMON_START process start started-audit
DAEMON_END process end shutdown-audit
DAEMON_CONFIG configuration change changed-audit-configuration
CONFIG_CHANGE process,configuration change changed-audit-configuration
MAC_POLICY_LOAD configuration change loaded-selinux-policy
MAC_STATUS configuration change changed-selinux-enforcement
SOFTWARE_UPDATE package info package-updated
CRYPTO_SESSION process info started-crypto-session
CRYPTO_KEY_USER process info negotiated-crypto-key
TTY process info typed
USER_TTY process info typed
`

interface Happening {
  readonly category: readonly string[]
  readonly type: readonly string[]
  readonly action: string
}

const byType = new Map(
  table
    .trim()
    .split('\n')
    .map((line): [string, Happening] => {
      const [name = '', category = '', type = '', action = '-'] = line.split(' ')
      return [
        name,
        {
          category: category.split(','),
          type: type.split(','),
          action: action === '-' ? name.toLowerCase() : action,
        },
      ]
    }),
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
  ['auid', 'user.audit.id', 'text'],
  ['gid', 'user.group.id', 'text'],
  ['egid', 'user.effective.group.id', 'text'],
  ['suid', 'user.saved.id', 'text'],
  ['sgid', 'user.saved.group.id', 'text'],
  ['fsuid', 'user.filesystem.id', 'text'],
  ['fsgid', 'user.filesystem.group.id', 'text'],
  ['terminal', 'user.terminal', 'text'],
]

/** Machines by the number of `arch` (linux/audit.h, ELF machine types). */
const architectures: { readonly [arch: string]: string } = {
  c000003e: 'x86_64',
  40000003: 'i386',
  c00000b7: 'aarch64',
  40000028: 'arm',
  c0000015: 'ppc64le',
  80000016: 's390x',
  c00000f3: 'riscv64',
}

/**
 * The log of the Linux audit system, one record an event. Every field stands under `auditd.log` by its own name, and
 * `record_type`, `sequence` beside them, as Filebeat's module has it; what has a place in ECS stands there too.
 */
export const mapAuditd: ProductMapping = (line) => {
  const record = decodeAuditRecord(line)
  if (record === undefined) return undefined
  const { type, serial, time, node, fields: own, unsafeKey } = record
  const happening = byType.get(type)
  const fields: JsonObject = {
    event: { action: happening?.action ?? type.toLowerCase(), sequence: serial },
    auditd: { log: { ...own, record_type: type, sequence: serial } },
  }
  if (happening !== undefined) {
    put(fields, 'event.category', happening.category)
    put(fields, 'event.type', happening.type)
  }
  for (const [key, field, kind] of rows) {
    if (kind === 'text') put(fields, field, own[key])
    else putInteger(fields, field, own[key])
  }
  putUser(fields, record)
  putPlace(fields, record)
  putArguments(fields, record)
  putOutcome(fields, own)
  putEndpoint(fields, 'source', textOf(own, 'addr') ?? textOf(own, 'src'))
  putEndpoint(fields, 'destination', textOf(own, 'dst'))
  const arch = textOf(own, 'arch')
  if (arch !== undefined) put(fields, 'host.architecture', architectures[arch] ?? textOf(own, 'ARCH'))
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
function putUser(fields: JsonObject, { type, fields: own }: AuditRecord): void {
  const told = own.acct !== undefined
  put(fields, 'user.name', told ? own.acct : own.UID)
  put(fields, 'user.id', told ? own.id : own.uid)
  relate(fields, 'user', told ? own.acct : own.UID)
  const happening = byType.get(type)
  if (happening?.category[0] === 'iam') {
    put(fields, 'user.effective.id', own.euid ?? own.uid)
    if (happening.type[0] === 'group') put(fields, 'group.id', own.id)
    else {
      put(fields, 'user.target.id', own.id)
      put(fields, 'user.target.name', own.acct)
    }
  } else if (!told) put(fields, 'user.effective.id', own.euid)
  else if (type !== 'USER_LOGIN') put(fields, 'user.effective.name', own.acct)
}

function putPlace(fields: JsonObject, { type, fields: own }: AuditRecord): void {
  if (type !== 'PATH') return
  put(fields, 'file.path', own.name)
  put(fields, 'file.inode', own.inode)
}

/** The words of a command: those of `cmd` as they stand, of EXECVE as they were given. */
function putArguments(fields: JsonObject, { type, fields: own }: AuditRecord): void {
  const words = type === 'EXECVE' ? givenWords(own) : (textOf(own, 'cmd')?.split(' ') ?? [])
  if (words.length === 0) return
  put(fields, 'process.args', words)
  put(fields, 'process.args_count', words.length)
  if (type !== 'EXECVE') return
  put(fields, 'process.command_line', words.join(' '))
}

/** A long word stands in pieces (`a1[0]`, `a1[1]`). */
function givenWords(own: JsonObject): string[] {
  const words: string[] = []
  for (let at = 0; at < mostArguments; at++) {
    const word = textOf(own, `a${at}`) ?? pieces(own, at) ?? (own[`a${at}`] === '' ? '' : undefined)
    if (word === undefined) break
    words.push(word)
  }
  return words
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
