import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CodedError } from '../../lib/errors.ts'
import { Connection } from './connection.ts'
import { storeError } from './errors.ts'
import { type StoreFile, type StoreSchemas, sizeOf, storeFiles, storeSchemas, versionOf } from './store-files.ts'

/** What an upgrade would do. */
export interface UpgradePlan {
  readonly files: number
  /** Files that an earlier release wrote. */
  readonly behind: readonly StoreFile[]
  /** Files that a later release wrote: this one cannot serve them. */
  readonly newer: readonly StoreFile[]
  /** Bytes that the snapshot takes, and that are free. */
  readonly needed: number
  readonly free: number
  /** An upgrade was cut short: the next start returns to its snapshot and tries again. */
  readonly interrupted: boolean
}

interface State {
  readonly step: 'copying' | 'migrating'
  /** Names of the files that are in the snapshot. */
  readonly files: readonly string[]
}

/** Looks at every file and changes none. */
export function planUpgrade(directory: string, schemas: StoreSchemas = storeSchemas): UpgradePlan {
  const files = storeFiles(directory)
  const behind: StoreFile[] = []
  const newer: StoreFile[] = []
  for (const file of files) {
    const version = versionOf(file.path)
    const ours = schemas[file.kind].migrations.length
    if (version > ours) newer.push(file)
    // A blank file holds nothing yet: its writer fills it.
    else if (version < ours && version > 0) behind.push(file)
  }
  const disk = existsSync(directory) ? statfsSync(directory) : { bavail: 0, bsize: 0 }
  return {
    files: files.length,
    behind,
    newer,
    needed: behind.reduce((sum, file) => sum + sizeOf(file), 0),
    free: disk.bavail * disk.bsize,
    interrupted: readState(directory)?.step === 'migrating',
  }
}

/**
 * Brings a store's files to the current schema before anything else opens them: copies what must change, migrates, and
 * returns to the copies if that fails. Killed at any moment, the next call goes on from there: an unfinished copy is
 * thrown away, an unfinished migration undone and tried again. Answers how many files it migrated.
 *
 * Throws `newer-schema` before it touches anything, `store-full` when the copies would not fit, and what a migration
 * threw, with the files as they were.
 */
export function upgradeStore(directory: string, schemas: StoreSchemas = storeSchemas): number {
  if (!existsSync(directory)) return 0
  if (readState(directory) === undefined && !needsWork(directory, schemas)) return 0
  // Two processes that start at once: the second waits, and finds nothing left to do.
  const lock = new DatabaseSync(join(directory, 'upgrade.lock'), { timeout: 600_000 })
  try {
    lock.exec('begin exclusive')
    const state = readState(directory)
    if (state?.step === 'migrating') returnToSnapshot(directory, state)
    forget(directory)
    const plan = planUpgrade(directory, schemas)
    refuseNewer(plan, schemas)
    if (plan.behind.length === 0) return 0
    if (plan.free < plan.needed * 1.1) {
      throw new CodedError('store-full', `an upgrade copies ${plan.needed} bytes first, and ${plan.free} are free`, {
        hint: 'Make room on the disk of the data folder; nothing was changed.',
      })
    }
    const names = plan.behind.map(({ name }) => name)
    writeState(directory, { step: 'copying', files: names })
    for (const file of plan.behind) copyToSnapshot(directory, file)
    writeState(directory, { step: 'migrating', files: names })
    try {
      for (const { path, kind } of plan.behind) new Connection(path, schemas[kind], 'write').close()
    } catch (error) {
      returnToSnapshot(directory, { step: 'migrating', files: names })
      forget(directory)
      const coded = storeError(error, directory)
      throw new CodedError(coded.code, `the upgrade failed and was undone: ${coded.message}`, {
        hint: 'The data is as it was: start the release before, and tell its makers.',
        cause: error,
      })
    }
    forget(directory)
    return names.length
  } finally {
    lock.close()
  }
}

function needsWork(directory: string, schemas: StoreSchemas): boolean {
  const plan = planUpgrade(directory, schemas)
  refuseNewer(plan, schemas)
  return plan.behind.length > 0
}

function refuseNewer({ newer: [first, ...more] }: UpgradePlan, schemas: StoreSchemas): void {
  if (first === undefined) return
  const ours = schemas[first.kind].migrations.length
  const others = more.length === 0 ? '' : ` (and ${more.length} other files)`
  throw new CodedError(
    'newer-schema',
    `${first.path}${others} has schema version ${versionOf(first.path)}; this program knows up to ${ours}`,
    { hint: 'Start the release that wrote it, or a later one; going back needs a backup taken before the upgrade.' },
  )
}

const upgradeFolder = (directory: string) => join(directory, 'upgrade')
const copyOf = (directory: string, name: string) => join(upgradeFolder(directory), name)

function copyToSnapshot(directory: string, file: StoreFile): void {
  // What the log holds goes into the database first, so that one file is the whole.
  const database = new DatabaseSync(file.path, { timeout: 10_000 })
  const busy = Number(database.prepare('pragma wal_checkpoint(truncate)').get()?.busy)
  database.close()
  if (busy !== 0) {
    throw new CodedError('store-busy', `another process has ${file.path} open`, {
      hint: 'Stop the running platform before the upgrade; nothing was changed.',
    })
  }
  const copy = copyOf(directory, file.name)
  mkdirSync(dirname(copy), { recursive: true })
  copyFileSync(file.path, copy, constants.COPYFILE_FICLONE)
  flush(copy)
  flush(dirname(copy))
}

/** Puts every copy back, over whatever is there. Cut short, it can be done again from the beginning. */
function returnToSnapshot(directory: string, { files }: State): void {
  for (const name of files) {
    const path = join(directory, name)
    const beside = `${path}.returned`
    copyFileSync(copyOf(directory, name), beside, constants.COPYFILE_FICLONE)
    flush(beside)
    // The log belongs to the migration that is being undone.
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
    renameSync(beside, path)
    flush(dirname(path))
  }
}

const statePath = (directory: string) => join(upgradeFolder(directory), 'state.json')

function readState(directory: string): State | undefined {
  try {
    return JSON.parse(readFileSync(statePath(directory), 'utf8')) as State
  } catch {
    return undefined
  }
}

function writeState(directory: string, state: State): void {
  const path = statePath(directory)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, JSON.stringify(state))
  flush(`${path}.new`)
  renameSync(`${path}.new`, path)
  flush(dirname(path))
  flush(directory)
}

/** The state goes first: without it, what is left of the copies is nothing. */
function forget(directory: string): void {
  rmSync(statePath(directory), { force: true })
  if (existsSync(upgradeFolder(directory))) flush(upgradeFolder(directory))
  rmSync(upgradeFolder(directory), { recursive: true, force: true })
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
