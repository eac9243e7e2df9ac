import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor, Grant } from '../../../core/access/actor.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { parseCsv } from '../../../core/lib/csv.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import { createExports, type ExportFile } from '../../../response/exports/exports.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { windowed } from '../../../roles/windowed.ts'
import { eachStore } from '../../support/each-store.ts'

const noon = Date.parse('2026-11-23T05:00:00Z')
const day = 86_400_000
const units = unitTree(sampleUnits)
const clock = manualClock(noon)
const who = (...grants: Grant[]): Actor => ({ id: 'thanh-tra', name: 'Thanh tra', grants })

async function textOf({ body }: ExportFile): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString()
}

async function filled(store: Store): Promise<void> {
  const row = (unit: string, note: string, action = 'unit.contacts') => ({
    actor: 'lan',
    action,
    target: `unit/${unit}`,
    unitIds: units.lineage(unit),
    details: note === '' ? {} : { note },
  })
  clock.set(noon - 2 * day)
  await store.audit.append([row('so-tc', 'trước cửa sổ')])
  clock.set(noon)
  await store.audit.append([
    row('so-tc', '=1+1'),
    row('so-yt', 'bí mật y tế'),
    row('so-tc', '', 'role.grant'),
    ...Array.from({ length: 600 }, (_, n) => row('so-tc', `dòng ${n}`)),
  ])
  clock.set(noon + 3_600_000)
}

for (const kind of await eachStore(clock)) {
  test(`the audit log as a file on ${kind.name}: what its reader reaches within the window, told in the log`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    await filled(store)
    const exports = createExports({ ...windowed(store), units, clock, timeZone: 'Asia/Ho_Chi_Minh' })
    const auditor = who({ role: 'auditor', unit: 'so-tc', reads: { from: noon - day, to: noon + day } })
    const filter = { from: 0, to: noon + 60_000 }
    assert.deepEqual((await exports.planAudit(auditor, filter)).rows, { value: 602, relation: 'eq' })
    const file = await exports.audit(auditor, { filter, format: 'csv', language: 'vi' })
    assert.match(file.name, /^vong-gac-audit-20261123-1300\.csv$/)
    const [heads, ...rows] = parseCsv(await textOf(file)).rows.map(({ cells }) => cells)
    assert.deepEqual(heads, [
      'Số dòng',
      'Thời gian (Asia/Ho_Chi_Minh)',
      'Người',
      'Việc',
      'Mã việc',
      'Đối tượng',
      'Đơn vị',
      'Chi tiết',
      'Mã băm',
    ])
    assert.equal(rows.length, 602)
    assert.equal(new Set(rows.map(([number]) => number)).size, 602)
    assert.deepEqual(rows.at(-1)?.slice(1, 8), [
      '2026-11-23T12:00:00.000+07:00',
      'lan',
      'sửa đầu mối của đơn vị',
      'unit.contacts',
      'unit/so-tc',
      'Sở Tài chính',
      '{"note":"=1+1"}',
    ])
    const narrowed = { ...filter, actions: ['role.'] }
    const lines = await textOf(await exports.audit(auditor, { filter: narrowed, format: 'ndjson', language: 'en' }))
    const [one, none] = lines.split('\n')
    assert.equal(none, '')
    const { action, unit, hash } = JSON.parse(one ?? '')
    assert.deepEqual([action, unit], ['role.grant', { id: 'so-tc', name: 'Sở Tài chính' }])
    assert.match(hash, /^[0-9a-f]{64}$/)
    const said = (await store.audit.list(systemScope, { limit: 4 })).map(({ action: what, details, target }) => ({
      what,
      of: details['of'],
      rows: details['rows'] ?? details['found'],
      target: target.slice(0, 7),
    }))
    assert.deepEqual(said, [
      { what: 'export.end', of: 'audit', rows: 1, target: 'export/' },
      { what: 'export.begin', of: 'audit', rows: 1, target: 'export/' },
      { what: 'export.end', of: 'audit', rows: 602, target: 'export/' },
      { what: 'export.begin', of: 'audit', rows: 602, target: 'export/' },
    ])
  })

  test(`who may read the log and carry nothing off, or the reverse, gets no file of it on ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    const exports = createExports({ ...windowed(store), units, clock, timeZone: 'Asia/Ho_Chi_Minh' })
    const ask = { filter: { from: 0, to: noon }, format: 'csv', language: 'vi' } as const
    const refused = (error: unknown) => error instanceof CodedError && error.code === 'not-allowed'
    const reader = who({ role: 'auditor', unit: 'tinh', only: ['audit.read'] })
    const carrier = who({ role: 'analyst', unit: 'tinh' })
    for (const actor of [reader, carrier]) {
      await assert.rejects(exports.audit(actor, ask), refused)
      await assert.rejects(exports.planAudit(actor, ask.filter), refused)
    }
    assert.deepEqual(await store.audit.list(systemScope, { limit: 5 }), [])
  })
}
