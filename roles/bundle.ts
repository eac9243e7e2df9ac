import {
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CodedError } from '../core/lib/errors.ts'
import { tarEnd, tarHeader, tarPadding } from '../core/lib/tar.ts'

/** What in the project's folder is no part of the program: data, configuration, tests, what the console is built from. */
const leftOut = new Set(['node_modules', 'data', 'test', 'vonggac.yml', join('console', 'web')])

interface LockedPackage {
  readonly dev?: boolean
  readonly devOptional?: boolean
}

/**
 * Packs the program for a machine without a network: its files, the built console, the packages that it runs on as
 * package-lock.json has them, and Node. `bundle.json` at its top tells the launcher that nothing needs setting up.
 */
export async function bundle(home: string, file: string, now: number): Promise<{ files: number; bytes: number }> {
  if (existsSync(file)) throw new CodedError('conflict', `${file} is there already`, { hint: 'choose another name' })
  if (!existsSync(join(home, 'console', 'web', 'dist', 'index.html'))) {
    throw new CodedError('not-found', 'the console is not built', {
      hint: 'run it as ./vonggac bundle, which builds it',
    })
  }
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const top = `vonggac-${version}`
  let files = 0
  let bytes = 0

  async function* content(path: string): AsyncGenerator<Uint8Array> {
    const name = `${top}/${relative(home, path)}`
    const { mode, size, mtimeMs } = lstatSync(path)
    files += 1
    if (lstatSync(path).isSymbolicLink()) {
      yield tarHeader(name, 0, 0o777, mtimeMs, readlinkSync(path))
      return
    }
    bytes += size
    // Owner and group of whoever unpacks; nobody but them may write.
    yield tarHeader(name, size, (mode & 0o100) === 0 ? 0o644 : 0o755, mtimeMs)
    yield* createReadStream(path)
    yield tarPadding(size)
  }

  async function* archive(): AsyncGenerator<Uint8Array> {
    for (const path of programFiles(home)) yield* content(path)
    for (const folder of packages(home)) for (const path of filesIn(folder)) yield* content(path)
    yield* content(join(home, 'node_modules', '.bin', 'node'))
    const about = { version, platform: process.platform, arch: process.arch, made: new Date(now).toISOString() }
    const text = Buffer.from(`${JSON.stringify(about)}\n`)
    yield tarHeader(`${top}/bundle.json`, text.length, 0o644, now)
    yield text
    yield tarPadding(text.length)
    yield tarEnd()
  }

  const unfinished = `${file}.part`
  try {
    await pipeline(Readable.from(archive()), createGzip({ level: 6 }), createWriteStream(unfinished))
    renameSync(unfinished, file)
    return { files, bytes }
  } finally {
    rmSync(unfinished, { force: true })
  }
}

function* programFiles(home: string, folder = home): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const name = relative(home, path)
    if (entry.name.startsWith('.') || /\.(log|gz)$/.test(entry.name)) continue
    if (name === join('console', 'web')) yield* filesIn(join(path, 'dist'))
    if (leftOut.has(name)) continue
    if (entry.isDirectory()) yield* programFiles(home, path)
    else if (entry.isFile()) yield path
  }
}

/** The folders of the packages that the program runs on, those of this kind of machine. */
function packages(home: string): readonly string[] {
  const lock = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, LockedPackage>>
  }
  return Object.entries(lock.packages)
    .filter(([name, { dev, devOptional }]) => name !== '' && !dev && !devOptional && existsSync(join(home, name)))
    .map(([name]) => join(home, name))
}

/** All files below, but for packages within packages: the lock names those itself. */
function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') yield* filesIn(path)
    } else if (entry.isFile() || entry.isSymbolicLink()) yield path
  }
}
