import { decodeJson } from '../decode/json.ts'
import { mapApacheError } from './apache-error.ts'
import { mapAuditd } from './auditd.ts'
import { mapCef } from './cef.ts'
import { mapMysql, mapOracle, mapPostgresql } from './databases.ts'
import { mapDovecot } from './dovecot.ts'
import { looksLikeFortigate, mapFortigate } from './fortigate.ts'
import { mapEsxi, mapProxmox, mapVcenter } from './hypervisors.ts'
import { mapKasperskySyslog } from './kaspersky.ts'
import { mapLeef } from './leef.ts'
import { mapMikrotik } from './mikrotik.ts'
import { mapModsecurityAudit } from './modsecurity-audit.ts'
import { mapNetfilter } from './netfilter.ts'
import { mapNginxError } from './nginx-error.ts'
import { mapPfsense } from './pfsense.ts'
import { mapSynology, mapWso2 } from './platforms.ts'
import { mapPostfix } from './postfix.ts'
import type { LineContext, Mapped, ProductMapping } from './product.ts'
import { mapServiceJson, maybeServiceJson } from './service-json.ts'
import { mapAnyAccess, mapApacheAccess, mapNginxAccess } from './web-access.ts'
import { mapZimbra } from './zimbra.ts'

const first = (...mappings: readonly ProductMapping[]): ProductMapping => {
  return (line, context) => {
    for (const map of mappings) {
      const mapped = map(line, context)
      if (mapped !== undefined) return mapped
    }
    return undefined
  }
}

const nginx = first(mapNginxAccess, mapNginxError)
const apache = first(mapApacheAccess, mapApacheError)

/** Products by the format's name, as configuration and command line know it. */
export const productFormats = {
  nginx,
  'nginx-error': mapNginxError,
  apache,
  'apache-error': mapApacheError,
  fortigate: mapFortigate,
  postfix: mapPostfix,
  dovecot: mapDovecot,
  zimbra: mapZimbra,
  pfsense: mapPfsense,
  mikrotik: mapMikrotik,
  iptables: mapNetfilter,
  kaspersky: first(mapKasperskySyslog, mapCef),
  modsecurity: first(mapModsecurityLine, nginx, apache),
  cef: mapCef,
  leef: mapLeef,
  auditd: mapAuditd,
} as const satisfies { readonly [format: string]: ProductMapping }

export type ProductFormat = keyof typeof productFormats

/** Programs of a syslog header whose lines are a product's. */
const byProgram = new Map<string, ProductMapping>([
  ['nginx', nginx],
  ['nginx_access', nginx],
  ['nginx-access', nginx],
  ['nginx_error', nginx],
  ['nginx-error', nginx],
  ['apache', apache],
  ['apache2', apache],
  ['apache-access', apache],
  ['apache-error', apache],
  ['httpd', apache],
  ['dovecot', mapDovecot],
  ['filterlog', mapPfsense],
  ['kernel', mapNetfilter],
  ['php-fpm', mapPfsense],
  ['Hostd', mapEsxi],
  ['hostd', mapEsxi],
  ['vobd', mapEsxi],
  ['shell', (line, context) => (line.charCodeAt(0) === 91 ? mapEsxi(line, context) : undefined)],
  ['ESXShell', mapEsxi],
  ['vpxd', mapVcenter],
  ['vpxd-main', mapVcenter],
  ['pvedaemon', mapProxmox],
  ['pveproxy', mapProxmox],
  ['IPCC.xs', mapProxmox],
  ['mysqld', mapMysql],
  ['mariadbd', mapMysql],
  ['mysql-server_auditing', mapMysql],
  ['postgres', mapPostgresql],
  ['Connection', (line, context) => (line.startsWith('User [') ? mapSynology(line, context) : undefined)],
  ['wso2', mapWso2],
  ['wso2-audit', mapWso2],
])

/**
 * The line as the product that wrote it, told by the program that the header names, else by what it looks like.
 * Undefined for a line of no known product.
 */
export function mapProduct(line: string, context: LineContext): Mapped | undefined {
  const { program } = context
  const known = program === undefined ? undefined : mappingOf(program, context)
  return known?.(line, context) ?? mapByLooks(line, context)
}

/** Where a CEF or LEEF record begins: at the start, or behind a word or two of a relay. -1 for nowhere. */
function envelopeAt(line: string): number {
  const head = line.length > 200 ? line.slice(0, 200) : line
  const at = head.indexOf('EF:')
  if (at < 1) return -1
  const start = head.startsWith('CEF:', at - 1) ? at - 1 : head.startsWith('LEEF:', at - 2) ? at - 2 : -1
  return start <= 0 || head.charCodeAt(start - 1) === 32 ? start : -1
}

/** `postfix/submission/smtpd` and every other daemon of Postfix, and programs with a name of their own. */
function mappingOf(program: string, context: LineContext): ProductMapping | undefined {
  if (program.startsWith('postfix')) return mapPostfix
  if (context.structured !== undefined && 'event@23668' in context.structured) return mapKasperskySyslog
  return byProgram.get(program)
}

/** ModSecurity's audit log where a line holds it: a JSON object. */
function mapModsecurityLine(line: string, context: LineContext): Mapped | undefined {
  if (line.charCodeAt(0) !== 123) return undefined
  const decoded = decodeJson(line)
  return decoded.ok ? mapModsecurityAudit(decoded.value.value, context) : undefined
}

/** A service's own object where a line or a shipper's message holds it. */
function mapServiceLine(line: string, context: LineContext): Mapped | undefined {
  const decoded = decodeJson(line)
  return decoded.ok ? mapServiceJson(decoded.value, context) : undefined
}

/** By the first characters, so that an ordinary line costs next to nothing. */
export function mapByLooks(line: string, context: LineContext): Mapped | undefined {
  const code = line.charCodeAt(0)
  if (code >= 48 && code <= 57 && line.charCodeAt(4) === 47) {
    const error = mapNginxError(line, context)
    if (error !== undefined) return error
  }
  const envelope = envelopeAt(line)
  if (envelope >= 0)
    return line.startsWith('C', envelope)
      ? mapCef(line.slice(envelope), context)
      : mapLeef(line.slice(envelope), context)
  if ((code === 116 || code === 110) && line.includes(' msg=audit(')) return mapAuditd(line, context)
  if (code === 123 && line.includes('"transaction"')) return mapModsecurityLine(line, context)
  if (code === 123 && maybeServiceJson(line)) return mapServiceLine(line, context)
  if (code >= 48 && code <= 57 && line.charCodeAt(10) === 32) {
    const zimbra = mapZimbra(line, context)
    if (zimbra !== undefined) return zimbra
  }
  if (code >= 97 && code <= 122) {
    const mikrotik = mapMikrotik(line, context)
    if (mikrotik !== undefined) return mikrotik
  }
  if (code === 79 && /^Oracle (?:Unified )?Audit\[/.test(line)) return mapOracle(line, context)
  if (code === 84 && line.startsWith('TID: [')) return mapWso2(line, context)
  if (code === 91) return mapApacheError(line, context) ?? mapApacheAccess(line, context)
  if (line.includes('logid=') || line.includes('log_id=')) {
    if (looksLikeFortigate(line)) return mapFortigate(line, context)
  }
  if (line.includes(' SRC=')) return mapNetfilter(line, context)
  return line.includes('] "') ? mapAnyAccess(line, context) : undefined
}

/** Lines whose own beginning a syslog decoder would take for a header of its own. */
export function mapBeforeSyslog(line: string, context: LineContext): Mapped | undefined {
  const code = line.charCodeAt(0)
  return code >= 48 && code <= 57 ? mapZimbra(line, context) : undefined
}
