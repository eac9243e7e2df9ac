import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Language, TextKey } from '../../core/i18n/translate.ts'
import { translator } from '../../core/i18n/translator.ts'
import { inspect, signIn } from '../e2e/views.ts'
import { openBrowser, skip } from './browser.ts'
import { type HandKind, type Hands, handsOf } from './hands.ts'
import type { Person, ScenarioWorld } from './scenario-world.ts'

/** A way in which every scenario is played: hands, language, and the size of the screen. */
interface Way {
  readonly name: string
  readonly hands: HandKind
  readonly language: Language
  readonly viewport: { readonly width: number; readonly height: number }
}

const desk = { width: 1440, height: 900 }
export const ways: readonly Way[] = [
  { name: 'mouse-vi-1440', hands: 'mouse', language: 'vi', viewport: desk },
  { name: 'keyboard-en-1440', hands: 'keyboard', language: 'en', viewport: desk },
  { name: 'phone-vi-390', hands: 'touch', language: 'vi', viewport: { width: 390, height: 844 } },
]

/** Somebody at work: signed in, with a page of their own. */
export interface Desk extends Hands {
  readonly page: Page
  readonly way: Way
  /** A text of the screens in this one's language. */
  t(key: TextKey, params?: Readonly<Record<string, string | number>>): string
  button(key: TextKey, params?: Readonly<Record<string, string | number>>): Locator
  link(key: TextKey, params?: Readonly<Record<string, string | number>>): Locator
  /** The field with that label. */
  field(key: TextKey): Locator
  /** Waits until words stand somewhere on the page. */
  reads(words: string | RegExp): Promise<void>
  /** Goes to a page by the rail: on a phone perhaps behind its last button. */
  go(label: TextKey, path: string): Promise<void>
  /** Looks at the page as it stands: no finding of axe, nothing wider than the screen. */
  look(what: string): Promise<void>
}

/** What a scenario is played with. */
export interface Stage {
  readonly world: ScenarioWorld
  /** Which of the ways this is, from 0: each has data of its own. */
  readonly at: number
  /** Somebody signs in and stands on that page. */
  sit(person: Person, path?: string): Promise<Desk>
}

/** Plays a scenario on a platform of its own in every way, one after the other. Where it fails, a picture of each page is left. */
export function scenario(
  title: string,
  prepare: () => Promise<ScenarioWorld>,
  play: (stage: Stage) => Promise<void>,
): void {
  describe(title, { skip, timeout: 580_000 }, () => {
    let browser: Browser
    let world: ScenarioWorld
    before(async () => {
      world = await prepare()
      browser = await openBrowser()
    })
    after(async () => {
      await browser?.close()
      await world?.close()
    })
    for (const [at, way] of ways.entries()) {
      test(way.name, async (t) => {
        const desks: Desk[] = []
        const sit: Stage['sit'] = async (person, path) => {
          const desk = await sitDown(browser, way, world.url, person, path)
          desks.push(desk)
          return desk
        }
        try {
          await play({ world, at, sit })
        } catch (error) {
          for (const [nth, { page }] of desks.entries()) {
            const path = join(tmpdir(), `vonggac-${title.replaceAll(/\W+/g, '-')}-${way.name}-${nth}.png`)
            await page.screenshot({ path })
            t.diagnostic(`${page.url()} stands in ${path}`)
          }
          throw error
        } finally {
          for (const desk of desks) await desk.page.context().close()
        }
      })
    }
  })
}

/** Signs somebody in, on a screen of that way; `path` is where they begin. */
export async function sitDown(browser: Browser, way: Way, url: string, person: Person, path = '/'): Promise<Desk> {
  const context = await browser.newContext({
    viewport: way.viewport,
    hasTouch: way.hands === 'touch',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  await context.addInitScript(`localStorage.setItem('vonggac.language', '${way.language}')`)
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const broken: string[] = []
  page.on('pageerror', (error) => broken.push(error.message))
  await page.goto(url + path)
  await page.locator('form').waitFor()
  await signIn(page, person.name, person.password)
  const { t } = translator(way.language, 'Asia/Ho_Chi_Minh')
  const hands = handsOf(way.hands, page)
  return {
    ...hands,
    page,
    way,
    t,
    button: (key, params) => page.getByRole('button', { name: t(key, params), exact: true }),
    link: (key, params) => page.getByRole('link', { name: t(key, params), exact: true }),
    field: (key) => page.getByLabel(t(key), { exact: true }),
    reads: (words) => page.getByText(words).first().waitFor(),
    async go(label, path) {
      const inRail = page.locator(`.rail a[href="${path}"]:not(.brand)`)
      if (await inRail.isVisible()) await hands.press(inRail)
      else {
        await hands.press(page.locator('.rail-more button'))
        await hands.press(page.getByRole('menuitem', { name: t(label), exact: true }))
      }
      await page.waitForURL(`${url}${path}*`)
    },
    async look(what) {
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      assert.deepEqual(await inspect(page), [], `${way.name}: ${what}`)
      assert.deepEqual(broken, [], `${way.name}: ${what}`)
    },
  }
}
