import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApiDouble } from '../support/api-double.ts'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { inspect, signIn } from './views.ts'

test('a page whose code cannot be loaded says so in its place; the frame stays, and another try opens it', {
  skip,
  timeout: 180_000,
}, async (t) => {
  assert.equal(missing, undefined)
  const double = await startApiDouble('full')
  t.after(() => double.close())
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`${double.url}/alerts`)
  await signIn(page, 'truc', 'x')
  await page.locator('.row-open').first().waitFor()
  let away = true
  await page.route('**/assets/*', (route) => (away ? route.abort() : route.continue()))
  await page.locator('.rail a[href="/units"]').click()
  await page.locator('.state[role=alert] h1').waitFor()
  assert.ok(await page.locator('.rail').isVisible())
  assert.deepEqual(await inspect(page), [])

  // A page that was opened before is still there.
  await page.locator('.rail a[href="/alerts"]').click()
  await page.locator('.row-open').first().waitFor()

  await page.locator('.rail a[href="/units"]').click()
  away = false
  await page.locator('.state[role=alert] button').click()
  await page.locator('table.data').waitFor()
})
