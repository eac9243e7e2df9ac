import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type ApiDouble, startApiDouble } from '../support/api-double.ts'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { signIn } from './views.ts'

/**
 * Hands that are quicker than the page: on a slow machine the next key comes before what the last one did is drawn. Here
 * they come within one task of the browser, with which no machine keeps up.
 */
describe('keys and clicks that come before the page is drawn', { skip, timeout: 240_000 }, () => {
  let browser: Browser
  let double: ApiDouble

  before(async () => {
    assert.equal(missing, undefined)
    ;[browser, double] = await Promise.all([openBrowser(), startApiDouble('full')])
  })
  after(async () => {
    await browser?.close()
    await double?.close()
  })

  async function open(path: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(double.url + path)
    await page.locator('form').waitFor()
    await signIn(page, 'truc', 'x')
    await page.locator('tr[data-row]').first().waitFor()
    return page
  }

  /** Presses keys, by their places, where the focus is, with no time between them to draw anything. */
  const press = (page: Page, ...codes: readonly string[]) =>
    page.evaluate(`(async () => {
      for (const code of ${JSON.stringify(codes)}) {
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true }))
        for (let turn = 0; turn < 5; turn++) await Promise.resolve()
      }
    })()`)

  const rowIds = (page: Page): Promise<readonly string[]> =>
    page.evaluate(`[...document.querySelectorAll('tr[data-row]')].map((row) => row.getAttribute('data-row'))`)

  for (const [path, name] of [
    ['/alerts', 'alert'],
    ['/incidents', 'incident'],
    ['/search', 'event'],
    ['/rules', 'rule'],
  ] as const) {
    test(`every step from row to row counts beside what is open: ${path}`, async () => {
      const page = await open(path)
      await page.locator('tr[data-row] .row-open').first().click()
      await page.locator('.flyout').waitFor()
      const ids = await rowIds(page)
      const steps = Math.min(3, ids.length - 1)
      await press(page, ...Array.from({ length: steps }, () => 'KeyJ'))
      await page.waitForURL(({ searchParams }) => searchParams.get(name) === ids[steps])
      await page.locator(`tr[data-row="${ids[steps]}"][data-current]`).waitFor()
      await press(page, 'Escape')
      await page.locator(`tr[data-row="${ids[steps]}"] .row-open:focus`).waitFor()
      await page.context().close()
    })
  }

  test('two filters chosen at once are both asked for', async () => {
    const page = await open('/alerts')
    await page.locator('.facets .facet', { hasText: 'Trung bình' }).first().waitFor()
    await page.evaluate(`(() => {
      for (const words of ['Rất cao', 'Trung bình']) {
        [...document.querySelectorAll('.facets .facet')].find(({ textContent }) => textContent.includes(words)).click()
      }
    })()`)
    await page.waitForURL(({ searchParams }) => searchParams.getAll('severity').join() === 'critical,medium')
    await page.context().close()
  })

  test('who has gone on to the search field keeps the focus, and what is typed there is no command', async () => {
    const page = await open('/alerts')
    await press(page, 'KeyJ', 'Slash')
    await page.evaluate(
      'new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(go))))',
    )
    assert.equal(await page.evaluate('document.activeElement.type'), 'search')
    await page.context().close()
  })
})
