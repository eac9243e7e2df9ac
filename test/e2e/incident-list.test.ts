import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApiDouble } from '../support/api-double.ts'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { signIn } from './views.ts'

const first = 'SC-2026-0007'
const second = 'SC-2026-7KQ2XM'

test('incidents beside their list by keyboard, values that lead into one, and the summary on one sheet of A4', {
  skip,
  timeout: 360_000,
}, async (t) => {
  assert.equal(missing, undefined)
  const double = await startApiDouble('full')
  t.after(() => double.close())
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(`${double.url}/incidents`)
  await page.locator('form').waitFor()
  await signIn(page, 'truc', 'x')
  const row = (id: string) => page.locator(`[data-row="${id}"] .row-open`)
  const focused = (id: string) => page.locator(`[data-row="${id}"] .row-open:focus`).waitFor()
  const beside = (id: string) => page.locator('.flyout-marks', { hasText: id }).waitFor()
  await row(first).waitFor()

  await page.keyboard.press('j')
  await focused(first)
  // Space is the click of who has no mouse: the list stays, the summary stands beside it and in the address.
  await page.keyboard.press('Space')
  await beside(first)
  assert.equal(new URL(page.url()).searchParams.get('incident'), first)
  await page.keyboard.press('j')
  await beside(second)
  await page.keyboard.press('Escape')
  await focused(second)
  assert.equal(await page.locator('.flyout').count(), 0)
  await page.keyboard.press('k')
  await focused(first)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/incidents/${first}`)
  await page.goBack()
  await row(second).click()
  await beside(second)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/incidents/${second}`)
  await page.goBack()
  await beside(second)

  // A value of an event copies the event, one of an alert takes the alert along; each menu says which.
  for (const [path, words, dialog] of [
    ['/search', 'Thêm sự kiện vào sự cố', 'Thêm sự kiện vào sự cố'],
    ['/alerts', 'Đưa cảnh báo vào sự cố', 'Đưa 1 cảnh báo vào sự cố'],
  ] as const) {
    await page.goto(double.url + path)
    await page.locator('table .value').first().click()
    await page.getByRole('menuitem', { name: words }).click()
    await page.getByRole('dialog', { name: dialog }).waitFor()
  }

  await page.goto(`${double.url}/incidents/${first}`)
  await page.locator('.incident-sheet .history').waitFor()
  await page.emulateMedia({ media: 'print' })
  const screenOnly = page.locator('.rail, .top-bar, .incident-page > .tabs, .incident-page button, .no-print')
  assert.equal(await screenOnly.filter({ visible: true }).count(), 0)
  const paper = await page.pdf({ preferCSSPageSize: true })
  assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1, 'one sheet')
})
