import assert from 'node:assert/strict'
import { join } from 'node:path'
import { eventually } from '../../support/platform.ts'
import { openStill } from '../../support/queue-steps.ts'
import { type Desk, scenario } from '../../support/scenario.ts'
import { openScenarioWorld } from '../../support/scenario-world.ts'

const day = 86_400_000
const statuses = 'status=new&status=acknowledged&status=closed'

/** A week of logs, and an incident opened now. */
async function prepare() {
  const world = await openScenarioWorld(1500)
  await world.lead.post('/api/incidents', {
    title: 'Mã độc ở phòng Kế toán',
    type: 'other',
    severity: 'high',
    tlp: 'amber',
    exercise: false,
    restricted: false,
    unit: 'tinh',
  })
  return world
}

const row = (desk: Desk, words: string | RegExp) => desk.page.locator('.row-open, .card', { hasText: words }).first()
const flyout = (desk: Desk) => desk.page.locator('.flyout')
const closeFlyout = (desk: Desk) =>
  desk.press(desk.page.locator('.flyout-head').getByRole('button', { name: desk.t('do.close') }), 'Escape')

scenario('an auditor reviews a window of days', prepare, async ({ world, at, sit }) => {
  const now = Date.now()
  const reads = { from: now - 3 * day, to: now + day }
  const until = now + 30 * day
  const kiem = await world.hire(`kiem-${at}`, `Phạm Văn Kiểm ${at}`, [{ role: 'auditor', unit: 'tinh', until, reads }])
  const past = { from: now - 6 * day, to: now - 4 * day }
  const xua = await world.hire(`xua-${at}`, `Đỗ Thị Xưa ${at}`, [{ role: 'auditor', unit: 'tinh', until, reads: past }])
  const alerts = async (from: number, to: number) =>
    (await world.lead.get(`/api/alerts?${statuses}&from=${from}&to=${to}&limit=500`)) as {
      total: number
      rows: { id: string }[]
    }
  const [within, before] = [await alerts(reads.from, reads.to), await alerts(0, reads.from - day)]
  assert.ok(within.total > 3 && before.total > 3, `${within.total} alerts within, ${before.total} before`)

  // The log: who opened the incident, and whether the chain holds.
  const desk = await sit(kiem)
  await desk.look('home')
  await desk.go('nav.audit', '/audit')
  await desk.write(desk.page.getByRole('searchbox', { name: desk.t('audit.find.hint') }), 'incident')
  await desk.page.waitForURL(/text=incident/)
  await openStill(desk, row(desk, desk.t('audit.action.incident.open')))
  await flyout(desk)
    .getByText(/SC-\d{4}-/)
    .first()
    .waitFor()
  await desk.look('a row')
  await closeFlyout(desk)
  await desk.press(desk.page.locator('.audit-chain').getByRole('button', { name: desk.t('audit.chain.check') }))
  await desk.press(flyout(desk).getByRole('button', { name: desk.t('audit.chain.check') }))
  const whole = desk.t('audit.chain.ok').split(':')[0] ?? ''
  await flyout(desk).getByText(whole).waitFor()
  await desk.look('chain')
  await closeFlyout(desk)

  // The pack of the window, checked on another machine's word.
  await desk.press(desk.button('audit.pack'))
  await desk.look('pack')
  const [download] = await Promise.all([desk.page.waitForEvent('download'), desk.press(desk.button('audit.pack.get'))])
  const file = join(world.folder, `pack-${at}.zip`)
  await download.saveAs(file)
  const checked = world.run('audit', 'check-pack', file)
  assert.equal(checked.status, 0, checked.stderr)

  // The alerts of the window, and none beside it.
  await desk.page.goto(`${world.url}/alerts?range=30d&${statuses}`)
  // New ones may still be made of the last lines: what counts is that the page says what the lead's own reading of the window says.
  await eventually('the page says as many alerts as the window has', async () => {
    const { total } = await alerts(reads.from, reads.to)
    const count = desk.page.locator('.page-head').getByText(desk.t('alerts.count', { n: total }), { exact: true })
    return count.isVisible()
  })
  assert.equal(await desk.page.locator('.row-choose').count(), 0, 'who reads does not triage')
  await desk.look('alerts')
  await desk.page.goto(`${world.url}/alerts?range=30d&${statuses}&alert=${before.rows[0]?.id}`)
  await flyout(desk).getByRole('alert').getByText(desk.t('error.notFound')).waitFor()
  await closeFlyout(desk)

  // The incident of the window can be read and not worked.
  await desk.go('nav.incidents', '/incidents')
  await desk.press(row(desk, 'Mã độc ở phòng Kế toán'))
  await desk.page.getByRole('heading', { name: 'Mã độc ở phòng Kế toán' }).waitFor()
  await desk.reads(desk.t('incident.readOnly'))
  await desk.look('incident')

  // Who reads an earlier window sees neither it nor the log of these days.
  const other = await sit(xua)
  await other.look('home of an earlier window')
  await other.go('nav.incidents', '/incidents')
  await other.reads(other.t('incidents.empty.title'))
  await other.go('nav.audit', '/audit')
  await other.reads(other.t('audit.empty'))
  await other.look('an empty log')
})
