import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkPartition, classShape, dayShape } from '../partition-name.ts'
import type { Partition } from '../store.ts'
import { Connection } from './connection.ts'
import { storeError } from './errors.ts'
import { eventSchema } from './event-schema.ts'

/** `<data>/events/<class>/<yyyy-mm-dd>.db`. Throws on a class or day that is no plain name. */
export function partitionPath(directory: string, partition: Partition): string {
  checkPartition(partition)
  return join(directory, 'events', partition.class, `${partition.day}.db`)
}

/** Every partition that has a file, newest day first. */
export function listPartitions(directory: string): readonly Partition[] {
  const root = join(directory, 'events')
  const found: Partition[] = []
  if (!existsSync(root)) return found
  for (const entry of readdirSync(root)) {
    if (!classShape.test(entry)) continue
    for (const file of readdirSync(join(root, entry))) {
      const day = file.slice(0, -'.db'.length)
      if (file.endsWith('.db') && dayShape.test(day)) found.push({ class: entry, day })
    }
  }
  return found.sort((a, b) => (a.day === b.day ? (a.class < b.class ? -1 : 1) : a.day < b.day ? 1 : -1))
}

/** The partition files that a thread has open: the most recently used ones, at most `limit`. */
export class OpenPartitions {
  readonly #directory: string
  readonly #mode: 'read' | 'write'
  readonly #limit: number
  readonly #check: (() => void) | undefined
  readonly #open = new Map<string, Connection>()
  /** Which file each of them is: a path can come to stand for another one. */
  readonly #inodes = new Map<string, number>()

  /** `check` is called while a statement runs; see `Connection`. */
  constructor(directory: string, mode: 'read' | 'write', limit: number, check?: () => void) {
    this.#directory = directory
    this.#mode = mode
    this.#limit = limit
    this.#check = check
  }

  /** The partition's file, made if it is missing. */
  create(partition: Partition): Connection {
    const path = partitionPath(this.#directory, partition)
    try {
      mkdirSync(join(path, '..'), { recursive: true })
    } catch (error) {
      throw storeError(error, path)
    }
    return this.#connection(path)
  }

  /** The partition's file, or undefined when there is none, or nothing in it yet. */
  find(partition: Partition): Connection | undefined {
    const path = partitionPath(this.#directory, partition)
    if (!existsSync(path)) return undefined
    const connection = this.#connection(path)
    if (!connection.isBlank) return connection
    this.#close(path)
    return undefined
  }

  /**
   * Deletes the partition's file for good. The database goes first: a write-ahead log without its database is
   * thrown away when the file is made anew (sqlite.org/walformat.html), a database without its log would be old.
   */
  drop(partition: Partition): void {
    const path = partitionPath(this.#directory, partition)
    this.#close(path)
    if (!existsSync(dirname(path))) return
    for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true })
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }

  /** Closes files that were deleted meanwhile, so that their room is given back and a new file of that name is seen. */
  closeDeleted(): void {
    for (const [path, inode] of this.#inodes) {
      if (statSync(path, { throwIfNoEntry: false })?.ino !== inode) this.#close(path)
    }
  }

  #connection(path: string): Connection {
    let connection = this.#open.get(path)
    if (connection === undefined) {
      for (const oldest of this.#open.keys()) {
        if (this.#open.size < this.#limit) break
        this.#close(oldest)
      }
      connection = new Connection(path, eventSchema, this.#mode, this.#check)
      this.#inodes.set(path, statSync(path).ino)
    } else this.#open.delete(path)
    this.#open.set(path, connection)
    return connection
  }

  #close(path: string): void {
    this.#open.get(path)?.close()
    this.#open.delete(path)
    this.#inodes.delete(path)
  }

  close(): void {
    for (const path of Array.from(this.#open.keys())) this.#close(path)
  }
}
