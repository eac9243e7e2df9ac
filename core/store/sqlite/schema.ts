import type { DatabaseSync } from 'node:sqlite'
import { CodedError } from '../../lib/errors.ts'

/** What a kind of file looks like: its mark and its migrations, of which number n leads from version n to n + 1. */
export interface Schema {
  readonly name: string
  /** `application_id` in the file's header (sqlite.org/fileformat2.html §1.3.17), so that kinds cannot be mixed up. */
  readonly applicationId: number
  readonly migrations: readonly (string | ((database: DatabaseSync) => void))[]
}

/** How far a file is: as this program writes it, in need of migrations first, or made but not filled yet. */
export type SchemaState = 'current' | 'behind' | 'blank'

/**
 * Compares the file with the schema. Throws CodedError `newer-schema` when a later release wrote it, `internal` when it
 * is a file of another kind.
 */
export function checkSchema(database: DatabaseSync, schema: Schema, path: string): SchemaState {
  // The version first: another process may fill the file between the two, and then the mark is there with it.
  const version = pragma(database, 'user_version')
  const applicationId = pragma(database, 'application_id')
  if (applicationId !== schema.applicationId && (applicationId !== 0 || version !== 0)) {
    throw new CodedError('internal', `${path} is not a file of kind "${schema.name}"`)
  }
  const ours = schema.migrations.length
  if (version > ours) {
    const detail = `${path} has schema version ${version} of "${schema.name}"; this program knows up to ${ours}`
    throw new CodedError('newer-schema', detail, {
      hint: 'Start the release that wrote it, or a later one; going back needs a backup taken before the upgrade.',
    })
  }
  if (version === ours) return 'current'
  return version === 0 ? 'blank' : 'behind'
}

/** Brings the file to the current version, all in one transaction; several processes may try at once. */
export function migrate(database: DatabaseSync, schema: Schema, path: string): void {
  if (checkSchema(database, schema, path) === 'current') return
  database.exec('begin immediate')
  try {
    checkSchema(database, schema, path)
    for (const step of schema.migrations.slice(pragma(database, 'user_version'))) {
      if (typeof step === 'string') database.exec(step)
      else step(database)
    }
    database.exec(`pragma application_id = ${schema.applicationId}; pragma user_version = ${schema.migrations.length}`)
    database.exec('commit')
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name])
}
