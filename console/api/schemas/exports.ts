import { type Static, Type } from 'typebox'
import { alertColumns } from '../../../response/exports/alert-table.ts'
import { exportFormats } from '../../../response/exports/export-format.ts'
import { AlertFilter } from './alerts.ts'
import { AuditQuery } from './audit.ts'
import { Count } from './common.ts'
import { EventFilter } from './events.ts'

const format = Type.Enum([...exportFormats])

/** Events as a file; `column` names fields, which NDJSON does not heed: it has whole documents. */
export const EventExport = Type.Object(
  {
    ...EventFilter.properties,
    format,
    column: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 100 })),
  },
  { additionalProperties: false },
)

/** Alerts as a file; `column` names columns of the queue, `language` that of heads and words. */
export const AlertExport = Type.Object(
  {
    ...AlertFilter.properties,
    format,
    language: Type.Optional(Type.Enum(['vi', 'en'])),
    column: Type.Optional(Type.Array(Type.Enum([...alertColumns]), { maxItems: alertColumns.length })),
  },
  { additionalProperties: false },
)

/** Rows of the audit log as a file; `language` is that of heads and words. */
export const AuditExport = Type.Object(
  { ...AuditQuery.properties, format, language: Type.Optional(Type.Enum(['vi', 'en'])) },
  { additionalProperties: false },
)

/** How many rows there are, and how many of them, the newest, one file holds at most. */
export const ExportPlan = Type.Object({ rows: Count, most: Type.Integer() })
export type ExportPlan = Static<typeof ExportPlan>

/** A column of the queue that a file can have. */
export type ExportedAlertColumn = (typeof alertColumns)[number]
