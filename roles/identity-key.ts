import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../core/lib/errors.ts'

/** The key under which second factors are sealed: `identity.key` in the secrets folder, made (mode 0600) when missing. */
export function identityKey(directory: string): Buffer {
  const path = join(directory, 'identity.key')
  if (!existsSync(path)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    } catch (error) {
      // Another process made it at the same moment: its key is the one.
      if (!existsSync(path)) throw error
    }
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  if (key.length === 32) return key
  throw new CodedError('internal', `${path} does not hold a key of 64 hexadecimal digits`, {
    hint: 'Restore it from the backup of the secrets directory.',
  })
}
