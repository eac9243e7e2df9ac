import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, skip } from '../support/browser.ts'
import { apiOf, firstPasswords } from '../support/platform.ts'
import { sitDown, ways } from '../support/scenario.ts'
import { openScenarioWorld, type Person, type ScenarioWorld } from '../support/scenario-world.ts'

describe('one person who works on cases and runs the platform', { skip, timeout: 580_000 }, () => {
  let browser: Browser
  let world: ScenarioWorld
  let hai: Person
  before(async () => {
    world = await openScenarioWorld()
    hai = await world.hire('hai', 'Nguyễn Thị Hai', [{ role: 'analyst', unit: 'tinh' }])
    const admin = await apiOf(world.platform, 'admin', firstPasswords(world.platform).admin)
    const { version } = await admin.get('/api/people/hai')
    await admin.post('/api/people/hai/grants', { version, role: 'platform-admin', unit: 'tinh' })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await world?.close()
  })

  for (const way of ways)
    test(`sees one at a time and switches openly: ${way.name}`, async () => {
      const desk = await sitDown(browser, way, world.url, hai)
      const { page, t } = desk
      const account = (hat: 'content' | 'system') =>
        page.getByRole('button', { name: `${t('frame.account.of', { name: hai.displayName })} ${t(`hat.${hat}`)}` })
      const inRail = async (path: string) => (await page.locator(`.rail a[href="${path}"]`).count()) > 0
      const answers = (path: string) => page.evaluate(`fetch('${path}').then(({ status }) => status)`)
      const range = 'from=0&to=4102444800000'

      await account('content').waitFor()
      assert.ok(await inRail('/alerts'))
      assert.deepEqual(await Promise.all([answers(`/api/alerts?${range}`), answers('/api/system')]), [200, 403])
      await desk.press(account('content'))
      const content = page.getByRole('menuitemradio', { name: t('hat.content') })
      await content.waitFor()
      assert.equal(await content.getAttribute('aria-checked'), 'true')
      await desk.look('the menu with both hats')
      await desk.press(page.getByRole('menuitemradio', { name: t('hat.system') }))

      await account('system').waitFor()
      await page.locator('.rail a[href="/alerts"]').waitFor({ state: 'detached' })
      assert.deepEqual(await Promise.all([answers(`/api/alerts?${range}`), answers('/api/system')]), [403, 200])
      await desk.go('nav.system', '/system')
      await page.locator('.disk-meter').waitFor()
      await desk.look('the system')
      await page.goto(`${world.url}/alerts`)
      await page.locator('.state').waitFor()
      assert.equal(await page.locator('.row-open, .card').count(), 0, 'no case content under this hat')
      await page.reload()
      await account('system').waitFor()

      await desk.press(account('system'))
      await desk.press(page.getByRole('menuitemradio', { name: t('hat.content') }))
      await account('content').waitFor()
      assert.equal(await answers(`/api/alerts?${range}`), 200)
      await page.context().close()
      const { rows } = await world.lead.get(`/api/audit?${range}&action=session.hat&limit=2`)
      assert.deepEqual(
        rows.map(({ actor, details }: { actor: string; details: { hat: string } }) => [actor, details.hat]),
        [
          ['hai', 'content'],
          ['hai', 'system'],
        ],
      )
    })
})
