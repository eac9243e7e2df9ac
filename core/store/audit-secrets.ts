import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../lib/errors.ts'
import type { AuditHead } from './store.ts'

/** What the audit log keeps outside the store, in the secrets directory: the chain's key and its newest link. */
export interface AuditSecrets {
  readonly key: Buffer
  /** The head as last written, number 0 before the first row; undefined when it was taken away or made unreadable. */
  readHead(): AuditHead | undefined
  /** Replaces the head atomically and durably. */
  writeHead(head: AuditHead): void
}

/** The head of an empty log. */
export const emptyHead: AuditHead = { number: 0, hash: '' }

/**
 * Reads `audit.key` and `audit.head` in the secrets directory, making both (mode 0600) when the log is empty. A log with
 * rows and no key is refused: a new key would hide that the old rows can no longer be proved.
 */
export function openAuditSecrets(directory: string, logHasRows: boolean): AuditSecrets {
  const keyPath = join(directory, 'audit.key')
  const headPath = join(directory, 'audit.head')
  if (!existsSync(keyPath)) {
    if (logHasRows) {
      throw new CodedError('internal', `the audit log has rows but its key ${keyPath} is missing`, {
        hint: 'Restore audit.key and audit.head from the backup of the secrets directory.',
      })
    }
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (!existsSync(headPath)) writeDurably(headPath, JSON.stringify(emptyHead), 'replace')
    writeDurably(keyPath, `${randomBytes(32).toString('hex')}\n`, 'keep')
  }
  const key = Buffer.from(readFileSync(keyPath, 'utf8').trim(), 'hex')
  if (key.length !== 32) {
    throw new CodedError('internal', `${keyPath} does not hold a key of 64 hexadecimal digits`, {
      hint: 'Restore it from the backup of the secrets directory.',
    })
  }
  return {
    key,
    readHead() {
      try {
        return JSON.parse(readFileSync(headPath, 'utf8')) as AuditHead
      } catch {
        return undefined
      }
    },
    writeHead(head) {
      writeDurably(headPath, JSON.stringify(head), 'replace')
    },
  }
}

/** Written beside, flushed, then put in place: a reader sees all or nothing. `keep` leaves a file that came first. */
function writeDurably(path: string, text: string, mode: 'replace' | 'keep'): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    if (mode === 'replace') renameSync(temporary, path)
    else linkSync(temporary, path)
  } catch (error) {
    if (mode === 'replace' || !existsSync(path)) throw secretsError(error, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function secretsError(error: unknown, path: string): CodedError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const hint = 'Make room on the disk that holds the secrets folder; writing resumes by itself.'
    return new CodedError('store-full', `no room to write ${path}`, { hint, cause: error })
  }
  const detail = error instanceof Error ? error.message : String(error)
  return new CodedError('internal', `${path}: ${detail}`, { cause: error })
}
