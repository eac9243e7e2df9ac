import assert from 'node:assert/strict'
import { test } from 'node:test'
import { troubleDetail } from '../../../console/web/src/lib/trouble-detail.ts'
import { translator } from '../../../core/i18n/translator.ts'

const vi = translator('vi', 'Asia/Ho_Chi_Minh')
const en = translator('en', 'Asia/Ho_Chi_Minh')

test('what is known of a trouble is told in the reader’s words, numbers and days', () => {
  const told = (code: string, detail: string) => [
    troubleDetail(vi, { code, detail }),
    troubleDetail(en, { code, detail }),
  ]
  assert.match(told('audit-broken', '1203: edited')[0] ?? '', /^Chuỗi HỎNG: dòng 1\.203 đã bị sửa\.$/)
  assert.match(told('audit-broken', '1203: edited')[1] ?? '', /1,203/)
  assert.deepEqual(told('certificate-expiring', '2026-12-24'), ['24/12/2026', '24/12/2026'])
  assert.deepEqual(told('correlations-behind', '4320 s'), ['1 giờ 12 phút', '1 hour 12 minutes'])
  assert.deepEqual(told('datagrams-dropped', '12034'), ['12.034', '12,034'])
  assert.deepEqual(told('store-incomplete', 'a, b (closed)'), ['a, b (đang đóng)', 'a, b (closed)'])
})

test('what another program said stays as it said it', () => {
  const detail = '1203: 400 document_parsing_exception: [1:345] failed to parse'
  assert.equal(troubleDetail(vi, { code: 'dead-letters', detail }), detail.replace('1203', '1.203'))
  assert.equal(troubleDetail(vi, { code: 'audit-broken', detail: 'no key' }), 'no key')
  assert.equal(troubleDetail(vi, { code: 'disk-filling', detail: '85%' }), '85%')
  assert.equal(troubleDetail(vi, { code: 'store-unreachable' }), '')
})
