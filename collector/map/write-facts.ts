import { isIP } from 'node:net'
import type { EventDocument } from '../../core/event/event.ts'
import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import type { Facts } from './facts.ts'

/** Writes facts into the document as ECS spells them. What the document already says is added to, not replaced. */
export function writeFacts(document: EventDocument, facts: Facts): void {
  const { event } = document
  event.category = facts.category
  event.type = facts.type
  event.action = facts.action
  if (facts.outcome !== undefined) event.outcome = facts.outcome
  if (facts.reason !== undefined) event.reason = facts.reason
  const related: { ip?: string[]; user?: string[] } = {}
  writeUser(document, facts, related)
  if (facts.source !== undefined && facts.source !== '') writeSource(document, facts.source, facts.sourcePort, related)
  if (facts.group !== undefined || facts.groupId !== undefined) {
    document.group = compact({ name: facts.group, id: facts.groupId })
  }
  if (facts.service !== undefined) part(document, 'service').name = facts.service
  if (facts.commandLine !== undefined || facts.workingDirectory !== undefined) {
    // The program that logs (sudo, cron) keeps process.name; what it runs is the command line.
    const process = part(document, 'process')
    if (facts.commandLine !== undefined) process.command_line = facts.commandLine
    if (facts.workingDirectory !== undefined) process.working_directory = facts.workingDirectory
  }
  if (facts.extra !== undefined) document.linux = { ...part(document, 'linux'), ...facts.extra }
  const all = part(document, 'related')
  if (related.ip !== undefined) all.ip = merged(all.ip, related.ip)
  if (related.user !== undefined) all.user = merged(all.user, related.user)
}

function writeUser(document: EventDocument, facts: Facts, related: { user?: string[] }): void {
  const { userId, effectiveUser, targetUser, targetUserId } = facts
  // Strangers may log in with an empty name.
  const user = facts.user === '' ? undefined : facts.user
  if (user === undefined && userId === undefined && effectiveUser === undefined && targetUser === undefined) return
  const fields = part(document, 'user')
  const names: string[] = []
  if (user !== undefined) {
    fields.name = user
    names.push(user)
  }
  if (userId !== undefined) fields.id = userId
  if (effectiveUser !== undefined) {
    fields.effective = { name: effectiveUser }
    if (!names.includes(effectiveUser)) names.push(effectiveUser)
  }
  if (targetUser !== undefined) {
    fields.target = targetUserId === undefined ? { name: targetUser } : { name: targetUser, id: targetUserId }
    if (!names.includes(targetUser)) names.push(targetUser)
  }
  if (facts.targetName !== undefined) {
    fields.changes = { name: facts.targetName }
    names.push(facts.targetName)
  }
  if (names.length > 0) related.user = names
}

function writeSource(
  document: EventDocument,
  address: string,
  port: number | undefined,
  related: { ip?: string[] },
): void {
  const source = part(document, 'source')
  source.address = address
  const ip = plainIp(address)
  if (ip !== undefined) {
    source.ip = ip
    related.ip = [ip]
  } else {
    source.domain = address
  }
  if (port !== undefined) source.port = port
}

/** The address in the form that fields of type ip hold: no zone, IPv4-mapped IPv6 as IPv4. Undefined for a name. */
export function plainIp(address: string): string | undefined {
  const zone = address.indexOf('%')
  const bare = zone < 0 ? address : address.slice(0, zone)
  const kind = isIP(bare)
  if (kind === 0) return undefined
  if (kind === 6 && bare.length > 7 && bare.slice(0, 7).toLowerCase() === '::ffff:' && isIP(bare.slice(7)) === 4)
    return bare.slice(7)
  return bare
}

/** The object at a root field, made when absent. Something else there is replaced: type conflicts were moved before. */
export function part(document: EventDocument, name: string): JsonObject {
  const there = document[name]
  if (isObject(there)) return there
  const made: JsonObject = {}
  document[name] = made
  return made
}

function merged(before: Json | undefined, more: readonly string[]): Json {
  if (before === undefined || before === null) return more
  return [...new Set([...(Array.isArray(before) ? before : [before]), ...more])]
}

function compact(fields: { readonly [name: string]: string | undefined }): JsonObject {
  const out: JsonObject = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) out[name] = value
  return out
}
