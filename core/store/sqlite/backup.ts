import { createHash, randomBytes } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CodedError } from '../../lib/errors.ts'
import { tarEnd, tarHeader, tarPadding } from '../../lib/tar.ts'
import type { AuditHead } from '../store.ts'
import type { BackupCounts, BackupFile, BackupManifest } from './backup-manifest.ts'
import { storeError } from './errors.ts'
import { openFile, type StoreFile, storeFiles, storeSchemas } from './store-files.ts'

/** Files of the secrets folder that go into an archive when asked for; the head is written anew to fit the log. */
const headFile = 'audit.head'

/**
 * Writes a store into a gzip-compressed tape archive while the platform runs: each database as it stands at one moment
 * (`VACUUM INTO`, sqlite.org/lang_vacuum.html §3), records first, so that what they point to is there. The archive
 * appears under its name when it is whole. Secrets only `withSecrets`: whoever has them can write the audit log anew.
 */
export async function backupStore(options: {
  readonly directory: string
  readonly secretsDirectory: string
  readonly file: string
  readonly withSecrets: boolean
  /** The release that writes it. */
  readonly version: string
  readonly now: number
}): Promise<BackupManifest> {
  const { directory, secretsDirectory, file, withSecrets, version, now } = options
  if (!existsSync(join(directory, 'records.db'))) {
    throw new CodedError('not-found', `there is no store in ${directory}`, { hint: 'see storage.data' })
  }
  if (existsSync(file)) throw new CodedError('conflict', `${file} is there already`, { hint: 'choose another name' })
  const work = join(dirname(file), `.${basename(file)}.${randomBytes(4).toString('hex')}`)
  const files: BackupFile[] = []
  const counts: BackupCounts = { records: 0, auditRows: 0, events: 0, matches: 0 }
  let head: AuditHead | null = null

  async function* content(name: string, path: string, mode: number): AsyncGenerator<Uint8Array> {
    const { size } = statSync(path)
    const sum = createHash('sha256')
    yield tarHeader(name, size, mode, now)
    for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      sum.update(part)
      yield part
    }
    yield tarPadding(size)
    files.push({ name, size, sha256: sum.digest('hex') })
  }

  async function* archive(): AsyncGenerator<Uint8Array> {
    for (const one of storeFiles(directory)) {
      const copy = join(work, 'copy.db')
      if (!copyOf(one, copy)) continue
      const found = countIn(copy, one.kind)
      for (const key of Object.keys(counts) as (keyof BackupCounts)[]) counts[key] += found[key]
      if (one.kind === 'records') head = headIn(copy)
      yield* content(one.name, copy, 0o600)
      rmSync(copy)
    }
    if (withSecrets && existsSync(secretsDirectory)) {
      for (const name of secretNames(secretsDirectory)) {
        if (name !== headFile) yield* content(`secrets/${name}`, join(secretsDirectory, name), 0o600)
      }
      const own = join(work, headFile)
      const written = await open(own, 'w', 0o600)
      await written.writeFile(JSON.stringify(head ?? { number: 0, hash: '' }))
      await written.close()
      yield* content(`secrets/${headFile}`, own, 0o600)
    }
    const text = Buffer.from(`${JSON.stringify(manifest(), null, 2)}\n`)
    yield tarHeader('manifest.json', text.length, 0o600, now)
    yield text
    yield tarPadding(text.length)
    yield tarEnd()
  }
  const manifest = (): BackupManifest => ({
    format: 1,
    version,
    made: new Date(now).toISOString(),
    schemas: {
      records: storeSchemas.records.migrations.length,
      events: storeSchemas.events.migrations.length,
    },
    counts,
    audit: head,
    secrets: withSecrets,
    files,
  })

  try {
    mkdirSync(work, { recursive: true, mode: 0o700 })
    const unfinished = join(work, 'archive')
    await pipeline(Readable.from(archive()), createGzip({ level: 6 }), createWriteStream(unfinished, { mode: 0o600 }))
    const done = await open(unfinished, 'r')
    await done.sync()
    await done.close()
    renameSync(unfinished, file)
    return manifest()
  } catch (error) {
    throw storeError(error, file)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Secrets lie in one folder, the certificate's in one of their own. */
function secretNames(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()
}

/** False when the partition was deleted meanwhile. */
function copyOf({ path }: StoreFile, copy: string): boolean {
  if (!existsSync(path)) return false
  const database = openFile(path)
  try {
    database.exec('pragma query_only = 0')
    database.prepare('vacuum into ?').run(copy)
    return true
  } finally {
    database.close()
  }
}

/** What a copy holds. */
export function countIn(path: string, kind: StoreFile['kind']): BackupCounts {
  const database = openFile(path)
  try {
    const count = (table: string) => {
      const there = database.prepare(`select 1 from sqlite_schema where name = ?`).get(table) !== undefined
      return there ? Number(database.prepare(`select count(*) as n from ${table}`).get()?.n) : 0
    }
    return kind === 'records'
      ? { records: count('record'), auditRows: count('audit'), events: 0, matches: 0 }
      : { records: 0, auditRows: 0, events: count('event'), matches: count('match') }
  } finally {
    database.close()
  }
}

function headIn(path: string): AuditHead | null {
  const database = openFile(path)
  try {
    const row = database.prepare('select number, hash from audit order by number desc limit 1').get()
    return row === undefined ? null : { number: Number(row.number), hash: String(row.hash) }
  } finally {
    database.close()
  }
}

/** The head that the secrets folder holds; undefined without one. */
export function keptHead(secretsDirectory: string): AuditHead | undefined {
  try {
    return JSON.parse(readFileSync(join(secretsDirectory, headFile), 'utf8')) as AuditHead
  } catch {
    return undefined
  }
}
