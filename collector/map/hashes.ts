import type { JsonObject } from '../../core/lib/json.ts'
import { put, relate } from './put.ts'

const hashes: { readonly [length: number]: string } = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' }

/** A hash by its length; `SHA256=…` and the like lose the name. */
export function putHash(fields: JsonObject, text: string | undefined): void {
  if (text === undefined || text.length > 160) return
  const hash = text
    .slice(text.search(/[=:]/) + 1)
    .trim()
    .toLowerCase()
  const kind = hashes[hash.length]
  if (kind === undefined || !/^[0-9a-f]+$/.test(hash)) return
  put(fields, `file.hash.${kind}`, hash)
  relate(fields, 'hash', hash)
}
