import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditLog, AuditRow } from '../../../core/store/store.ts'
import type { Kept } from '../../../response/incidents/desk.ts'
import { evidenceOf } from '../../../response/incidents/evidence.ts'
import { intactCopies, sealed } from '../../../response/incidents/seals.ts'

const incident = { id: 'SC-1', document: { unit: 'tinh' } } as Kept
const copyOf = (eventId: string) =>
  evidenceOf(
    { '@timestamp': '2026-11-30T05:00:00Z', event: { id: eventId } },
    { incident: 'SC-1', eventId, taken: 0, by: { id: 'an', name: 'An' }, alert: null },
  )
const row = (number: number, details: AuditRow['details']) => ({ number, details }) as AuditRow

/** A log that answers page after page, each question with the next of `answers`. */
const logOf = (answers: readonly Awaited<ReturnType<AuditLog['search']>>[]) => {
  let asked = 0
  return {
    search: async () => answers[Math.min(asked++, answers.length - 1)] ?? assert.fail(),
    asked: () => asked,
  }
}

test('a copy whose audit row is behind it is not called altered; one without any is', async () => {
  const copies = [copyOf('a'), copyOf('b')]
  const late = logOf([{ rows: [] }, { rows: [row(1, sealed(copies))] }])
  assert.equal((await intactCopies(late, incident, copies)).size, 2)
  const half = logOf([{ rows: [row(1, sealed(copies.slice(0, 1)))] }])
  assert.deepEqual([...(await intactCopies(half, incident, copies))], [copies[0]?.id])
  assert.equal(half.asked(), 2)
})

test('seals lie on as many pages as the log has; where nothing was copied it is not asked', async () => {
  const copies = [copyOf('a'), copyOf('b')]
  const pages = logOf([
    { rows: [row(9, sealed(copies.slice(1)))], next: 9 },
    { rows: [], next: 5 },
    { rows: [row(1, { ...sealed(copies.slice(0, 1)), restricted: true })] },
  ])
  assert.equal((await intactCopies(pages, incident, copies)).size, 2)
  assert.equal(pages.asked(), 3)
  await intactCopies(pages, incident, [])
  assert.equal(pages.asked(), 3)
})
