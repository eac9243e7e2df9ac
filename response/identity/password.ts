import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** RFC 9106 §4, second recommended option scaled to a small server: 64 MiB, 3 passes, 1 lane. */
const parameters = { memory: 65536, passes: 3, parallelism: 1, tagLength: 32 } as const

/** A password's stored form in PHC string format: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { ...parameters, message: normal(password), nonce })
  const { memory, passes, parallelism } = parameters
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`
}

/** True when the password is the one behind the stored form. A form it cannot read is no match. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored)
  if (form === null) return false
  const expected = Buffer.from(form[5]!, 'base64')
  const tag = await derive('argon2id', {
    message: normal(password),
    nonce: Buffer.from(form[4]!, 'base64'),
    memory: Number(form[1]),
    passes: Number(form[2]),
    parallelism: Number(form[3]),
    tagLength: expected.length,
  })
  return timingSafeEqual(tag, expected)
}

/** The same password typed on two keyboards may differ in composition (RFC 8265 §4.2.1: NFC). */
const normal = (password: string) => Buffer.from(password.normalize('NFC'), 'utf8')
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** A password that a person can type: groups of 5 letters and digits without look-alikes; four groups hold 98 bits, three 74. */
export function readablePassword(groups = 4): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  let text = ''
  while (text.length < groups * 6 - 1) {
    if (text.length % 6 === 5) text += '-'
    const byte = randomBytes(1)[0]!
    // 248 = 8 × 31: the rest would favour the first letters.
    if (byte < 248) text += letters[byte % 31]
  }
  return text
}
