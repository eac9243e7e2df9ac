import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startApiDouble } from '../support/api-double.ts'
import { openBrowser } from '../support/browser.ts'
import { inspect, signIn, views } from './views.ts'

/**
 * Takes a picture of every page, wide and phone-sized, light and dark, in both languages, full and empty, and checks each
 * with axe: `node test/e2e/screens.ts FOLDER [--vary all|some] [NAME…]`. Names choose pages; `some` (the default) leaves
 * out English-dark and the like. The pictures are for looking at.
 */
const [folder, ...rest] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node test/e2e/screens.ts FOLDER [all] [NAME…]')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })
const all = rest[0] === 'all'
const wanted = all ? rest.slice(1) : rest

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const
const looks = [
  { language: 'vi', theme: 'light' },
  { language: 'en', theme: 'dark' },
  ...(all
    ? [
        { language: 'vi', theme: 'dark' },
        { language: 'en', theme: 'light' },
      ]
    : []),
]

const browser = await openBrowser()
let pictures = 0
let faults = 0
for (const kind of ['full', 'empty'] as const) {
  const double = await startApiDouble(kind)
  for (const { language, theme } of looks) {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const view of views) {
        if (wanted.length > 0 && !wanted.includes(view.name)) continue
        if (kind === 'empty' && view.fullOnly === true) continue
        const name = [view.name, kind, size, language, theme].join('-')
        const context = await browser.newContext({ viewport })
        await context.addInitScript(
          `localStorage.setItem('vonggac.language', '${language}'); localStorage.setItem('vonggac.theme', '${theme}')`,
        )
        const page = await context.newPage()
        page.on('pageerror', (error) => console.log(`${name}: ${error.message}`))
        try {
          await page.goto(double.url + view.path)
          await page.locator('form').waitFor()
          if (view.as !== null) await signIn(page, view.as, 'x')
          await page.locator(view.ready).first().waitFor({ timeout: 8000 })
          await view.act?.(page)
          await page.waitForTimeout(250)
          await page.screenshot({ path: join(folder, `${name}.png`) })
          pictures += 1
          for (const fault of await inspect(page)) {
            faults += 1
            console.log(`${name}: ${fault}`)
          }
        } catch (error) {
          faults += 1
          console.log(`${name}: ${(error as Error).message.split('\n')[0]}`)
          await page.screenshot({ path: join(folder, `${name}-failed.png`) })
        }
        await context.close()
      }
    }
  }
  await double.close()
}
await browser.close()
console.log(`${pictures} pictures, ${faults} faults`)
process.exit(faults > 0 ? 1 : 0)
