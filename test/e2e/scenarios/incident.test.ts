import assert from 'node:assert/strict'
import { sudoAbuse } from '../../../demo/attacks/ssh.ts'
import { demoWorld } from '../../support/demo-world.ts'
import { chooseAllAlerts, narrowQueue } from '../../support/queue-steps.ts'
import { scenario } from '../../support/scenario.ts'
import { openScenarioWorld } from '../../support/scenario-world.ts'

const places = [
  { unit: 'so-nv', host: 'nv-app-01' },
  { unit: 'so-tp', host: 'tp-app-01' },
  { unit: 'so-tc', host: 'tc-app-01' },
]

/** Somebody of each department's staff tries to become root until they are. */
async function prepare() {
  const world = await openScenarioWorld()
  const { province, random } = demoWorld(3)
  for (const { host } of places) {
    const only = { ...province, of: () => [province.host(host)] }
    await world.send(sudoAbuse({ province: only, random }, Date.now() - 40 * 60_000))
  }
  return world
}

scenario('an incident from alerts to its end', prepare, async ({ world, at, sit }) => {
  const { unit, host } = places[at] ?? assert.fail()
  const an = await world.hire(`an-${unit}`, `Nguyễn Văn An ${at}`, [{ role: 'analyst-2', unit }])
  const binh = await world.hire(`binh-${unit}`, `Lê Thị Bình ${at}`, [{ role: 'analyst-2', unit }])
  const { total } = await world.lead.get(`/api/alerts?from=0&to=${Date.now() + 60_000}&host=${host}`)
  assert.ok(total >= 3, `${total} alerts of ${host}`)

  // Out of the queue: all alerts of the host become one incident.
  const desk = await sit(an)
  await desk.go('nav.alerts', '/alerts')
  await narrowQueue(desk, host, total)
  await chooseAllAlerts(desk, total)
  await desk.press(desk.page.locator('.bulk-row').getByRole('button', { name: desk.t('incident.escalate') }), 'e')
  const title = `Leo thang đặc quyền trên ${host}`
  await desk.write(desk.field('incidents.name'), title)
  await desk.look('opening')
  await desk.press(desk.page.locator('.mantine-Modal-body form button[type=submit]'))
  await desk.page.waitForURL(/\/incidents\/SC-/)
  await desk.page.getByRole('heading', { level: 1, name: title }).waitFor()
  await desk.look('summary')

  // It is begun, and what was done is written down, for the brief too.
  await desk.press(desk.button('incident.do.in-progress'))
  await desk.button('incident.do.contained').waitFor()
  const tab = (key: Parameters<typeof desk.t>[0]) =>
    desk.page.locator('.tabs').getByRole('button', { name: desk.t(key) })
  await desk.press(tab('incident.tab.timeline'))
  await desk.write(desk.field('incident.note'), 'Đã khóa tài khoản, máy rút khỏi mạng')
  await desk.press(desk.field('incident.note.pin'))
  await desk.press(desk.button('incident.note.do'))
  await desk.page.locator('.timeline li', { hasText: 'Đã khóa tài khoản' }).waitFor()
  await desk.look('timeline')

  // What was copied is whole.
  await desk.press(tab('incident.tab.evidence'))
  const evidence = desk.page.locator('.evidence-open').first()
  await desk.press(evidence)
  await desk.page.locator('.flyout').getByText(desk.t('incident.evidence.intact')).waitFor()
  await desk.look('evidence')
  await desk.press(desk.page.locator('.flyout-head').getByRole('button', { name: desk.t('do.close') }), 'Escape')

  // The colleague is given it, and finds it among their own.
  await desk.press(desk.button('incident.people.edit'))
  await desk.choose(desk.page.locator('.incident-rail select'), binh.displayName)
  await desk.press(desk.button('incident.save'))
  await desk.page.locator('.incident-rail .facts', { hasText: binh.displayName }).waitFor()

  const other = await sit(binh)
  await other.press(other.page.locator('.work a', { hasText: title }))
  await other.page.getByRole('heading', { level: 1, name: title }).waitFor()
  await other.page.locator('.incident-main', { hasText: 'Đã khóa tài khoản' }).waitFor()
  await other.press(other.page.locator('.incident-rail').getByRole('button', { name: other.t('incident.do.close') }))
  await other.press(other.page.locator('.judge input[value=true-positive-impact]'))
  await other.write(other.field('incident.cause'), 'Mật khẩu dùng chung bị lộ')
  await other.write(other.field('incident.impact'), 'Một máy ứng dụng, đã cài lại')
  await other.look('closing')
  await other.press(other.page.locator('.judge button[type=submit]'))
  await other.reads(other.t('incident.next.closed'))
  await other.look('closed')

  // The giver's page follows, and the alerts ended with it.
  await desk.reads(desk.t('incident.next.closed'))
  const left = await world.lead.get(
    `/api/alerts?from=0&to=${Date.now() + 60_000}&host=${host}&status=new&status=acknowledged`,
  )
  assert.equal(left.total, 0)
})
