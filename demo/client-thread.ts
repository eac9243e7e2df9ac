import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Unit } from '../core/access/unit.ts'
import { demoAccounts, type LogIn, recall, remember } from './accounts.ts'
import { logIn } from './api.ts'
import { provinceOf } from './inventory.ts'
import type { World } from './line.ts'
import { goOn } from './live.ts'
import { createRandom } from './random.ts'
import { openSender } from './send.ts'
import { weekUntil, workTheQueue } from './triage.ts'
import { theWeek } from './week.ts'

/** What the thread is started with. */
export interface ClientStart {
  readonly units: readonly Unit[]
  readonly ports: { readonly consolePort: number; readonly syslogPort: number; readonly bulkPort: number }
  /** The accounts that this start made; none when the demo goes on with what it has. */
  readonly accounts: readonly LogIn[]
  readonly folder: string
  readonly events: number
  readonly seed: number
  /** Whether lines go on in real time after the week. */
  readonly live: boolean
}

/** The thread of the demo's client: a week of logs, the team's work on the alerts, and then life as it goes on. */
const { units, ports, accounts, folder, events, seed, live } = workerData as ClientStart
const world: World = { province: provinceOf(units), random: createRandom(seed) }
const stopped = new AbortController()
parentPort?.on('message', () => stopped.abort())
const say = (text: string) => parentPort?.postMessage(text)
const memory = join(folder, 'accounts.json')

try {
  await run()
} catch (error) {
  if (!stopped.signal.aborted) say(`demo: ${error instanceof Error ? error.message : String(error)}`)
}
parentPort?.close()

async function run(): Promise<void> {
  const before = accounts.length === 0 ? recall(memory) : undefined
  if (before !== undefined) {
    say(
      ['', ...before.accounts.map(({ name, password, about }) => `  ${name.padEnd(6)} ${password}  ${about}`), ''].join(
        '\n',
      ),
    )
    const sender = await openSender({ ...ports, authorization: before.authorization })
    return goOn(world, sender, stopped.signal)
  }
  const authorization = await intakeKey()
  const sender = await openSender({ ...ports, authorization })
  remember(memory, { accounts, authorization })
  await loadWeek(sender)
  await worked()
  if (live) await goOn(world, sender, stopped.signal)
  await sender.close()
}

function passwordOf(name: string): string {
  const found = accounts.find((account) => account.name === name)
  if (found === undefined) throw new Error(`no log-in of ${name} is known; start the demo anew, without --keep`)
  return found.password
}

async function intakeKey(): Promise<string> {
  const lead = await logIn(ports.consolePort, 'truc', passwordOf('truc'))
  const key = await lead.post<{ id: string; secret: string }>('/api/keys', { name: 'Winlogbeat của tỉnh' })
  if (key === undefined) throw new Error('no intake key')
  return `ApiKey ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`
}

async function loadWeek(sender: Awaited<ReturnType<typeof openSender>>): Promise<void> {
  const began = performance.now()
  let sent = 0
  let hours = 0
  for (const lines of theWeek(world, Date.now(), events)) {
    if (stopped.signal.aborted) return
    await sender.send(lines)
    sent += lines.length
    hours += 1
    if (hours % 24 === 0) say(`demo: ngày ${hours / 24}/7, ${sent} dòng / day ${hours / 24} of 7, ${sent} lines`)
  }
  say(`demo: ${sent} dòng nhật ký trong ${Math.round((performance.now() - began) / 1000)} giây / lines sent`)
}

/** Waits until the alerts of the week are counted, then works them. */
async function worked(): Promise<void> {
  const analysts = await Promise.all(
    demoAccounts(Date.now())
      .filter(({ grants }) => grants.some(({ role, unit }) => role.startsWith('analyst') && unit === units[0]?.id))
      .map(({ name }) => logIn(ports.consolePort, name, passwordOf(name))),
  )
  const [reader] = analysts
  let before = ''
  for (let quiet = 0; quiet < 3 && !stopped.signal.aborted; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const page = await reader?.get<{ total: number; rows: { count: number }[] }>(
      `/api/alerts?${weekUntil(Date.now())}&limit=50`,
    )
    const state = JSON.stringify([page?.total, page?.rows.map(({ count }) => count)])
    quiet = state === before ? quiet + 1 : 0
    before = state
  }
  const { taken, concluded } = await workTheQueue(analysts, world.random, Date.now())
  say(`demo: ${taken} cảnh báo đã nhận, ${concluded} đã kết luận / alerts taken, concluded`)
}
