import { type Unit, unitKinds } from '../../core/access/unit.ts'
import { writeCsv } from '../../core/lib/csv.ts'
import { type Columns, phoneOfCell, readTable, saying, wordsOfCell } from '../../core/lib/csv-table.ts'
import type { Problem } from '../../core/lib/errors.ts'
import { foldSearch } from '../../core/lib/fold-text.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import type { UnitField, UnitProblemCode } from './check-units.ts'
import { endedOn, stateOn, type UnitContact, type UnitRecord } from './unit-record.ts'

/** A unit as a file has it; a column that the file lacks leaves what is there as it is. */
export interface ImportedUnit {
  readonly line: number
  readonly id: string
  readonly name: string
  readonly kind: Unit['kind']
  readonly parent: string | null
  readonly networks?: readonly string[]
  readonly domains?: readonly string[]
  readonly hosts?: readonly string[]
  readonly collectors?: readonly string[]
  readonly contacts?: readonly UnitContact[]
}

/** The columns, by the head that is written and others that are understood; compared without case and diacritics. */
const columns = {
  id: ['Mã đơn vị', 'id', 'mã'],
  name: ['Tên đơn vị', 'name', 'tên'],
  kind: ['Loại', 'kind'],
  parent: ['Mã cấp trên', 'parent', 'cấp trên'],
  networks: ['Mạng', 'networks', 'dải mạng'],
  domains: ['Tên miền', 'domains'],
  hosts: ['Máy', 'hosts', 'máy chủ'],
  collectors: ['Khóa gửi', 'collectors'],
  contact: ['Đầu mối', 'contact', 'người liên hệ'],
  role: ['Chức vụ', 'role'],
  phone: ['Điện thoại', 'phone', 'số điện thoại'],
  mail: ['Thư điện tử', 'mail', 'email'],
  duty: ['Trực', 'duty'],
} as const satisfies Columns<string>
type Column = keyof typeof columns
const lists = ['networks', 'domains', 'hosts', 'collectors'] as const

const kindWords: Readonly<Record<Unit['kind'], readonly string[]>> = {
  province: ['Tỉnh', 'thành phố'],
  department: ['Sở', 'sở ngành', 'ban'],
  commune: ['Xã'],
  ward: ['Phường'],
  'special-zone': ['Đặc khu'],
  office: ['Phòng', 'trung tâm', 'đơn vị trực thuộc'],
}

/** As many rows as a province could ever have, contacts counted. */
const mostRows = 20_000

/**
 * Reads units from comma-separated values: one row a unit, and a row with the same id (or none) for each further contact.
 * Heads may be in Vietnamese or English, in any order. Tells everything that is wrong, with the line.
 */
export function readUnitCsv(text: string, file: string): Result<readonly ImportedUnit[], readonly Problem[]> {
  const table = readTable<Column>(text, file, { columns, needed: ['id', 'name', 'kind', 'parent'], mostRows })
  if (!table.ok) return table
  const problems = [...table.value.problems]
  const say = saying<UnitProblemCode>(problems, file)

  const units = new Map<string, { -readonly [K in keyof ImportedUnit]: ImportedUnit[K] }>()
  let last = ''
  for (const { line, cell } of table.value.rows) {
    const id = cell('id') || last
    const contact = contactOf(cell)
    const before = units.get(id)
    if (before !== undefined && (cell('name') === '' || (cell('name') === before.name && cell('kind') === ''))) {
      before.contacts = [...(before.contacts ?? []), ...contact]
      continue
    }
    if (id === '') say(line, 'unit-no-id', {}, 'the unit has no id')
    else if (before !== undefined)
      say(line, 'unit-same-line', { unit: id, line: String(before.line) }, `${id} is on line ${before.line} already`)
    const kind = unitKinds.find((one) =>
      [one, ...kindWords[one]].some((word) => foldSearch(word) === foldSearch(cell('kind'))),
    )
    if (kind === undefined) {
      const known = unitKinds.map((one) => kindWords[one][0]).join(', ')
      say(line, 'unit-kind', { text: cell('kind'), known }, `“${cell('kind')}” is no kind of unit`, `one of ${known}`)
    }
    if (id === '' || before !== undefined || kind === undefined) continue
    last = id
    units.set(id, {
      line,
      id,
      name: cell('name'),
      kind,
      parent: cell('parent') || null,
      ...Object.fromEntries(
        lists.filter((list) => table.value.has(list)).map((list) => [list, wordsOfCell(cell(list))]),
      ),
      ...(table.value.has('contact') && { contacts: contact }),
    })
  }
  return problems.length > 0 ? fail(problems) : ok([...units.values()])
}

function contactOf(cell: (column: Column) => string): UnitContact[] {
  if (cell('contact') === '') return []
  return [
    {
      name: cell('contact'),
      role: cell('role'),
      phone: phoneOfCell(cell('phone')),
      mail: cell('mail'),
      duty: cell('duty') !== '',
    },
  ]
}

const heads = Object.values(columns).map(([head]) => head)

/** The units of a day as comma-separated values: what `readUnitCsv` reads, and Excel opens. */
export function writeUnitCsv(records: Iterable<UnitRecord>, day: string): string {
  const rows: (readonly string[])[] = [heads]
  for (const record of records) {
    const state = stateOn(record, day)
    if (state === undefined || endedOn(record, day)) continue
    const [first, ...others] = record.contacts
    const words = [state.networks, state.domains, state.hosts, state.collectors].map((list) => list.join(' '))
    rows.push([
      record.id,
      state.name,
      kindWords[state.kind][0] ?? state.kind,
      state.parent ?? '',
      ...words,
      ...contactCells(first),
    ])
    for (const contact of others) rows.push([record.id, '', '', '', '', '', '', '', ...contactCells(contact)])
  }
  return writeCsv(rows)
}

function contactCells(contact: UnitContact | undefined): string[] {
  if (contact === undefined) return ['', '', '', '', '']
  return [contact.name, contact.role, contact.phone, contact.mail, contact.duty ? 'x' : '']
}

/** The column of a file in which a problem's field stands. */
export const columnOf = (field: UnitField): string | undefined =>
  field === 'contacts' ? columns.contact[0] : field === 'from' ? undefined : columns[field][0]
