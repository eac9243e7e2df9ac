import assert from 'node:assert/strict'
import { test } from 'node:test'
import { troubleCodes } from '../../../console/api/schemas/system.ts'
import { permissions } from '../../../core/access/permissions.ts'
import { marks } from '../../../core/event/event.ts'
import { severities } from '../../../core/event/severity.ts'
import { en } from '../../../core/i18n/en.ts'
import { isTextKey } from '../../../core/i18n/text-key.ts'
import { translator } from '../../../core/i18n/translator.ts'
import { vi } from '../../../core/i18n/vi.ts'
import { errorTable } from '../../../core/lib/errors.ts'
import { alertStatuses, dispositions } from '../../../response/alerts/alert.ts'

const vietnamese = translator('vi', 'Asia/Ho_Chi_Minh')
const english = translator('en', 'Asia/Ho_Chi_Minh')
const moment = Date.UTC(2026, 10, 22, 20, 14, 7)

test('every code that the server may send has a text', () => {
  const keys = [
    ...Object.values(errorTable).map(({ message }) => message),
    ...permissions.map((one) => `permission.${one}`),
    ...marks.map((one) => `mark.${one}`),
    ...severities.map((one) => `severity.${one}`),
    ...alertStatuses.map((one) => `status.${one}`),
    ...dispositions.map((one) => `disposition.${one}`),
    ...troubleCodes.map((one) => `trouble.${one}`),
  ]
  assert.ok(keys.length > 50)
  assert.deepEqual(
    keys.filter((key) => !isTextKey(key)),
    [],
  )
})

test('both languages fill the same placeholders', () => {
  const placeholders = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort().join(' ')
  const differing = Object.keys(vi)
    .filter(isTextKey)
    .filter((key) => placeholders(en[key]) !== placeholders(vi[key]))
  assert.deepEqual(differing, [])
})

test('Vietnamese texts are composed (NFC) and no text is empty', () => {
  for (const texts of [vi, en]) {
    for (const [key, text] of Object.entries(texts)) {
      assert.notEqual(text.trim(), '', key)
      assert.equal(text, text.normalize('NFC'), key)
    }
  }
})

test('times are written the Vietnamese way, in the zone, over 24 hours, in both languages', () => {
  assert.equal(vietnamese.dateTime(moment), '23/11/2026 03:14:07')
  assert.equal(english.dateTime(moment), '23/11/2026 03:14:07')
  assert.equal(vietnamese.dateTime(Date.UTC(2026, 10, 22, 17)), '23/11/2026 00:00:00')
  assert.equal(vietnamese.zone(moment), 'UTC+7')
  assert.equal(vietnamese.axis(moment, true), '23/11 03:14')
})

test('numbers and bytes follow the language', () => {
  assert.equal(vietnamese.number(1234.5), '1.234,5')
  assert.equal(english.number(1234.5), '1,234.5')
  assert.equal(vietnamese.bytes(1.5 * 1024 ** 3), '1,5 GiB')
  assert.equal(vietnamese.bytes(0), '0 B')
})

test('durations give their two largest parts', () => {
  assert.equal(vietnamese.duration(72 * 60_000), '1 giờ 12 phút')
  assert.equal(english.duration(72 * 60_000), '1 hour 12 minutes')
  assert.equal(vietnamese.duration(0), '0 giây')
  assert.equal(vietnamese.duration(3 * 86_400_000 + 5000), '3 ngày')
})

test('relative times name one part, past and future', () => {
  assert.equal(vietnamese.relative(moment, moment + 5 * 60_000 + 30_000), '5 phút trước')
  assert.equal(english.relative(moment + 7_200_000, moment), 'in 2 hours')
  assert.equal(vietnamese.relative(moment, moment + 1000), 'vừa xong')
})

test('a placeholder chooses one or many by its number and formats it', () => {
  assert.equal(english.t('alerts.count', { n: 1 }), '1 alert')
  assert.equal(english.t('alerts.count', { n: 1200 }), '1,200 alerts')
  assert.equal(vietnamese.t('alerts.count', { n: 1200 }), '1.200 cảnh báo')
  assert.equal(vietnamese.t('frame.version', { version: '{n}' }), 'Phiên bản {n}')
})
