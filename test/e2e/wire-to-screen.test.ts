import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { omelasticsearchMissing, rsyslogMissing, startRsyslog } from '../support/rsyslog.ts'
import { slowness } from '../support/slowness.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'

const total = 10_000
const identical = 3000
const browserMissing = hasBrowser() || process.env.CI ? false : 'Chromium is not installed'

test('10,000 lines by real rsyslog, TCP and omelasticsearch: all events, their matches, and the alert on the screen', {
  skip: rsyslogMissing || omelasticsearchMissing || browserMissing,
}, async (t) => {
  const { start, run } = installation(t)
  const platform = await start()
  const password = firstPasswords(platform).truc
  const api = await apiOf(platform, 'truc', password)
  const key = JSON.parse(run('enroll', 'rsyslog').stdout) as { id: string; secret: string }

  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(platform.url)
  await page.locator('input[type=password]').waitFor()
  await page.locator('input').first().fill('truc')
  await page.locator('input[type=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.locator('input[type=password]').waitFor({ state: 'detached' })
  await page.goto(`${platform.url}/alerts`)
  await page.getByRole('heading', { name: 'Cảnh báo' }).first().waitFor()

  const overTcp = await startRsyslog(
    t,
    `action(type="omfwd" target="127.0.0.1" port="${platform.syslogPort}" protocol="tcp")`,
  )
  const overHttp = await startRsyslog(
    t,
    `action(type="omelasticsearch" server="127.0.0.1" serverport="${platform.bulkPort}" bulkmode="on" uid="${key.id}" pwd="${key.secret}" searchIndex="syslog")`,
    'module(load="omelasticsearch")',
  )

  const row = (address: string) => page.getByRole('row').filter({ hasText: address })
  const shownCount = async (address: string) => {
    const text = await row(address).first().innerText()
    return Math.max(
      ...(text.match(/(?<![\d.:])\d{1,3}(?:\.\d{3})*(?![\d.:])/g) ?? []).map((n) => Number(n.replaceAll('.', ''))),
    )
  }
  const sent = Date.now()
  const lines = sshdLines(total, identical, new Date(), '203.0.113.7')
  const sending = sendTcp(overTcp, lines)
  await row('203.0.113.7').first().waitFor({ timeout: 60_000 })
  const seen = Date.now() - sent
  t.diagnostic(`the alert stood on the screen ${seen} ms after the first line was sent`)
  assert.match(await row('203.0.113.7').first().innerText(), /Đăng nhập SSH thất bại/)
  await sending
  await eventually(
    'the count on the screen rises to all lines',
    async () => (await shownCount('203.0.113.7')) === total,
  )
  // A busy machine may be slow for a while: the quickest of five alerts counts.
  let quickest = seen
  for (let other = 31; quickest >= 2000 * (await slowness()) && other < 35; other++) {
    const began = Date.now()
    await sendTcp(overTcp, sshdLines(1, 1, new Date(), `203.0.113.${other}`))
    await row(`203.0.113.${other}`).first().waitFor({ timeout: 60_000 })
    quickest = Math.min(quickest, Date.now() - began)
  }
  assert.ok(quickest < 2000 * (await slowness()), `${quickest} ms`)

  await sendTcp(overHttp, sshdLines(total, identical, new Date(), '203.0.113.8'))
  await row('203.0.113.8').first().waitFor({ timeout: 60_000 })
  await eventually('the count of the other alert', async () => (await shownCount('203.0.113.8')) === total, 60_000)

  const range = `from=0&to=${Date.now() + 86_400_000}`
  for (const address of ['203.0.113.7', '203.0.113.8']) {
    const found = await api.get(`/api/events/histogram?${range}&only=source.ip%3D${address}`)
    assert.deepEqual(found.total, { value: total, relation: 'eq' }, address)
    const same = await api.get(`/api/events/histogram?${range}&only=source.ip%3D${address}&only=user.name%3Droot`)
    assert.equal(same.total.value, identical, address)
  }
  const { rows } = await api.get(`/api/alerts?${range}`)
  const counts = rows.map(({ source, count }: { source: string; count: number }) => [source, count] as const)
  assert.deepEqual(counts.filter(([source]: readonly [string]) => /\.[78]$/.test(source)).sort(), [
    ['203.0.113.7', total],
    ['203.0.113.8', total],
  ])
})
