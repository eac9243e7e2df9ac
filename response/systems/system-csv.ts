import type { UnitTree } from '../../core/access/unit.ts'
import { writeCsv } from '../../core/lib/csv.ts'
import { type Columns, phoneOfCell, readTable, saying, type TableRow, wordsOfCell } from '../../core/lib/csv-table.ts'
import type { Problem } from '../../core/lib/errors.ts'
import { foldSearch } from '../../core/lib/fold-text.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import { systemLevels } from '../retention/law.ts'
import type { SystemField, SystemProblemCode } from './check-system.ts'
import { type SystemRecord, type SystemWords, systemEndedOn, systemOn } from './system-record.ts'

/** A system as a file has it; what the file has no column for is left as it is. */
export interface ImportedSystem {
  readonly line: number
  readonly code: string
  readonly words: Pick<SystemWords, 'name' | 'level' | 'owner'> & Partial<SystemWords>
}

/** The columns, by the head that is written and others that are understood. */
const columns = {
  code: ['Mã hệ thống', 'code', 'mã'],
  name: ['Tên hệ thống', 'name', 'tên'],
  level: ['Cấp độ', 'level'],
  number: ['Số quyết định', 'decision', 'quyết định'],
  date: ['Ngày quyết định', 'decision date'],
  issuer: ['Cơ quan ban hành', 'issuer'],
  owner: ['Chủ quản', 'owner', 'mã đơn vị'],
  operator: ['Đơn vị vận hành', 'operator', 'vận hành'],
  supplier: ['Nhà cung cấp', 'supplier'],
  contact: ['Đầu mối nhà cung cấp', 'supplier contact'],
  phone: ['Điện thoại', 'phone'],
  mail: ['Thư điện tử', 'mail', 'email'],
  hosts: ['Máy', 'hosts', 'máy chủ'],
  networks: ['Địa chỉ', 'networks', 'mạng', 'ip'],
  domains: ['Tên miền', 'domains'],
  sources: ['Nguồn nhật ký', 'sources'],
  months: ['Lưu nhật ký (tháng)', 'log months'],
  reason: ['Lý do lưu lâu hơn', 'reason'],
  notes: ['Ghi chú', 'notes'],
} as const satisfies Columns<string>
type Column = keyof typeof columns
type Row = TableRow<Column>
const lists = ['hosts', 'networks', 'domains'] as const
const mostRows = 5_000

/**
 * Reads systems from comma-separated values, one row a system. Heads may be in Vietnamese or English, in any order; owner and
 * operator are told by id or by name, days as 2026-11-30 or 30/11/2026, sources apart by semicolons or bars. Tells
 * everything that is wrong, with the line.
 */
export function readSystemCsv(
  text: string,
  file: string,
  units: UnitTree,
): Result<readonly ImportedSystem[], readonly Problem[]> {
  const table = readTable<Column>(text, file, { columns, needed: ['code', 'name', 'level', 'owner'], mostRows })
  if (!table.ok) return table
  const problems = [...table.value.problems]
  const byName = new Map(units.all().map(({ id, name }) => [foldSearch(name), id]))
  const unitOf = (cell: string) => (units.get(cell) !== undefined ? cell : byName.get(foldSearch(cell)))
  const { has } = table.value
  const say = saying<`system-${SystemProblemCode}`>(problems, file)
  const seen = new Map<string, number>()
  const systems: ImportedSystem[] = []
  for (const row of table.value.rows) {
    const { line, cell } = row
    const level = systemLevels.find((one) => String(one) === cell('level').replace(/^(cấp( độ)?|level)\s*/iu, ''))
    const owner = unitOf(cell('owner')) ?? cell('owner')
    const key = `${owner}\n${cell('code').toLowerCase()}`
    const first = seen.get(key)
    if (level === undefined) {
      const column = columns.level[0]
      say(line, 'system-level', { column }, `${column}: “${cell('level')}” is no level`, 'a number from 1 to 5')
    }
    if (cell('code') === '') say(line, 'system-no-code', {}, 'the system has no code')
    else if (first !== undefined) {
      const params = { value: cell('code'), line: String(first) }
      say(line, 'system-same-line', params, `${cell('code')} of this owner is on line ${first} already`)
    } else seen.set(key, line)
    if (level === undefined || cell('code') === '' || first !== undefined) continue
    systems.push({
      line,
      code: cell('code'),
      words: {
        name: cell('name'),
        level,
        owner,
        ...(has('number') && { decision: decisionOf(row) }),
        ...(has('operator') && { operator: operatorOf(cell('operator'), unitOf) }),
        ...(has('supplier') && { supplier: supplierOf(row) }),
        ...Object.fromEntries(lists.filter(has).map((list) => [list, wordsOfCell(cell(list))])),
        ...(has('sources') && { sources: sourcesOf(cell('sources')) }),
        ...(has('months') && { logMonths: monthsOf(row) }),
        ...(has('notes') && { notes: cell('notes') }),
      },
    })
  }
  return problems.length > 0 ? fail(problems) : ok(systems)
}

/** Names of sources may hold spaces and commas. */
const sourcesOf = (cell: string): string[] =>
  cell
    .split(/[;|\n]+/)
    .map((source) => source.trim())
    .filter((source) => source !== '')

function decisionOf({ cell }: Row): SystemWords['decision'] {
  const [number, issuer] = [cell('number'), cell('issuer')]
  const date = cell('date').replace(
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/,
    (_, day: string, month: string, year: string) => [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
  )
  return number === '' && date === '' && issuer === '' ? null : { number, date, issuer }
}

function operatorOf(cell: string, unitOf: (cell: string) => string | undefined): SystemWords['operator'] {
  const unit = cell === '' ? undefined : unitOf(cell)
  return unit === undefined ? { unit: null, name: cell } : { unit, name: '' }
}

const supplierOf = ({ cell }: Row): SystemWords['supplier'] => ({
  name: cell('supplier'),
  contact: cell('contact'),
  phone: phoneOfCell(cell('phone')),
  mail: cell('mail'),
})

function monthsOf({ cell }: Row): SystemWords['logMonths'] {
  return cell('months') === '' ? null : { months: Number(cell('months')), reason: cell('reason') }
}

const heads = Object.values(columns).map(([head]) => head)

/** The systems of a day as comma-separated values: what `readSystemCsv` reads, and Excel opens. `nameOf` gives units' names. */
export function writeSystemCsv(records: Iterable<SystemRecord>, day: string, sees: (unit: string) => boolean): string {
  const rows: (readonly string[])[] = [heads]
  for (const record of records) {
    const state = systemOn(record, day)
    if (state === undefined || systemEndedOn(record, day)) continue
    const { decision, supplier, operator, logMonths } = state
    rows.push([
      record.code,
      state.name,
      String(state.level),
      decision?.number ?? '',
      decision?.date ?? '',
      decision?.issuer ?? '',
      state.owner,
      operator.unit !== null && sees(operator.unit) ? operator.unit : operator.name,
      supplier.name,
      supplier.contact,
      supplier.phone,
      supplier.mail,
      ...lists.map((list) => state[list].join(' ')),
      state.sources.join('; '),
      logMonths === null ? '' : String(logMonths.months),
      logMonths?.reason ?? '',
      state.notes,
    ])
  }
  return writeCsv(rows)
}

const columnByField: Partial<Record<SystemField, Column>> = { decision: 'number', logMonths: 'months' }

/** The column of a file in which a problem's field stands. */
export function columnOf(field: SystemField): string | undefined {
  const name = columnByField[field] ?? field
  return Object.hasOwn(columns, name) ? columns[name as Column][0] : undefined
}
