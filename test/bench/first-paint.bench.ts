import { cpus, loadavg } from 'node:os'
import type { Browser } from 'playwright-core'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import type { Platform } from '../support/platform.ts'
import { asker, provinceStores, shareOf, withProvince } from './province-platform.ts'
import { askers } from './province-world.ts'

/**
 * How soon the queue shows its first rows in a real browser that has nothing in its cache, with a province in the store, and what
 * each page loads then: kB over the wire of scripts, styles and the page itself, of fonts, and of the API.
 * `first-paint.bench.ts [alerts] [rounds] [sqlite|elasticsearch]`
 */
const [alerts = 100_000, rounds = 5] = process.argv.slice(2, 4).map(Number)
const stores = process.argv[4] === undefined ? provinceStores : [process.argv[4]]
const paths = '/ /alerts /incidents /search /search/indicators /sources /rules /rules/new /units /systems /people'
const pages = `${paths} /audit /statistics /shifts /system /me`.split(' ')

/** Notes when the first row of the queue has been painted: the frame in which it was put in is over. */
const notePainted = `new MutationObserver((_, watch) => {
  if (document.querySelector('tr[data-row]') === null) return
  watch.disconnect()
  requestAnimationFrame(() => setTimeout(() => { window.firstRow = performance.now() }, 0))
}).observe(document, { childList: true, subtree: true })`

if (!hasBrowser()) {
  console.log('Chromium is not installed: nothing measured')
  process.exit(0)
}
for (const store of stores) {
  await withProvince(store, { alerts, events: 70_000, auditRows: 20_000 }, async (platform) => {
    const { cookie } = await asker(platform, askers[0])
    const browser = await openBrowser()
    try {
      const firsts: { drawn: number; rows: number }[] = []
      for (let round = 0; round <= rounds; round++) firsts.push(await firstRows(browser, platform, cookie))
      const [cold, ...warm] = firsts
      const p = (share: number, of: 'drawn' | 'rows') =>
        Math.round(
          shareOf(
            warm.map((one) => one[of]),
            share,
          ),
        )
      console.log(`${store}, load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`)
      console.log(`  first drawn: p50 ${p(0.5, 'drawn')} ms, longest ${p(1, 'drawn')} ms`)
      console.log(
        `  first row: p50 ${p(0.5, 'rows')} ms, longest ${p(1, 'rows')} ms, the very first ${Math.round(cold?.rows ?? 0)} ms`,
      )
      if (store === stores[0]) for (const path of pages) console.log(await loaded(browser, platform, cookie, path))
    } finally {
      await browser.close()
    }
  })
}

/** A context of its own has a cache of its own. */
async function fresh(browser: Browser, { url }: Platform, cookie: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url }])
  return context
}

/** Both in ms since the browser began to navigate. A driver that asks again and again from outside would be told up to half a second late. */
async function firstRows(browser: Browser, platform: Platform, cookie: string) {
  const context = await fresh(browser, platform, cookie)
  const page = await context.newPage()
  await page.addInitScript(notePainted)
  await page.goto(`${platform.url}/alerts`, { waitUntil: 'commit' })
  await page.locator('tr[data-row]').first().waitFor()
  // Past the frame of that row for certain.
  await page.waitForTimeout(500)
  const seen = await page.evaluate<{ drawn: number; rows: number }>(
    `({ drawn: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN, rows: window.firstRow })`,
  )
  await context.close()
  return seen
}

async function loaded(browser: Browser, platform: Platform, cookie: string, path: string): Promise<string> {
  const context = await fresh(browser, platform, cookie)
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  const bytes = { code: 0, fonts: 0, api: 0 }
  const kinds = new Map<string, keyof typeof bytes>()
  devtools.on('Network.responseReceived', ({ requestId, response: { url } }) => {
    kinds.set(requestId, url.includes('/api/') ? 'api' : /\.woff2?$/.test(url) ? 'fonts' : 'code')
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes[kinds.get(requestId) ?? 'code'] += encodedDataLength
  })
  await page.goto(`${platform.url}${path}`)
  await page.waitForLoadState('networkidle')
  await context.close()
  const kB = (value: number) => `${(value / 1_000).toFixed(0)} kB`
  return `  ${path.padEnd(20)} code ${kB(bytes.code)}, fonts ${kB(bytes.fonts)}, API ${kB(bytes.api)}`
}
