import { type FileHandle, glob, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Clock, systemClock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { Signal } from '../../core/telemetry/signals.ts'
import type { Pipeline } from '../pipeline.ts'
import { type FilePlaces, openFilePlaces, type Place } from './file-places.ts'
import { takeIn } from './followed-file.ts'

export interface FileInput {
  /** Absolute paths, with `*`, `?` and `**` where there are several. */
  readonly paths: readonly string[]
  readonly pipeline: Pipeline
  /** File in which it is kept how far each file was taken in. */
  readonly placesFile: string
  readonly onSignal?: Signal
  readonly clock?: Clock
  /** Milliseconds between two looks. Default 500. */
  readonly every?: number
  /** After so many milliseconds without growth a last line without its newline is taken for whole. Default 60,000. */
  readonly wholeAfter?: number
  /** The same for a file that was renamed or removed, which is let go of then. Default 5,000. */
  readonly goneAfter?: number
}

interface Followed {
  readonly handle: FileHandle
  readonly place: Place
  size: number
  grownAt: number
  /** Set while a name that was asked for leads to it. */
  named: boolean
  busy: boolean
  failed: boolean
}

const mostFiles = 2000
/** What rotation leaves behind, and nobody appends to. */
const packed = /\.(?:gz|bz2|xz|zst|zip)$/

/**
 * Follows log files: their lines are taken in from the beginning and then as they come. A file is known by device, inode
 * and its first line, so that one that is renamed is read to its end and one that is truncated from its beginning. How
 * far it was taken in moves on only once the events are durable; what is read twice over a crash has the same identity.
 */
export async function followFiles(input: FileInput): Promise<{ close(): Promise<void> }> {
  const { pipeline, onSignal, paths } = input
  const clock = input.clock ?? systemClock
  const every = input.every ?? 500
  const wholeAfter = input.wholeAfter ?? 60_000
  const goneAfter = input.goneAfter ?? 5000
  const places: FilePlaces = openFilePlaces(input.placesFile)
  const followed = new Map<string, Followed>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    for (const file of followed.values()) file.named = false
    for (const pattern of paths) {
      for await (const path of glob(pattern)) if (!packed.test(path)) await follow(path, true)
    }
  }

  async function follow(path: string, named: boolean): Promise<void> {
    try {
      const { dev, ino, size } = await stat(path)
      const key = `${dev}:${ino}`
      const known = followed.get(key)
      if (known !== undefined) {
        known.named ||= named
        known.place.at = path
        return
      }
      if (followed.size >= mostFiles) return
      const handle = await open(path, 'r')
      const found = await handle.stat()
      if (!found.isFile() || `${found.dev}:${found.ino}` !== key) return await handle.close()
      const place = places.byFile.get(key) ?? fresh(key, path)
      place.at = path
      places.byFile.set(key, place)
      followed.set(key, { handle, place, size, grownAt: clock.now(), named, busy: false, failed: false })
    } catch (error) {
      // Gone between two looks is nothing to tell.
      if (codeOf(error) !== 'ENOENT') tell(path, error)
    }
  }

  /** Files that were renamed out of sight while nobody looked still hold lines. */
  async function seekRenamed(): Promise<void> {
    const missing = new Map<string, Place[]>()
    for (const place of places.byFile.values()) {
      if (followed.has(place.file)) continue
      missing.set(dirname(place.at), [...(missing.get(dirname(place.at)) ?? []), place])
    }
    for (const [folder, lost] of missing) {
      for (const name of await readdir(folder).catch(() => [])) {
        const path = join(folder, name)
        const found = packed.test(name) ? undefined : await stat(path).catch(() => undefined)
        const place = found && lost.find(({ file }) => file === `${found.dev}:${found.ino}`)
        if (found !== undefined && place !== undefined && found.size > place.offset) await follow(path, false)
      }
    }
  }

  async function advance(file: Followed): Promise<void> {
    const now = clock.now()
    const { size, nlink } = await file.handle.stat()
    if (size !== file.size) file.grownAt = now
    file.size = size
    const gone = !file.named || nlink === 0
    const still = now - file.grownAt
    const took = await takeIn(file.handle, file.place, pipeline, still >= (gone ? goneAfter : wholeAfter))
    file.failed = false
    if (took) file.grownAt = now
    if (!gone || took || still < goneAfter) return
    followed.delete(file.place.file)
    if (nlink === 0) places.byFile.delete(file.place.file)
    await file.handle.close()
  }

  function tell(path: string, error: unknown): void {
    onSignal?.('file-unreadable', { path, cause: error instanceof Error ? error.message : String(error) })
  }

  async function round(): Promise<void> {
    await look().catch((error: unknown) => tell(paths.join(' '), error))
    await Promise.all(
      [...followed.values()].map(async (file) => {
        if (file.busy) return
        file.busy = true
        await advance(file).catch((error: unknown) => {
          // Once for each time it begins: the next look tries again. That the store refuses is told where it does.
          if (!file.failed && !(error instanceof CodedError)) tell(file.place.at, error)
          file.failed = true
        })
        file.busy = false
      }),
    )
    try {
      places.save()
    } catch (error) {
      tell(input.placesFile, error)
    }
  }

  await look()
  await seekRenamed()
  let running: Promise<void> = Promise.resolve()
  const run = () => {
    running = round().then(() => {
      if (!stopped) timer = setTimeout(run, every)
    })
  }
  run()
  return {
    async close() {
      stopped = true
      clearTimeout(timer)
      await running
      for (const { handle } of followed.values()) await handle.close()
    },
  }
}

function fresh(file: string, path: string): Place {
  return { file, path, at: path, head: '', headLength: 0, truncated: 0, offset: 0, skipping: false }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
