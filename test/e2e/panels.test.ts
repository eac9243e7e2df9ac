import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApiDouble } from '../support/api-double.ts'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { signIn } from './views.ts'

/** Lists with something at their right, and the name under which an opened row stands in the address. */
const lists = [
  ['/alerts', 'alert'],
  ['/incidents', 'incident'],
  ['/search', 'event'],
  ['/search/indicators', 'list'],
  ['/sources', 'source'],
  ['/rules', 'rule'],
  ['/rules/lists', 'list'],
  ['/units', 'unit'],
  ['/systems', 'system'],
  ['/people', 'person'],
  ['/audit', 'row'],
] as const

test('a row that is opened stands in the address; closed, it leaves nothing there and has the focus again', {
  skip,
  timeout: 480_000,
}, async (t) => {
  assert.equal(missing, undefined)
  const double = await startApiDouble('full')
  t.after(() => double.close())
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(double.url)
  await page.locator('form').waitFor()
  await signIn(page, 'truc', 'x')
  for (const [path, name] of lists) {
    await page.goto(`${double.url}${path}`)
    const row = page.locator('tr[data-row]').first()
    await row.locator('.row-open').click()
    await page.locator('.flyout').waitFor()
    const id = await row.getAttribute('data-row')
    assert.equal(new URL(page.url()).searchParams.get(name), id, path)
    await page.keyboard.press('Escape')
    await page.locator('.flyout').waitFor({ state: 'detached' })
    await page.locator(`[data-row="${id}"] .row-open:focus`).waitFor()
    assert.equal(new URL(page.url()).searchParams.get(name), null, path)
  }

  // One thing at a time: the form that is opened over a row takes its place in the address.
  await page.goto(`${double.url}/units`)
  await page.locator('.row-open').first().click()
  await page.locator('.flyout').waitFor()
  await page.getByRole('button', { name: 'Đơn vị mới' }).press('Enter')
  await page.waitForURL((url) => url.searchParams.has('do') && !url.searchParams.has('unit'))
})
