import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { severities } from '../../core/event/severity.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { firstPasswords, installation } from '../support/platform.ts'
import { storeAlerts, untouchedAlert } from '../support/stored-alerts.ts'
import { signIn } from './views.ts'

const noisy = 5_000
const others = 40

/** One noisy rule with thousands of alerts, and a few others, all of the last hour. */
async function seed(folder: string): Promise<void> {
  const store = openSqliteStore({
    directory: join(folder, 'store'),
    secretsDirectory: join(folder, 'secrets'),
    clock: systemClock,
  })
  const now = Date.now()
  await storeAlerts(store.records, noisy + others, (n) => {
    const rule = n < noisy ? 'Quét cổng' : `Luật ${n % 7}`
    return untouchedAlert(n, now - 60_000 - n * 500, n < noisy ? 'low' : (severities[n % 5] ?? 'high'), {
      id: `a${String(n).padStart(5, '0')}`,
      rule: { id: rule, title: { vi: rule, en: rule } },
      unit: 'tinh',
      host: `may-${n % 20}`,
    })
  })
  await store.close()
}

/** Presses keys one after the other, as a person does. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await page.waitForTimeout(60)
  }
}
const told = (page: Page, words: string, timeout = 45_000) =>
  page.locator('.bulk-bar [role=status]', { hasText: words }).waitFor({ timeout })

test('the queue by keyboard alone: rows, steps and undo, one alert, and 5,000 of a noisy rule closed and taken back', {
  skip,
  timeout: 480_000,
}, async (t) => {
  assert.equal(missing, undefined)
  const place = installation(t)
  await seed(place.folder)
  const platform = await place.start()
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(`${platform.url}/alerts`)
  await signIn(page, 'truc', firstPasswords(platform).truc)
  await page.locator('.row-open').first().waitFor()

  // Two rows are chosen, taken and given back.
  await press(page, 'j', 'j', 'k', 'x', 'Shift+ArrowDown', 'a')
  await told(page, 'Đã nhận xử lý 2 cảnh báo')
  await press(page, 'u')
  await told(page, 'Đã hoàn tác 2 cảnh báo')

  // One is opened, judged by number, and the step taken back.
  await press(page, 'j', 'Enter')
  await page.locator('.why').waitFor()
  await press(page, 'a')
  await page.locator('.flyout-footer', { hasText: 'Trả về hàng đợi' }).waitFor()
  await press(page, 'c', '4')
  assert.equal(await page.locator('.judge input[value=false-positive]').isChecked(), true)
  await press(page, 'Enter')
  await page.locator('.flyout-footer', { hasText: 'Mở lại' }).waitFor()
  await press(page, 'u')
  await page.locator('.flyout-footer', { hasText: 'Kết luận và đóng' }).waitFor()
  await press(page, 'Escape')
  await page.locator('.why').waitFor({ state: 'detached' })

  // The groups, the largest first: all of the noisy rule at once.
  await press(page, 'g')
  await page.locator('.group-severities').first().waitFor()
  await press(page, 'j', 'c', '4')
  await page.locator('.judge button[type=submit]', { hasText: '5.000' }).waitFor()
  const began = performance.now()
  await press(page, 'Enter')
  await page.locator('.bulk-bar progress').waitFor()
  await told(page, 'Đã đóng 5.000 cảnh báo', 150_000)
  const closed = performance.now() - began
  await press(page, 'u')
  await told(page, 'Đã hoàn tác 5.000 cảnh báo', 150_000)
  t.diagnostic(`5,000 closed in ${Math.round(closed)} ms, taken back after ${Math.round(performance.now() - began)} ms`)
})
