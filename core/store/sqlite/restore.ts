import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { CodedError } from '../../lib/errors.ts'
import { readTar } from '../../lib/tar.ts'
import { countIn } from './backup.ts'
import { type BackupFile, type BackupManifest, readManifest } from './backup-manifest.ts'
import { storeError } from './errors.ts'
import { storeSchemas, versionOf } from './store-files.ts'

const stagingPrefix = '.restore-'
const largestManifest = 64 * 1024 * 1024
const plainName =
  /^(records\.db|events\/[a-z0-9][a-z0-9-]{0,63}\/\d{4}-\d{2}-\d{2}\.db|secrets\/(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)?)$/

/**
 * Unpacks an archive into an empty data folder. Everything is unpacked beside, held against the manifest and looked into
 * first; only then it is moved to its place, `records.db` last. An archive that was cut or changed is refused with
 * `bad-request`, one of a later release with `newer-schema`, a folder that is in use with `conflict`: then nothing has
 * changed. Secrets in the archive are put in place where there are none, and must be the same where there are.
 */
export async function restoreStore(options: {
  readonly file: string
  readonly directory: string
  readonly secretsDirectory: string
}): Promise<BackupManifest> {
  const { file, directory, secretsDirectory } = options
  refuseUsed(directory)
  const made = !existsSync(directory)
  const staging = join(directory, `${stagingPrefix}${randomBytes(4).toString('hex')}`)
  try {
    mkdirSync(staging, { recursive: true, mode: 0o700 })
    const manifest = await unpack(file, staging)
    lookInto(staging, manifest)
    placeSecrets(join(staging, 'secrets'), secretsDirectory)
    if (existsSync(join(staging, 'events'))) renameSync(join(staging, 'events'), join(directory, 'events'))
    renameSync(join(staging, 'records.db'), join(directory, 'records.db'))
    return manifest
  } catch (error) {
    throw storeError(error, directory)
  } finally {
    rmSync(staging, { recursive: true, force: true })
    if (made && existsSync(directory) && readdirSync(directory).length === 0) rmSync(directory, { recursive: true })
  }
}

function refuseUsed(directory: string): void {
  if (!existsSync(directory)) return
  for (const name of readdirSync(directory)) {
    // What a restore that was killed left, or what a file system puts into every folder it is mounted on.
    if (name.startsWith(stagingPrefix)) rmSync(join(directory, name), { recursive: true, force: true })
    else if (name !== 'lost+found') {
      throw new CodedError('conflict', `${directory} is not empty`, {
        hint: 'Stop the platform and move its data folder away, or set storage.data to an empty one.',
      })
    }
  }
}

const damaged = (why: string, cause?: unknown) =>
  new CodedError('bad-request', `the archive is damaged: ${why}`, {
    hint: 'Nothing was changed. Take another copy of the backup.',
    cause,
  })

async function unpack(file: string, staging: string): Promise<BackupManifest> {
  const found = new Map<string, BackupFile>()
  let manifest: BackupManifest | undefined
  const bytes = createReadStream(file)
  const unpacked = bytes.pipe(createGunzip())
  bytes.on('error', (error) => unpacked.destroy(error))
  try {
    for await (const { name, size, content } of readTar(unpacked)) {
      if (manifest !== undefined) throw damaged('files come after its manifest')
      if (name === 'manifest.json') {
        if (size > largestManifest) throw damaged('its manifest is too large')
        const parts: Buffer[] = []
        for await (const part of content) parts.push(part)
        manifest = readManifest(Buffer.concat(parts).toString('utf8'))
        if (manifest === undefined) throw damaged('its manifest is none that this release reads')
        continue
      }
      if (!plainName.test(name) || found.has(name)) throw damaged(`it holds a file of the name ${JSON.stringify(name)}`)
      found.set(name, await unpackFile(join(staging, name), name, size, content))
    }
  } catch (error) {
    if (error instanceof CodedError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' && !existsSync(file)) throw new CodedError('not-found', `there is no file ${file}`)
    if (['ENOSPC', 'EACCES', 'EISDIR', 'EDQUOT'].includes(code)) throw error
    throw damaged(error instanceof Error ? error.message : String(error), error)
  }
  if (manifest === undefined) throw damaged('it ends before its manifest')
  const expected = new Map(manifest.files.map((one) => [one.name, one]))
  for (const [name, { sha256 }] of found) {
    if (expected.get(name)?.sha256 !== sha256) throw damaged(`${name} is not as it was written`)
  }
  for (const name of expected.keys()) if (!found.has(name)) throw damaged(`${name} is missing`)
  if (!found.has('records.db')) throw damaged('it holds no records')
  return manifest
}

async function unpackFile(
  path: string,
  name: string,
  size: number,
  content: AsyncIterable<Buffer>,
): Promise<BackupFile> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const sum = createHash('sha256')
  const out = await open(path, 'wx', 0o600)
  try {
    for await (const part of content) {
      sum.update(part)
      await out.writeFile(part)
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return { name, size, sha256: sum.digest('hex') }
}

/** The sums are right: now whether this release can read what is in the files, and whether it is all there. */
function lookInto(staging: string, { files, counts, version }: BackupManifest): void {
  const found = { records: 0, auditRows: 0, events: 0, matches: 0 }
  for (const { name } of files) {
    if (name.startsWith('secrets/')) continue
    const path = join(staging, name)
    const kind = name === 'records.db' ? 'records' : 'events'
    if (versionOf(path) > storeSchemas[kind].migrations.length) {
      throw new CodedError('newer-schema', `the archive was written by a later release (${version})`, {
        hint: 'Nothing was changed. Restore it with that release, or a later one.',
      })
    }
    const here = countIn(path, kind)
    for (const key of Object.keys(found) as (keyof typeof found)[]) found[key] += here[key]
  }
  for (const key of Object.keys(found) as (keyof typeof found)[]) {
    if (found[key] !== counts[key]) throw damaged(`it holds ${found[key]} ${key} and says ${counts[key]}`)
  }
}

function placeSecrets(from: string, to: string): void {
  if (!existsSync(from)) return
  const names = readdirSync(from, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(from.length + 1))
  // Every name is looked at before any is placed.
  for (const name of names) {
    const there = join(to, name)
    if (name === 'audit.head' || !existsSync(there)) continue
    if (!readFileSync(there).equals(readFileSync(join(from, name)))) {
      throw new CodedError('conflict', `${there} differs from the one in the archive`, {
        hint: 'Nothing was changed. Move the secrets folder away, or set storage.secrets to an empty one.',
      })
    }
  }
  for (const name of names) {
    const there = join(to, name)
    if (existsSync(there)) continue
    mkdirSync(dirname(there), { recursive: true, mode: 0o700 })
    renameOrCopy(join(from, name), there)
    chmodSync(there, 0o600)
  }
}

/** The secrets folder may be on another disk. */
function renameOrCopy(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    copyFileSync(from, to)
  }
}
