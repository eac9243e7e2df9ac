import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, skip } from '../support/browser.ts'
import { sitDown, ways } from '../support/scenario.ts'
import { openScenarioWorld, type Person, type ScenarioWorld } from '../support/scenario-world.ts'

describe('whom an agency calls', { skip, timeout: 580_000 }, () => {
  let browser: Browser
  let world: ScenarioWorld
  const people: Person[] = []
  before(async () => {
    world = await openScenarioWorld()
    for (const role of ['agency-reporter', 'agency-contact', 'partner-cert'] as const)
      people.push(await world.hire(role, 'Lò Thị Bảy', [{ role, unit: 'so-tc' }]))
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await world?.close()
  })

  for (const way of ways)
    test(`the number of the response team, one tap away: ${way.name}`, async () => {
      for (const person of people) {
        const desk = await sitDown(browser, way, world.url, person)
        const link = desk.page.locator('main a[href^="tel:"]').first()
        await link.waitFor()
        assert.equal(await link.getAttribute('href'), 'tel:02033835000', person.name)
        assert.equal((await link.innerText()).trim(), `☎ ${desk.t('home.call', { phone: '0203 3835 000' })}`)
        if (way.hands === 'touch') assert.ok(((await link.boundingBox())?.height ?? 0) >= 44, person.name)
        await desk.look(`whom ${person.name} calls`)
        await desk.page.context().close()
      }
    })
})
