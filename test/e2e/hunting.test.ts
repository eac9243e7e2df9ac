import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type ApiDouble, startApiDouble } from '../support/api-double.ts'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { inspect, signIn } from './views.ts'

describe('hunting by keyboard alone', { skip, timeout: 360_000 }, () => {
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
    await page.locator('.table-box').waitFor()
    return page
  }

  /** Presses a key until the focus stands where it should. */
  async function press(page: Page, key: string, there: string): Promise<void> {
    for (let tries = 0; tries < 80; tries++) {
      await page.keyboard.press(key)
      if ((await page.locator(`${there}:focus`).count()) > 0) return
    }
    assert.fail(`${key} never came to ${there}`)
  }
  const chosen = (page: Page) => page.locator('[role=menuitem]:focus').textContent()
  /** Opens the menu of the event's host and goes down to an entry. */
  async function choose(page: Page, label: string): Promise<void> {
    for (let tries = 0; (await chosen(page)) !== label; tries++) {
      assert.ok(tries < 20, `${label} is not in the menu`)
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.press('Enter')
  }

  test('from a row to its value, and from the value to terms, columns, statistics, a look-up and its page', async () => {
    const page = await open('/search')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.locator('.flyout .value').first().waitFor()
    const value = '.flyout tr:has(th:text-is("source.ip")) .value'
    await press(page, 'Tab', value)
    await page.keyboard.press('Enter')
    assert.equal(await chosen(page), 'Chỉ giá trị này')
    assert.deepEqual(await inspect(page), [])
    await page.keyboard.press('Escape')
    assert.equal(await page.locator(`${value}:focus`).count(), 1, 'the focus comes back')

    await page.keyboard.press('Enter')
    await choose(page, 'Bỏ cột source.ip')
    await page.waitForURL(/column=host\.name/)
    assert.doesNotMatch(page.url(), /source\.ip/)
    await page.locator(`${value}:focus`).waitFor()
    await page.keyboard.press('Enter')
    await choose(page, 'Tra cứu: đã gặp bao nhiêu lần')
    await page.getByRole('dialog').getByText('sự kiện trong 30 ngày').waitFor()
    assert.deepEqual(await inspect(page), [])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await page.locator(value).focus()
    await page.keyboard.press('Enter')
    await choose(page, 'Nhóm theo source.ip (thống kê)')
    await page.waitForURL(/stat=source\.ip/)
    await press(page, 'Tab', '.stats-table .value')
    await page.keyboard.press('Enter')
    await choose(page, 'Bỏ giá trị này')
    await page.waitForURL(/not=source\.ip/)

    await page.goBack()
    await page.locator('.stats-table .value').first().focus()
    await page.keyboard.press('Enter')
    await choose(page, 'Mở trang của đối tượng này')
    await page.waitForURL(/\/addresses\/10\.20\.0\.5$/)
    await page.context().close()
  })

  test('a file: how many rows and what is left out is said first; the link asks for what is shown', async () => {
    const page = await open('/search?query=a&column=user.name')
    await page.locator('.export-open').focus()
    await page.keyboard.press('Enter')
    await page.getByText('2.120.000 dòng cũ hơn bị để lại').waitFor()
    await press(page, 'Tab', 'input[type=radio]')
    await page.keyboard.press('ArrowDown')
    const link = new URL((await page.locator('.export-actions a').getAttribute('href')) ?? '', double.url)
    assert.equal(link.pathname, '/api/exports/events')
    assert.equal(link.searchParams.get('format'), 'csv')
    assert.deepEqual(link.searchParams.getAll('column'), ['@timestamp', 'user.name'])
    assert.equal(link.searchParams.get('query'), 'a')
    await press(page, 'Tab', '.export-actions a')
    await page.context().close()
  })

  test('a saved search is a link with everything in it', async () => {
    const page = await open('/search')
    await page.locator('.query-bar .chooser summary').first().focus()
    await page.keyboard.press('Enter')
    await press(page, 'Tab', '.saved-view a')
    await page.keyboard.press('Enter')
    await page.waitForURL(/range=7d&column=source\.ip/)
    const heads = page.getByRole('columnheader')
    await heads.filter({ hasText: 'Nội dung' }).waitFor({ state: 'detached' })
    await heads.filter({ hasText: 'Địa chỉ nguồn' }).waitFor()
    await page.context().close()
  })
})
