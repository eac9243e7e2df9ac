import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser, skip } from '../support/browser.ts'
import { installation } from '../support/platform.ts'

test('the pages of the API are drawn and opened within their own policy', { skip, timeout: 240_000 }, async (t) => {
  const platform = await installation(t, {}).start()
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await browser.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  const answer = await page.goto(`${platform.url}/api/docs`)
  assert.doesNotMatch(answer?.headers()['content-security-policy'] ?? 'unsafe', /unsafe/)
  const calls = page.locator('.opblock-summary-control')
  await calls.first().waitFor()
  await calls.first().click()
  await page.locator('.opblock-body').first().waitFor()
  assert.deepEqual(said, [])
})
