import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { CodedError } from '../../lib/errors.ts'

/** SQLite result codes (sqlite.org/rescode.html): the primary code is the low byte. */
const primary = { busy: 5, locked: 6, ioError: 10, full: 13, cannotOpen: 14 }
/** Extended codes that say a write did not reach the disk: write, fsync, directory fsync, truncate, shared-memory size. */
const failedWrites: readonly number[] = [778, 1034, 1290, 1546, 4874]
/** What a disk that is all but full still has free, in bytes; enough for neither a new file nor its log. */
const nothingLeft = 2 * 1024 * 1024

/** The number of SQLite's (extended) result code, or undefined when the error is not SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode : undefined
}

/** SQLite answers "cannot open" and "I/O error" for a full disk too; how much is left tells them apart. */
function diskIsFull(path: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(dirname(path))
    return bavail * bsize < nothingLeft || (files > 0 && ffree === 0)
  } catch {
    return false
  }
}

/**
 * What went wrong with a database file, as a refusal with a code: `store-full` when a write found no room, `store-busy`
 * when another process kept the lock past the busy timeout, `internal` for the rest. A CodedError passes unchanged.
 */
export function storeError(error: unknown, path: string): CodedError {
  if (error instanceof CodedError) return error
  const code = resultCode(error)
  const kind = code === undefined ? undefined : code & 0xff
  const systemCode = error instanceof Error && 'code' in error ? error.code : undefined
  const full =
    kind === primary.full ||
    systemCode === 'ENOSPC' ||
    systemCode === 'EDQUOT' ||
    (code !== undefined && failedWrites.includes(code)) ||
    ((kind === primary.ioError || kind === primary.cannotOpen) && diskIsFull(path))
  if (full) {
    const hint = 'Make room on the disk that holds the data folder; writing resumes by itself.'
    return new CodedError('store-full', `no room to write ${path}`, { hint, cause: error })
  }
  if (kind === primary.busy || kind === primary.locked) {
    const hint = 'Another process is writing to the same file for longer than the busy timeout.'
    return new CodedError('store-busy', `${path} stayed locked`, { hint, cause: error })
  }
  const detail = error instanceof Error ? error.message : String(error)
  return new CodedError('internal', `${path}: ${detail}`, { cause: error })
}
