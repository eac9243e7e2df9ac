import type { huntingVi } from './hunting-vi.ts'

/** English of hunting. */
export const huntingEn: Record<keyof typeof huntingVi, string> = {
  'export.menu': 'Export',
  'export.title': 'Export to a file',
  'export.format': 'Kind of file',
  'export.xlsx': 'Excel (XLSX)',
  'export.xlsx.hint': 'opens at once on every machine; every cell is text, there are no formulas',
  'export.csv': 'CSV',
  'export.csv.hint':
    'UTF-8, divided by semicolons as Excel set to Vietnam does; cells that Excel would misread have an apostrophe in front',
  'export.ndjson': 'NDJSON',
  'export.ndjson.hint': 'whole documents, one a line, for programs',
  'export.counting': 'Counting…',
  'export.rows': '{n} {n|row|rows} will be exported, newest first.',
  'export.rows.least':
    'At least {n} {n|row|rows} will be exported, newest first; not all were counted, there may be more.',
  'export.rows.none': 'There are no rows to export.',
  'export.cut':
    'Only the newest {most} rows are exported; {left} older ones are left out. Narrow the time range to get those.',
  'export.cut.least':
    'Only the newest {most} rows are exported; at least {left} older ones are left out. Narrow the time range to get those.',
  'export.most': 'A file has {most} rows at most, since Excel opens no more.',
  'export.columns': 'Columns: {columns}',
  'export.audit': 'The export is kept in the audit log: who, which question, how many rows.',
  'export.do': 'Download',
  'export.started': 'The browser is downloading the file. Cancel it in the list of downloads if it is not wanted.',
  'export.ruleId': 'Rule id',
  'export.note': 'Note on the disposition',
  'export.id': 'Alert id',
  'saved.none': 'Nothing has been saved yet.',
  'saved.sharedBy': 'shared by {name}',
  'saved.sharedWith': 'shared by {name} with {unit}',
  'saved.remove': 'Remove',
  'saved.remove.label': 'Remove {name}',
  'saved.name': 'Save what is set on this page as',
  'saved.share': 'Share',
  'saved.share.none': 'With nobody',
  'saved.share.all': 'With those who see all that I see',
  'saved.share.unit': 'With readers of {unit}',
  'saved.share.hint': 'They read the question too, and see of its results what lies in their own scope.',
  'saved.save': 'Save',
  'search.saved': 'Saved queries',
}
