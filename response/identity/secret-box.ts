import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keeps secrets that must be read again, so that the store alone does not give them away. */
export interface SecretBox {
  /** `bound` is what the secret belongs to: it opens for nothing else. */
  seal(secret: Buffer, bound: string): string
  /** Throws on what was sealed with another key, for another owner, or was changed. */
  open(sealed: string, bound: string): Buffer
  /** A keyed digest, for what is only compared. */
  digest(secret: string): string
}

/** AES-256-GCM and HMAC-SHA-256 under keys derived from the one of 32 bytes. */
export function createSecretBox(key: Buffer): SecretBox {
  const derived = (use: string) => Buffer.from(hkdfSync('sha256', key, '', use, 32))
  const [sealing, digesting] = [derived('vonggac seal'), derived('vonggac digest')]
  return {
    seal(secret, bound) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(bound))
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },
    open(sealed, bound) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12)).setAAD(Buffer.from(bound))
      decipher.setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
    },
    digest: (secret) => createHmac('sha256', digesting).update(secret).digest('base64url'),
  }
}
