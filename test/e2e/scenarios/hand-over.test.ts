import assert from 'node:assert/strict'
import { forwarded } from '../../../demo/line.ts'
import { scenario } from '../../support/scenario.ts'
import { openScenarioWorld } from '../../support/scenario-world.ts'

const places = [
  { unit: 'so-nv', host: 'nv-app-01' },
  { unit: 'so-tp', host: 'tp-app-01' },
  { unit: 'so-tc', host: 'tc-app-01' },
]

/** One open alert in each department, so that there is something to hand over. */
async function prepare() {
  const world = await openScenarioWorld()
  const at = Date.now() - 20 * 60_000
  const denied = 'binh : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/binh ; USER=root ; COMMAND=/bin/bash'
  await world.send(places.map(({ host }) => forwarded(at, 81, host, 'sudo', denied)))
  return world
}

scenario('a watch is handed over', prepare, async ({ world, at, sit }) => {
  const { unit } = places[at] ?? assert.fail()
  const an = await world.hire(`an-${unit}`, `Nguyễn Văn An ${at}`, [{ role: 'analyst', unit }])
  const binh = await world.hire(`binh-${unit}`, `Lê Thị Bình ${at}`, [{ role: 'analyst', unit }])

  // On duty, with a number.
  const desk = await sit(an, '/shifts')
  await desk.write(desk.field('shifts.phone'), '0912 345 678')
  await desk.look('before the watch')
  await desk.press(desk.button('shifts.start'))
  const call = (who: typeof desk, name: string, phone: string) =>
    who.page.getByRole('link', { name: who.t('frame.duty.call', { name, phone }), exact: true })
  await call(desk, an.displayName, '0912 345 678').waitFor()
  await desk.write(desk.field('shifts.write'), 'Nguồn FortiGate ngừng gửi 10 phút, đã gọi đơn vị')
  await desk.press(desk.button('shifts.write.do'))
  await desk.page.locator('.shifts-now', { hasText: 'Nguồn FortiGate' }).waitFor()

  // The draft holds what is open; it is completed by hand.
  await desk.press(desk.button('shifts.offer'))
  const text = desk.field('shifts.offer.text')
  const draft = () => text.inputValue()
  while (!(await draft()).includes(desk.t('shifts.draft.unowned', { n: 1, criticals: 0 }))) await text.waitFor()
  await desk.choose(desk.field('shifts.offer.to'), binh.displayName)
  await desk.write(text, `${await draft()}\nGọi lại đơn vị lúc 8 giờ`)
  await desk.look('draft')
  await desk.press(desk.button('shifts.offer.do'))
  await desk.page.locator('.hand-over', { hasText: 'Gọi lại đơn vị lúc 8 giờ' }).waitFor()

  // The next one finds it at home, reads it and takes the watch.
  const other = await sit(binh)
  await call(other, an.displayName, '0912 345 678').waitFor()
  await other.press(other.page.locator('.work a[href*="shift="]').first())
  const flyout = other.page.locator('.flyout')
  await flyout.getByText('Gọi lại đơn vị lúc 8 giờ').waitFor()
  // Not yet: whoever ends a reason with Enter refuses, and the giver can offer it again.
  await other.write(flyout.getByRole('textbox', { name: other.t('hand.reason') }), 'Đang họp, 15 phút nữa')
  await other.page.keyboard.press('Enter')
  await desk.page.locator('.hand-over', { hasText: 'Đang họp, 15 phút nữa' }).waitFor()
  await desk.look('refused')
  await desk.press(desk.button('shifts.offer'))
  while (!(await draft()).includes(desk.t('shifts.draft.unowned', { n: 1, criticals: 0 }))) await text.waitFor()
  await desk.choose(desk.field('shifts.offer.to'), binh.displayName)
  await desk.write(text, 'Gọi lại đơn vị lúc 8 giờ')
  await desk.press(desk.button('shifts.offer.do'))
  await flyout.getByRole('button', { name: other.t('shifts.accept'), exact: true }).waitFor()
  await other.write(flyout.getByLabel(other.t('shifts.phone')), '0987 654 321')
  await other.look('taking over')
  await other.press(flyout.getByRole('button', { name: other.t('shifts.accept'), exact: true }))

  // The bar of both names the new one.
  await call(other, binh.displayName, '0987 654 321').waitFor()
  await call(desk, binh.displayName, '0987 654 321').waitFor()
  await desk.button('shifts.start').waitFor()
  await desk.look('after the watch')
})
