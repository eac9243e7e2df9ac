import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../core/lib/errors.ts'
import { createSigner, newSigningKey, type Signer } from '../response/audit/signer.ts'

/** Signs with `signing.key` in the secrets folder, made (mode 0600) when missing. */
export function openSigner(directory: string): Signer {
  const path = join(directory, 'signing.key')
  if (!existsSync(path)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(path, newSigningKey(), { mode: 0o600, flag: 'wx', flush: true })
    } catch (error) {
      // Another process made it at the same moment: its key is the one.
      if (!existsSync(path)) throw error
    }
  }
  try {
    return createSigner(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new CodedError('internal', `${path} does not hold an Ed25519 key (PKCS #8 PEM)`, {
      hint: 'Restore it from the backup of the secrets directory.',
      cause,
    })
  }
}
