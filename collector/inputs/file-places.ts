import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { isObject } from '../../core/lib/json.ts'

/** How far a file was taken in: everything before `offset` is durable. */
export interface Place {
  /** Device and inode, `64769:1835`. */
  readonly file: string
  /** Where the file was when it was first seen: events name it even after it was renamed. */
  path: string
  /** Where it was last. */
  at: string
  /** What its first bytes say, as base64url SHA-1, and how many they are: another file has reused the inode where they differ. */
  head: string
  headLength: number
  /** How often it was truncated. */
  truncated: number
  offset: number
  /** Set while the rest of an overlong line is passed over. */
  skipping: boolean
}

/** The places of all files, kept over restarts. */
export interface FilePlaces {
  readonly byFile: Map<string, Place>
  /** Writes them down, synced, where they changed. Throws when it cannot: the lines are then read again, under the ids that they have. */
  save(): void
}

/** Places remembered; those beyond are of files long gone. */
const most = 20_000

/** Opens the places kept in `path`. A file that is no such thing is an empty one: everything is then read again. */
export function openFilePlaces(path: string): FilePlaces {
  const byFile = new Map<string, Place>()
  if (existsSync(path)) for (const place of read(readFileSync(path, 'utf8'))) byFile.set(place.file, place)
  let written = ''
  return {
    byFile,
    save() {
      for (const key of byFile.keys()) {
        if (byFile.size <= most) break
        byFile.delete(key)
      }
      const text = JSON.stringify([...byFile.values()])
      if (text === written) return
      const file = openSync(`${path}.new`, 'w')
      try {
        writeSync(file, text)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(`${path}.new`, path)
      written = text
    },
  }
}

function read(text: string): Place[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isPlace) : []
  } catch {
    return []
  }
}

function isPlace(value: unknown): value is Place {
  return isObject(value) && typeof value.file === 'string' && typeof value.offset === 'number'
}
