import type { Locator } from 'playwright-core'
import { eventually } from './platform.ts'
import type { Desk } from './scenario.ts'

/** What is done again and again in the alert queue, by any hands. */

/** Presses a row once its list has stopped moving: it may still be narrowed, and a row that moves away is not pressed. */
export async function openStill(desk: Desk, row: Locator): Promise<void> {
  await row.waitFor()
  let was = ''
  await eventually('the list stands still', async () => {
    await desk.page.waitForTimeout(300)
    const is = JSON.stringify(await row.boundingBox())
    const still = is === was
    was = is
    return still
  })
  await desk.press(row)
}

/** Waits until the queue says that it holds so many alerts. */
export const queueHolds = (desk: Desk, n: number): Promise<void> =>
  desk.page.locator('.page-head').getByText(desk.t('alerts.count', { n }), { exact: true }).waitFor()

/** Narrows the queue by text, to so many alerts. */
export async function narrowQueue(desk: Desk, text: string, n: number): Promise<void> {
  await desk.write(desk.page.getByRole('searchbox', { name: desk.t('alerts.text') }), text)
  await desk.page.waitForURL(({ searchParams }) => (searchParams.get('text') ?? '') === text)
  await queueHolds(desk, n)
  // Out of the field, where letters are letters.
  if (desk.way.hands === 'keyboard') await desk.page.keyboard.press('Tab')
}

/** Goes to the first row: with the keys of the queue. */
async function goToFirst(desk: Desk): Promise<void> {
  // Where there are no rows yet, a key goes nowhere.
  await desk.page.locator('tr[data-row] .row-open').first().waitFor()
  await desk.page.keyboard.press('j')
  await desk.page.locator('.row-open:focus').waitFor()
}

/** Opens the first alert of the list beside it. */
export async function openFirstAlert(desk: Desk): Promise<void> {
  const first = desk.page.locator('tr[data-row] .row-open, .card').first()
  await first.waitFor()
  if (desk.way.hands === 'keyboard') {
    await goToFirst(desk)
    await desk.page.keyboard.press('Enter')
  } else await desk.press(first)
  await desk.page.locator('.why').waitFor()
}

/** Chooses all alerts that match: the first by hand, then all of them. */
export async function chooseAllAlerts(desk: Desk, n: number): Promise<void> {
  if (desk.way.hands === 'keyboard') {
    await goToFirst(desk)
    await desk.page.keyboard.press('x')
  } else await desk.press(desk.page.locator('.row-choose input').first())
  if (n > 1) await desk.press(desk.button('bulk.all', { n }))
}

/** A step on the alert that stands beside the list. */
export const alertStep = (desk: Desk, key: Parameters<Desk['button']>[0]): Locator =>
  desk.page.locator('.flyout-footer').getByRole('button', { name: desk.t(key) })

/** Closes what stands beside the list. */
export async function closeFlyout(desk: Desk): Promise<void> {
  await desk.press(desk.page.locator('.flyout-head').getByRole('button', { name: desk.t('do.close') }), 'Escape')
  await desk.page.locator('.flyout').waitFor({ state: 'detached' })
}
