import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'

/** Signs for the installation, so that others can prove what came from it (Ed25519, RFC 8032). */
export interface Signer {
  /** SubjectPublicKeyInfo, PEM (RFC 7468). */
  readonly publicKey: string
  readonly fingerprint: string
  /** 64 bytes. */
  sign(bytes: Uint8Array): Buffer
}

/** A new private key, PKCS #8 PEM. */
export const newSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** Signs with a private key in PKCS #8 PEM. Throws when the text is none. */
export function createSigner(privateKey: string): Signer {
  const key = createPrivateKey(privateKey)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the signing key is no Ed25519 key')
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  return { publicKey, fingerprint: keyFingerprint(publicKey), sign: (bytes) => sign(null, bytes, key) }
}

/** SHA-256 of the key's DER, hex in groups of four, so that it can be read out: `openssl pkey -pubin -outform DER | sha256sum`. */
export function keyFingerprint(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' })
  return (createHash('sha256').update(der).digest('hex').match(/.{4}/g) ?? []).join(' ')
}
