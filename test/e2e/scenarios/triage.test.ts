import assert from 'node:assert/strict'
import { forwarded, type Line } from '../../../demo/line.ts'
import {
  alertStep,
  chooseAllAlerts,
  closeFlyout,
  narrowQueue,
  openFirstAlert,
  queueHolds,
} from '../../support/queue-steps.ts'
import { type Desk, scenario } from '../../support/scenario.ts'
import { openScenarioWorld } from '../../support/scenario-world.ts'

/** Each way has a department of its own, so that its queue is its own. */
const places = [
  { unit: 'so-nv', host: 'nv-app-01', stranger: 40 },
  { unit: 'so-tp', host: 'tp-app-01', stranger: 60 },
  { unit: 'so-tc', host: 'tc-app-01', stranger: 80 },
]

/** Lines that open 50 alerts at the host: 30 of people without sudo, 14 of strangers at SSH, 6 of wiped logs. */
function fifty(host: string, stranger: number, now: number): Line[] {
  const lines: Line[] = []
  const say = (minutes: number, priority: number, tag: string, text: string) =>
    lines.push(forwarded(now - minutes * 60_000, priority, host, tag, text))
  const sudo = (user: string, command: string, denied = '') =>
    `${user} : ${denied}TTY=pts/1 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`
  for (let n = 0; n < 30; n++) say(30 + n, 81, 'sudo', sudo(`canbo${n + 10}`, '/bin/bash', 'user NOT in sudoers ; '))
  for (let n = 0; n < 14; n++)
    say(
      70 + n,
      38,
      `sshd[${4000 + n}]`,
      `Failed password for root from 203.0.113.${stranger + n} port 4100${n % 10} ssh2`,
    )
  for (let n = 0; n < 6; n++) say(90 + n, 85, 'sudo', sudo(`quantri${n}`, '/usr/bin/truncate -s 0 /var/log/auth.log'))
  return lines
}

/** Judges the open alert: by number where there are keys. */
async function judge(desk: Desk, disposition: 'false-positive' | 'benign' | 'true-positive-no-impact', note: string) {
  await desk.press(alertStep(desk, 'action.alert.close'), 'c')
  await desk.press(desk.page.locator(`.judge input[value=${disposition}]`))
  await desk.write(desk.field('close.note'), note)
  await desk.press(desk.button('close.submit'))
  await alertStep(desk, 'action.alert.reopen').waitFor()
  await desk.page.locator('.why').getByText(note).waitFor()
}

async function judgeChosen(desk: Desk, n: number): Promise<void> {
  await desk.press(desk.page.locator('.bulk-row').getByRole('button', { name: desk.t('action.alert.close') }), 'c')
  await desk.press(desk.page.locator('.judge input[value=true-positive-no-impact]'))
  await desk.write(desk.field('close.note'), 'Dò từ Internet, không lần nào được; đã chặn')
  await desk.press(desk.button('bulk.close', { n }))
  await desk.reads(desk.t('bulk.done.close', { n }))
}

async function prepare() {
  const world = await openScenarioWorld()
  await world.send(places.flatMap(({ host, stranger }) => fifty(host, stranger, Date.now())))
  return world
}

scenario('triage of 50 alerts', prepare, async ({ world, at, sit }) => {
  const { unit } = places[at] ?? assert.fail()
  const grants = [{ role: 'analyst', unit }] as const
  const an = await world.hire(`an-${unit}`, `Nguyễn Văn An ${at}`, grants)
  const binh = await world.hire(`binh-${unit}`, `Lê Thị Bình ${at}`, grants)
  const desk = await sit(an)
  await desk.look('home')
  await desk.go('nav.alerts', '/alerts')
  await queueHolds(desk, 50)
  await desk.look('queue')

  // One by one: taken, judged, each in its own way.
  const judged = [
    ['quantri0', 'true-positive-no-impact', 'Đã hỏi, không phải người của ta'],
    ['canbo10', 'false-positive', 'Gõ nhầm máy'],
    ['canbo11', 'benign', 'Quản trị mới, đang chờ cấp quyền'],
  ] as const
  for (const [who, disposition, note] of judged) {
    await narrowQueue(desk, who, 1)
    await openFirstAlert(desk)
    await desk.press(alertStep(desk, 'action.alert.acknowledge'), 'a')
    await alertStep(desk, 'hand.release').waitFor()
    if (who === 'quantri0') await desk.look('alert')
    await judge(desk, disposition, note)
    await closeFlyout(desk)
  }

  // The last step is taken back and made again.
  await narrowQueue(desk, 'canbo12', 1)
  await openFirstAlert(desk)
  await judge(desk, 'benign', 'nhầm')
  await desk.press(alertStep(desk, 'bulk.undo'), 'u')
  await alertStep(desk, 'action.alert.close').waitFor()

  // It is handed over, and the colleague takes it.
  await desk.press(alertStep(desk, 'hand.do'))
  await desk.choose(desk.page.locator('.judge select'), binh.displayName)
  await desk.write(desk.field('close.note'), 'Nhờ hỏi giúp chủ tài khoản')
  await desk.look('hand over')
  await desk.press(desk.button('hand.submit'))
  await desk.page.locator('.hand-off').waitFor()

  const other = await sit(binh)
  await other.look('home of the colleague')
  await other.press(other.page.locator('.work a', { hasText: 'Nhờ hỏi giúp' }))
  await other.page.locator('.hand-off', { hasText: 'Nhờ hỏi giúp chủ tài khoản' }).waitFor()
  await other.press(other.button('hand.accept'))
  await other.page.locator('.hand-off').waitFor({ state: 'detached' })
  await alertStep(other, 'hand.release').waitFor()
  // The giver sees it without doing anything.
  await desk.page.locator('.hand-off').waitFor({ state: 'detached' })
  await desk.page.locator('.flyout .facts', { hasText: binh.displayName }).waitFor()
  await closeFlyout(desk)

  // The strangers at SSH, all at once; taken back and done again.
  await narrowQueue(desk, 'SSH', 14)
  await chooseAllAlerts(desk, 14)
  await judgeChosen(desk, 14)
  await desk.press(desk.button('bulk.undo'), 'u')
  await desk.reads(desk.t('bulk.done.undo', { n: 14 }))
  await chooseAllAlerts(desk, 14)
  await judgeChosen(desk, 14)
  await desk.look('after the bulk')
  // Three were judged one by one and fourteen at once.
  await narrowQueue(desk, '', 33)
})
