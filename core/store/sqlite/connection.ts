import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { sqliteFunctions } from '../../predicate/sqlite-functions.ts'
import { storeError } from './errors.ts'
import { checkSchema, migrate, type Schema, type SchemaState } from './schema.ts'

/** How long a statement waits for another process's lock, in milliseconds. SQLite's own default is not at all. */
const busyTimeout = 5_000
/** Bytes a page; see docs/adr/0003-event-file-layout.md. */
const pageSize = 16_384
/** The write-ahead log's size past which the writer copies it back into the database. */
const checkpointBytes = 64 * 1024 * 1024
/** Statements kept prepared per file; the search bar makes new ones without end. */
const statementLimit = 100

/** One open database file with its prepared statements. Belongs to the thread that opened it. */
export class Connection {
  readonly path: string
  /** True of a file that a reader finds before its writer has filled it, or whose writer found the disk full. */
  readonly isBlank: boolean
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  /**
   * Opens the file; a missing one is created, an older one migrated. `read` refuses to change rows. Wherever a statement
   * calls one of our functions `check` is called first: what it throws ends the statement.
   * Throws CodedError `newer-schema`, `store-full`, `store-busy`.
   */
  constructor(path: string, schema: Schema, mode: 'read' | 'write', check?: () => void) {
    this.path = path
    let database: DatabaseSync | undefined
    let state: SchemaState = 'current'
    try {
      database = new DatabaseSync(path, { timeout: busyTimeout })
      if (mode === 'write') {
        prepareForWriting(database)
        migrate(database, schema, path)
      } else {
        state = checkSchema(database, schema, path)
        if (state === 'behind') new Connection(path, schema, 'write').close()
        database.exec('pragma query_only = 1; pragma cache_size = -8192')
      }
      for (const { name, fn } of sqliteFunctions) {
        database.function(name, { deterministic: true }, checked(fn, check))
      }
    } catch (error) {
      database?.close()
      throw storeError(error, path)
    }
    this.#database = database
    this.isBlank = state === 'blank'
  }

  /** The statement, prepared once. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      const oldest = this.#statements.keys().next().value
      if (this.#statements.size >= statementLimit && oldest !== undefined) this.#statements.delete(oldest)
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /**
   * Runs `work` in one transaction that takes the write lock at once; a throw rolls everything back. What SQLite
   * throws comes out as a CodedError.
   */
  transaction<T>(work: () => T): T {
    try {
      this.#database.exec('begin immediate')
      const result = work()
      this.#database.exec('commit')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      throw error instanceof Error && !('errcode' in error) ? error : storeError(error, this.path)
    }
  }

  /** Runs reads that all see the file as it is at the first of them. */
  snapshot<T>(work: () => T): T {
    this.#database.exec('begin')
    try {
      return work()
    } finally {
      if (this.#database.isTransaction) this.#database.exec('commit')
    }
  }

  /** Moves the write-ahead log into the file and gives its room back; leaves it for another time while somebody reads. */
  shrinkLog(): void {
    this.#database.exec('pragma busy_timeout = 0')
    try {
      this.#database.exec('pragma wal_checkpoint(truncate)')
    } finally {
      this.#database.exec(`pragma busy_timeout = ${busyTimeout}`)
    }
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

type RowFunction = (...values: SQLOutputValue[]) => SQLInputValue

/** The function behind the check; SQLite goes by how many parameters it declares. */
function checked(fn: (typeof sqliteFunctions)[number]['fn'], check: (() => void) | undefined): RowFunction {
  if (check === undefined) return fn as RowFunction
  const behind = (first: unknown, second: unknown) => {
    check()
    return fn(first, second)
  }
  return Object.defineProperty(behind, 'length', { value: fn.length }) as RowFunction
}

function prepareForWriting(database: DatabaseSync): void {
  database.exec(`pragma page_size = ${pageSize}`)
  switchToWriteAheadLog(database)
  database.exec(`
    pragma synchronous = full;
    pragma wal_autocheckpoint = ${checkpointBytes / pageSize};
    pragma journal_size_limit = ${checkpointBytes};
    pragma cache_size = -32768;
  `)
}

/** Two processes that switch a new file to the log at the same moment get "busy" without any waiting: wait here. */
function switchToWriteAheadLog(database: DatabaseSync): void {
  const deadline = performance.now() + busyTimeout
  for (;;) {
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (storeError(error, '').code !== 'store-busy' || performance.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}
