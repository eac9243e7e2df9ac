import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type ApiDouble, startApiDouble } from '../support/api-double.ts'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { inspect, signIn, views } from './views.ts'

const looked = [
  'sign-in',
  'home',
  'alerts',
  'alert',
  'alert-judge',
  'search',
  'search-statistics',
  'search-menu',
  'search-saved',
  'search-export',
  'search-terms',
  'search-query',
  'search-fault',
  'search-suggestions',
  'sources',
  'rules',
  'rule-exception',
  'rule-new',
  'coverage',
  'forbidden',
]

/** What the search bar offers; other lists of the page are not meant. */
const suggestions = (page: Page) => page.locator('.suggestions [role=option]')

/** Waits for an expression to hold. Asked from outside: the page's own policy forbids evaluating text within it. */
async function until(page: Page, expression: string): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await page.evaluate(expression))) {
    if (Date.now() > end) throw new Error(`never came true: ${expression}`)
    await page.waitForTimeout(30)
  }
}

describe('the console in a browser', { skip, timeout: 600_000 }, () => {
  let browser: Browser
  let full: ApiDouble
  let empty: ApiDouble

  before(async () => {
    assert.equal(missing, undefined)
    ;[browser, full, empty] = await Promise.all([openBrowser(), startApiDouble('full'), startApiDouble('empty')])
  })
  after(async () => {
    await browser?.close()
    await full?.close()
    await empty?.close()
  })

  async function open(
    url: string,
    name: string | null,
    options: { size?: { width: number; height: number }; language?: string; theme?: string } = {},
  ): Promise<{ page: Page; context: BrowserContext }> {
    const { size = { width: 1440, height: 900 }, language = 'vi', theme = 'light' } = options
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' })
    await context.addInitScript(
      `localStorage.setItem('vonggac.language', '${language}'); localStorage.setItem('vonggac.theme', '${theme}')`,
    )
    const page = await context.newPage()
    await page.goto(url)
    await page.locator('form').waitFor()
    if (name !== null) await signIn(page, name, 'x')
    return { page, context }
  }

  for (const [size, width] of [
    ['wide', 1440],
    ['phone-sized', 390],
  ] as const) {
    test(`every main page passes axe and does not overflow, ${size}`, async () => {
      const faults: string[] = []
      for (const view of views.filter(({ name }) => looked.includes(name))) {
        // Light and Vietnamese wide, dark and English narrow: each page meets both themes and both languages.
        const look = width === 1440 ? { language: 'vi', theme: 'light' } : { language: 'en', theme: 'dark' }
        const { page, context } = await open(full.url + view.path, view.as, { size: { width, height: 844 }, ...look })
        await page.locator(view.ready).first().waitFor()
        await view.act?.(page)
        for (const fault of await inspect(page)) faults.push(`${view.name}: ${fault}`)
        await context.close()
      }
      assert.deepEqual(faults, [])
    })
  }

  test('the first alert comes to the screen by itself, and its count rises in place', async (t) => {
    const { page, context } = await open(`${empty.url}/alerts`, 'truc')
    await page.locator('.state').waitFor()
    await page.waitForTimeout(300)
    const raised = Date.now()
    const id = empty.raise('high')
    const row = page.locator(`tr[data-row="${id}"]`)
    await row.waitFor()
    t.diagnostic(`it took ${Date.now() - raised} ms`)
    const count = async () => (await row.locator('td').nth(7).textContent()) ?? ''
    const before = Number((await count()).replaceAll('.', ''))
    for (let at = 0; at < 5; at += 1) empty.count(id)
    await until(
      page,
      `Number(document.querySelector('tr[data-row="${id}"] td:nth-child(8)').textContent.replaceAll('.', '')) === ${before + 5}`,
    )
    await context.close()
  })

  test('while somebody works in the list, new alerts wait behind a pill', async () => {
    const { page, context } = await open(`${full.url}/alerts`, 'truc')
    const rows = page.locator('tr[data-row]')
    await rows.first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await until(page, 'document.activeElement?.className === "row-open"')
    const first = await rows.first().getAttribute('data-row')
    const id = full.raise('critical')
    const pill = page.locator('.pill')
    await pill.waitFor()
    assert.match((await pill.textContent()) ?? '', /1 cảnh báo mới/)
    assert.equal(await rows.first().getAttribute('data-row'), first)
    await pill.click()
    await page.locator(`tr[data-row="${id}"]`).waitFor()
    await context.close()
  })

  test('an alert is opened, judged and left by keyboard alone, and the focus comes back', async () => {
    const { page, context } = await open(`${full.url}/alerts?status=new`, 'truc')
    await page.locator('tr[data-row]').first().waitFor()
    await page.keyboard.press('j')
    await until(page, 'document.activeElement?.className === "row-open"')
    await page.keyboard.press('Enter')
    await page.locator('.why').waitFor()
    assert.match(page.url(), /alert=/)
    await page.keyboard.press('a')
    await page.locator('.flyout .status-acknowledged').waitFor()
    await page.keyboard.press('c')
    await page.locator('.judge').waitFor()
    await page.keyboard.press('4')
    await page.keyboard.press('Tab')
    await page.keyboard.type('máy quét của đơn vị, a j k')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.flyout .status-closed').waitFor()
    assert.match((await page.locator('.why').textContent()) ?? '', /Cảnh báo sai/)
    await page.keyboard.press('Escape')
    await page.locator('.flyout').waitFor({ state: 'detached' })
    await until(page, 'document.activeElement?.closest("tr, section") !== null')
    await context.close()
  })

  test('a conflict keeps what was typed', async () => {
    const { page, context } = await open(`${full.url}/alerts?status=new`, 'truc')
    await page.locator('tr[data-row]').nth(2).locator('.row-open').click()
    await page.locator('.why').waitFor()
    await page.keyboard.press('c')
    await page.locator('.judge input').nth(1).check()
    await page.locator('.judge textarea').fill('đã gọi đầu mối')
    await page.route('**/api/alerts/*/close', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: '', title: '', status: 409, code: 'conflict', detail: 'moved' }),
      }),
    )
    await page.locator('.judge button[type=submit]').click()
    await page.locator('.flyout [role=alert]').waitFor()
    assert.equal(await page.locator('.judge textarea').inputValue(), 'đã gọi đầu mối')
    await context.close()
  })

  test('filters, sort and flyout stand in the address, and Back undoes them', async () => {
    const { page, context } = await open(`${full.url}/alerts`, 'truc')
    await page.locator('tr[data-row]').first().waitFor()
    await page.locator('.facets .facet', { hasText: 'Rất cao' }).click()
    await page.waitForURL(/severity=critical/)
    await page.locator('th .sort', { hasText: 'Số lần' }).click()
    await page.waitForURL(/sort=count/)
    await page.goBack()
    assert.doesNotMatch(page.url(), /sort=count/)
    await page.goBack()
    assert.doesNotMatch(page.url(), /severity/)
    await page.reload()
    await page.locator('tr[data-row]').first().waitFor()
    await context.close()
  })

  test('hostile text is inert', async () => {
    const { page, context } = await open(`${full.url}/search?event=e23`, 'truc')
    await page.locator('.flyout .raw').waitFor()
    assert.match((await page.locator('.flyout .raw').textContent()) ?? '', /␛\[31mALERT/)
    assert.doesNotMatch((await page.locator('.flyout .raw').textContent()) ?? '', /[\u001b\u202e]/)
    await page.keyboard.press('Escape')
    await page.locator('.flyout').waitFor({ state: 'detached' })
    await context.close()
  })

  test('the search bar completes fields and values by keyboard and asks', async () => {
    const { page, context } = await open(`${full.url}/search`, 'truc')
    const box = page.getByRole('combobox')
    await box.pressSequentially('event.outc')
    await page.getByRole('option', { name: 'event.outcome' }).waitFor()
    await box.press('ArrowDown')
    await box.press('Enter')
    assert.equal(await box.inputValue(), 'event.outcome: ')
    await box.pressSequentially('fail')
    await page.getByRole('option', { name: 'failure' }).waitFor()
    assert.deepEqual(await inspect(page), [])
    await box.press('ArrowDown')
    await box.press('Tab')
    assert.equal(await box.inputValue(), 'event.outcome: failure')
    await box.press('Enter')
    await page.waitForURL(/query=event\.outcome/)
    await box.pressSequentially(' and hos')
    await suggestions(page).first().waitFor()
    await box.press('Escape')
    assert.equal(await suggestions(page).count(), 0)
    await context.close()
  })

  test('a fault of the query stands under its characters, and is not asked', async () => {
    const { page, context } = await open(`${full.url}/search`, 'truc')
    const box = page.getByRole('combobox')
    await box.fill('user.name: (root or admin')
    await page.waitForTimeout(900)
    assert.equal(await page.locator('.query-problems p').count(), 0, 'who is still typing is not interrupted')
    await box.press('Enter')
    await page.locator('.query-problems .error').waitFor()
    assert.match((await page.locator('.query-problems').textContent()) ?? '', /chưa có dấu \) đóng lại/)
    assert.equal(await box.getAttribute('aria-invalid'), 'true')
    const chosen = '(({ selectionStart, selectionEnd }) => [selectionStart, selectionEnd])(document.activeElement)'
    await until(page, `(${chosen}).join() === '11,12'`)
    assert.doesNotMatch(page.url(), /query=/)
    const mark = await page.locator('.query-mark').boundingBox()
    const input = await box.boundingBox()
    // What the input's own layout says: how far it scrolls when it is as narrow as can be.
    const before = (await page.evaluate(`(() => {
      const box = document.activeElement.cloneNode()
      box.value = 'user.name: '
      box.style.cssText = 'position: absolute; width: 0; min-width: 0; flex: none'
      document.activeElement.parentElement.append(box)
      const width = box.scrollWidth
      box.remove()
      return width
    })()`)) as number
    assert.ok(before > 50)
    assert.ok(mark && input && Math.abs(mark.x - input.x - before) < 1.5)
    assert.deepEqual(await inspect(page), [])
    await box.fill('user.nmae: root')
    await box.press('Enter')
    await page.getByRole('button', { name: 'Thay bằng user.name' }).click()
    assert.equal(await box.inputValue(), 'user.name: root')
    await context.close()
  })

  test('while an input method composes, the search bar leaves its keys alone', async () => {
    const { page, context } = await open(`${full.url}/search`, 'truc')
    const box = page.getByRole('combobox')
    await box.focus()
    const session = await context.newCDPSession(page)
    await session.send('Input.imeSetComposition', { text: 'đăng', selectionStart: 4, selectionEnd: 4 })
    await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', windowsVirtualKeyCode: 229 })
    assert.equal(await suggestions(page).count(), 0)
    assert.doesNotMatch(page.url(), /query=/)
    await session.send('Input.insertText', { text: 'đăng' })
    assert.equal(await box.inputValue(), 'đăng')
    await box.press('Enter')
    await page.waitForURL(/query=/)
    await context.close()
  })

  test('a page that the account may not see is not in the rail, and says who can grant it', async () => {
    const { page, context } = await open(`${full.url}/alerts`, 'admin')
    await page.locator('.state').waitFor()
    assert.equal(await page.locator('.rail a[href="/alerts"]').count(), 0)
    assert.match((await page.locator('.state').textContent()) ?? '', /truc/)
    await context.close()
  })

  test('when the server is gone the page says since when it may be stale', async () => {
    const gone = await startApiDouble('full')
    const { page, context } = await open(`${gone.url}/alerts`, 'truc')
    await page.locator('tr[data-row]').first().waitFor()
    await gone.close()
    await page.locator('.notice', { hasText: 'Mất kết nối' }).waitFor({ timeout: 60_000 })
    assert.ok((await page.locator('tr[data-row]').count()) > 5)
    await context.close()
  })
})
