import assert from 'node:assert/strict'
import { forwarded, type Line } from '../../../demo/line.ts'
import { eventually } from '../../support/platform.ts'
import { narrowQueue, openFirstAlert } from '../../support/queue-steps.ts'
import { type Desk, scenario } from '../../support/scenario.ts'
import { openScenarioWorld } from '../../support/scenario-world.ts'

const places = [
  { unit: 'so-nv', host: 'nv-app-01' },
  { unit: 'so-tp', host: 'tp-app-01' },
  { unit: 'so-tc', host: 'tc-app-01' },
]
const sudoRule = 'b5d1b906-f1bb-48da-9e3f-f68f52d5d0a3'
const hour = 3_600_000

const denied = (host: string, user: string, at: number): Line =>
  forwarded(at, 81, host, 'sudo', `${user} : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/dd`)

/** A job that is refused on each of five days, somebody else who is, and another rule about the same account and host. */
function noise(host: string, now: number): Line[] {
  const days = [0, 1, 2, 3, 4].flatMap((n) =>
    ['saoluu', 'giamsat'].map((user) => denied(host, user, now - hour - n * 24 * hour)),
  )
  const wiped = 'saoluu : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/truncate -s 0 /var/log/auth.log'
  return [...days, denied(host, 'canbo', now - 2 * hour), forwarded(now - 50 * hour, 85, host, 'sudo', wiped)]
}

async function prepare() {
  const world = await openScenarioWorld()
  await world.send(places.flatMap(({ host }) => noise(host, Date.now())))
  return world
}

/** From the queue into the form of an exception: tried on the past, named and reasoned. */
async function fillIn(desk: Desk, user: string, alerts: number, title: string): Promise<void> {
  await narrowQueue(desk, user, alerts)
  await openFirstAlert(desk)
  const may = desk.page.locator('.flyout-footer a.button-plain')
  await desk.press(may, 't')
  await desk.page.waitForURL(new RegExp(`/rules/${sudoRule}\\?.*new=1`))
  const box = desk.page.getByRole('combobox', { name: desk.t('exceptions.expression') })
  assert.match(await box.inputValue(), new RegExp(`user\\.name: ${user} and host\\.name: `))
  await desk.press(desk.button('exceptions.try'))
  await desk.page.locator('.day-bars').waitFor()
  await desk.write(desk.field('exceptions.title'), title)
  await desk.write(desk.page.getByLabel(desk.t('exceptions.reason'), { exact: true }), 'Việc sao lưu hằng ngày')
  await desk.look('exception')
}

scenario('a noisy rule is tuned', prepare, async ({ world, at, sit }) => {
  const { unit, host } = places[at] ?? assert.fail()
  const an = await world.hire(`an-${unit}`, `Nguyễn Văn An ${at}`, [{ role: 'analyst', unit }])
  const binh = await world.hire(`binh-${unit}`, `Lê Thị Bình ${at}`, [{ role: 'analyst-2', unit }])

  // Who may make exceptions makes one, and closes what is left of this rule about this account: not the other rule's.
  const second = await sit(binh, '/alerts?range=7d')
  await fillIn(second, 'saoluu', 6, `Sao lưu trên ${host}`)
  await second.press(second.button('exceptions.save'))
  await second.reads(second.t('exceptions.open', { n: 5 }))
  await second.look('what is left')
  await second.press(second.button('exceptions.open.close', { n: 5 }))
  await second.reads(second.t('bulk.done.close', { n: 5 }))
  await second.go('nav.alerts', '/alerts')
  await narrowQueue(second, 'saoluu', 0)
  await second.page.goto(`${world.url}/alerts?range=7d`)
  await narrowQueue(second, 'saoluu', 1)
  await narrowQueue(second, 'giamsat', 5)
  await narrowQueue(second, 'canbo', 1)

  // The job is refused again: counted as covered, no alert.
  await world.send([1, 2, 3].map((n) => denied(host, 'saoluu', Date.now() - n)))
  await eventually('the exception counts', async () => {
    const { rows } = await world.lead.get(`/api/rule-exceptions?rule=${sudoRule}`)
    return rows.some(({ title, count }: { title: string; count: number }) => title.endsWith(host) && count === 3)
  })
  await second.page.goto(`${world.url}/rules/${sudoRule}?tab=exceptions`)
  await second.reads(second.t('exceptions.count', { n: 3 }))

  // Who may not, proposes; the other finds it at home and accepts.
  const first = await sit(an, '/alerts?range=7d')
  await fillIn(first, 'giamsat', 5, `Giám sát trên ${host}`)
  await first.press(first.button('proposals.send'))
  const waits = first.page.locator('.runs li', { hasText: `Giám sát trên ${host}` })
  await waits.getByText(first.t('proposals.state.open')).waitFor()
  await second.go('nav.home', '/')
  await second.press(second.page.locator('.work a', { hasText: `Giám sát trên ${host}` }))
  await second.press(second.button('proposals.accept.of', { title: `Giám sát trên ${host}` }))
  await second.page
    .locator('.runs li', { hasText: `Giám sát trên ${host}` })
    .getByText(second.t('exceptions.state.active'))
    .first()
    .waitFor()
  await second.look('accepted')
  // The proposer's page follows.
  await waits.getByText(first.t('exceptions.state.active')).first().waitFor()
})
