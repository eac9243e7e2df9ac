import { mapApacheError } from './apache-error.ts'
import { looksLikeFortigate, mapFortigate } from './fortigate.ts'
import { mapNginxError } from './nginx-error.ts'
import type { LineContext, Mapped, ProductMapping } from './product.ts'
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
])

/**
 * The line as the product that wrote it, told by the program that the header names, else by what it looks like.
 * Undefined for a line of no known product.
 */
export function mapProduct(line: string, context: LineContext): Mapped | undefined {
  const { program } = context
  const known = program === undefined ? undefined : byProgram.get(program)
  return known?.(line, context) ?? mapByLooks(line, context)
}

/** By the first characters, so that an ordinary line costs next to nothing. */
export function mapByLooks(line: string, context: LineContext): Mapped | undefined {
  const code = line.charCodeAt(0)
  if (code >= 48 && code <= 57 && line.charCodeAt(4) === 47) {
    const error = mapNginxError(line, context)
    if (error !== undefined) return error
  }
  if (code === 91) return mapApacheError(line, context) ?? mapApacheAccess(line, context)
  if (line.includes('logid=') || line.includes('log_id=')) {
    if (looksLikeFortigate(line)) return mapFortigate(line, context)
  }
  return line.includes('] "') ? mapAnyAccess(line, context) : undefined
}

/** Lines whose own beginning a syslog decoder would take for a header of its own. */
export function mapBeforeSyslog(line: string, context: LineContext): Mapped | undefined {
  const code = line.charCodeAt(0)
  return code >= 48 && code <= 57 ? mapZimbra(line, context) : undefined
}
