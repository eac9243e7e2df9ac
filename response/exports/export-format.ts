/** The kinds of file that an export can be. */
export const exportFormats = ['csv', 'xlsx', 'ndjson'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** The media type of each (RFC 7111; ECMA-376; NDJSON has none of its own registered). */
export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ndjson: 'application/x-ndjson; charset=utf-8',
}

/** Rows of one export. Excel opens 1,048,576 rows of a file and says nothing of the others; no file has more than it shows. */
export const mostRows = 1_000_000
