import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds a code holds (RFC 6238 §4.1), and how many digits it has: what every authenticator app assumes. */
const period = 30
const digits = 6

/** The time step of a moment in epoch milliseconds. */
const stepAt = (now: number): number => Math.floor(now / 1000 / period)

/** The code of a time step: HOTP of the step under HMAC-SHA-1 (RFC 6238 §4.2, RFC 4226 §5.3). */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const offset = hash[hash.length - 1]! & 0xf
  const number = (hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits
  return String(number).padStart(digits, '0')
}

/**
 * The time step whose code this is: the present one or its neighbours (RFC 6238 §5.2 allows for a clock that is off), and
 * later than `after`, so that no code is taken twice. Undefined when there is none.
 */
export function totpStep(secret: Buffer, code: string, now: number, after: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const current = stepAt(now)
  return [current - 1, current, current + 1].find(
    (step) => step > after && timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code)),
  )
}

/** Base 32 (RFC 4648 §6) without padding: how a secret is typed into an app. */
export function base32(bytes: Buffer): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** What an app reads from the picture: the de facto `otpauth` address. */
export function totpAddress(secret: Buffer, issuer: string, account: string): string {
  const query = new URLSearchParams({ secret: base32(secret), issuer, digits: String(digits), period: String(period) })
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${query.toString().replaceAll('+', '%20')}`
}
