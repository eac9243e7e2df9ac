import { createHash, randomBytes } from 'node:crypto'

/** Server side only (`node:crypto`). A random id of 120 bits, base64url, 20 characters. */
export function randomId(): string {
  return randomBytes(15).toString('base64url')
}

/** A secret of 256 bits, base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** The id that names its parts: SHA-256 over them, length-prefixed so that no two lists collide, 128 bits base64url. */
export function hashId(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest().subarray(0, 16).toString('base64url')
}

/** SHA-256 of a secret, hex: what is stored instead of it. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
