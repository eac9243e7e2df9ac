import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CDPSession, Page } from 'playwright-core'
import { missing, openBrowser, skip } from '../support/browser.ts'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'

/** An authenticator inside the browser; `verifies` is whether it can tell who holds it. */
async function authenticator(cdp: CDPSession, verifies: boolean): Promise<string> {
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  })
  return authenticatorId
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.locator('input[name=username]').fill('truc')
  await page.locator('input[name=password]').fill(password)
  await page.locator('form button[type=submit]').click()
}
const inside = (page: Page) => page.locator('.top-bar').waitFor()
const leave = async (page: Page) => {
  await page.context().clearCookies()
  await page.goto(page.url())
  await page.locator('input[name=username]').waitFor()
}

test('a passkey in a real browser: made, shown alone and as second factor, renamed, counted, taken off', {
  skip,
  timeout: 480_000,
}, async (t) => {
  assert.equal(missing, undefined)
  const platform = await installation(t).start()
  const { truc } = firstPasswords(platform)
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext()).newPage()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const device = await authenticator(cdp, true)
  await page.goto(`${platform.url}/me`)
  await signIn(page, truc)
  await inside(page)

  const section = page.locator('section[aria-labelledby=me-passkeys]')
  await section.locator('input').first().fill('Máy của trực')
  await section.locator('form button[type=submit]').click()
  await section.locator('li', { hasText: 'Máy của trực' }).waitFor()
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: device })
  assert.equal(credentials.length, 1)
  assert.ok(credentials[0]?.isResidentCredential)
  assert.equal(credentials[0]?.rpId, 'localhost')
  await section.getByRole('button', { name: /Đổi tên|Rename/ }).click()
  await section.locator('form input').first().fill('Máy phòng trực')
  await section.locator('form button[type=submit]').first().click()
  await section.locator('li', { hasText: 'Máy phòng trực' }).waitFor()

  // Alone: the device has verified the person.
  await leave(page)
  const answers: object[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/api/log-in/passkey')) answers.push(request.postDataJSON() as object)
  })
  await page.getByRole('button', { name: /passkey/ }).click()
  await inside(page)
  assert.equal(answers.length, 1)

  // The same answer again: its challenge is over.
  const again = await page.evaluate(
    `fetch('/api/log-in/passkey', { method: 'POST', headers: { 'x-vonggac': '1', 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(answers[0]))} }).then((reply) => reply.status)`,
  )
  assert.ok([401, 403].includes(Number(again)), `an answer is good once: ${again}`)

  // A password alone is not enough any more; the passkey makes up for it.
  await leave(page)
  await signIn(page, truc)
  await page.getByRole('button', { name: /Dùng passkey|Use a passkey/ }).click()
  await inside(page)

  // A device that does not know who holds it is a second factor, and nothing alone.
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: false })
  await leave(page)
  await page.getByRole('button', { name: /passkey/ }).click()
  await page.locator('[role=alert]').waitFor()
  assert.equal(await page.locator('.top-bar').count(), 0)

  // A copy of the key counts from behind: it is refused.
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: true })
  const held = (await cdp.send('WebAuthn.getCredentials', { authenticatorId: device })).credentials[0]
  assert.ok(held !== undefined && held.signCount > 1)
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: device })
  const copy = await authenticator(cdp, true)
  await cdp.send('WebAuthn.addCredential', { authenticatorId: copy, credential: { ...held, signCount: 0 } })
  await leave(page)
  await page.getByRole('button', { name: /passkey/ }).click()
  await page.locator('[role=alert]').waitFor()
  assert.equal(await page.locator('.top-bar').count(), 0)
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: copy })
  const back = await authenticator(cdp, true)
  await cdp.send('WebAuthn.addCredential', {
    authenticatorId: back,
    credential: { ...held, signCount: held.signCount + 20 },
  })

  await leave(page)
  await page.getByRole('button', { name: /passkey/ }).click()
  await inside(page)
  await page.goto(`${platform.url}/me`)
  await section.getByRole('button', { name: /Gỡ passkey|Remove passkey/ }).click()
  await eventually('the passkey is gone', async () => (await section.locator('li').count()) === 0)
  // By password alone again.
  await apiOf(platform, 'truc', truc)
})
