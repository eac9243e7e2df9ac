import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { part, plainIp } from '../write-facts.ts'
import { commandLineArguments } from './command-line.ts'
import { baseName, said, verbatim, whole } from './values.ts'

/** The object below an object, made when absent. */
export function inside(parent: JsonObject, name: string): JsonObject {
  const there = parent[name]
  if (isObject(there)) return there
  const made: JsonObject = {}
  parent[name] = made
  return made
}

/** Adds values to a list under `related`, each once. */
export function addRelated(
  document: EventDocument,
  list: 'user' | 'ip' | 'hosts' | 'hash',
  values: readonly string[],
): void {
  if (values.length === 0) return
  const related = part(document, 'related')
  const there = related[list]
  const before: readonly unknown[] = Array.isArray(there) ? there : there === undefined ? [] : [there]
  related[list] = [...new Set([...before.filter((one) => typeof one === 'string'), ...values])]
}

/** Fields of a process: executable as it came, and its name. */
export function setExecutable(process: JsonObject, path: string | undefined): void {
  if (path === undefined) return
  process.executable ??= path
  const name = baseName(path)
  if (name !== undefined) process.name ??= name
}

/** The command line as it came, and its arguments. */
export function setCommandLine(process: JsonObject, line: string | undefined): void {
  if (line === undefined) return
  process.command_line ??= line
  if (line === '' || process.args !== undefined) return
  const args = commandLineArguments(line)
  process.args = args
  process.args_count = args.length
}

/** `file.path` as it came, with name, directory and extension. */
export function setFile(file: JsonObject, path: string | undefined): void {
  if (path === undefined) return
  file.path ??= path
  const at = path.lastIndexOf(path.startsWith('/') ? '/' : '\\')
  if (at < 0) return
  const name = path.slice(at + 1)
  if (name !== '') file.name ??= name
  file.directory ??= path.slice(0, at)
  const dot = name.lastIndexOf('.')
  if (dot >= 0 && dot < name.length - 1) file.extension ??= name.slice(dot + 1)
}

/** One side of a connection; names that say something only, an address only where it is one. */
export function setPeer(
  document: EventDocument,
  side: 'source' | 'destination',
  data: JsonObject,
  names: { readonly ip?: string; readonly port?: string; readonly domain?: string },
): void {
  const address = names.ip === undefined ? undefined : said(data, names.ip)
  const ip = address === undefined ? undefined : plainIp(address)
  const port = names.port === undefined ? undefined : whole(said(data, names.port))
  const domain = names.domain === undefined ? undefined : said(data, names.domain)
  if (ip === undefined && port === undefined && domain === undefined) return
  const peer = part(document, side)
  if (ip !== undefined) {
    peer.ip ??= ip
    peer.address ??= ip
    addRelated(document, 'ip', [ip])
  } else if (domain !== undefined) peer.address ??= domain
  if (port !== undefined) peer.port ??= port
  if (domain !== undefined) peer.domain ??= domain
}

/** `DOMAIN\user` as user.domain and user.name, a name without a domain alone, a SID as user.id. */
export function setUser(document: EventDocument, account: string | undefined): void {
  if (account === undefined || account === '' || account === '-') return
  const user = part(document, 'user')
  if (/^S-1-\d/.test(account)) {
    user.id ??= account
    return
  }
  const at = account.indexOf('\\')
  const name = account.slice(at + 1)
  if (at > 0) user.domain ??= account.slice(0, at)
  if (name === '') return
  user.name ??= name
  addRelated(document, 'user', [name])
}

/** `SHA1=…,MD5=…,IMPHASH=…` as ECS hashes in lower case, `imphash` as that of the PE. All zeros say nothing. */
export function setHashes(document: EventDocument, holder: JsonObject, text: string | undefined): void {
  if (text === undefined || text === '') return
  const related: string[] = []
  for (const piece of text.split(',')) {
    const at = piece.indexOf('=')
    if (at <= 0) continue
    const kind = piece.slice(0, at).trim().toLowerCase()
    const value = piece.slice(at + 1).toLowerCase()
    if (!/^[0-9a-f]+$/.test(value) || /^0+$/.test(value)) continue
    if (kind === 'imphash') inside(holder, 'pe').imphash = value
    else if (kind === 'md5' || kind === 'sha1' || kind === 'sha256' || kind === 'sha512')
      inside(holder, 'hash')[kind] = value
    else continue
    related.push(value)
  }
  addRelated(document, 'hash', related)
}

/** Version information of a program: company, description, version, product, original name. */
export function setPe(holder: JsonObject, data: JsonObject): void {
  const names = [
    ['Company', 'company'],
    ['Description', 'description'],
    ['FileVersion', 'file_version'],
    ['Product', 'product'],
    ['OriginalFileName', 'original_file_name'],
  ] as const
  for (const [from, to] of names) {
    const value = said(data, from)
    if (value !== undefined) inside(holder, 'pe')[to] ??= value
  }
}

/** Numbers and texts of a process from event data; `process` is `process` or `process.parent`. */
export function setProcess(
  process: JsonObject,
  data: JsonObject,
  names: { readonly pid?: string; readonly guid?: string; readonly image?: string; readonly commandLine?: string },
): void {
  const pid = names.pid === undefined ? undefined : whole(said(data, names.pid))
  if (pid !== undefined) process.pid ??= pid
  const guid = names.guid === undefined ? undefined : said(data, names.guid)
  if (guid !== undefined) process.entity_id ??= guid
  if (names.image !== undefined) setExecutable(process, verbatim(data, names.image))
  if (names.commandLine !== undefined) setCommandLine(process, verbatim(data, names.commandLine))
}
