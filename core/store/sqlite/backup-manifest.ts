import { isObject } from '../../lib/json.ts'
import type { AuditHead } from '../store.ts'

/** A file of an archive. */
export interface BackupFile {
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/** How much a store holds. */
export interface BackupCounts {
  records: number
  auditRows: number
  events: number
  matches: number
}

/** What an archive says of itself; its last file, so that an archive which was cut has none. */
export interface BackupManifest {
  readonly format: 1
  readonly version: string
  /** ISO 8601. */
  readonly made: string
  readonly schemas: { readonly records: number; readonly events: number }
  readonly counts: Readonly<BackupCounts>
  readonly audit: AuditHead | null
  readonly secrets: boolean
  readonly files: readonly BackupFile[]
}

/** The manifest of a text; undefined when it is none that this release reads. */
export function readManifest(text: string): BackupManifest | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const ours =
    isObject(value) &&
    value.format === 1 &&
    Array.isArray(value.files) &&
    value.files.every((file) => isObject(file) && typeof file.name === 'string' && typeof file.sha256 === 'string') &&
    isObject(value.counts) &&
    isObject(value.schemas)
  return ours ? (value as unknown as BackupManifest) : undefined
}
