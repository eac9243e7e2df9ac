import type { Grant } from '../../core/access/actor.ts'
import { provinceFile } from '../../demo/demo.ts'
import type { Line } from '../../demo/line.ts'
import { openSender, type Sender } from '../../demo/send.ts'
import { theWeek } from '../../demo/week.ts'
import { demoWorld } from './demo-world.ts'
import { apiOf, eventually, firstPasswords, installation, type Platform } from './platform.ts'

/** A person of the scenarios, and how they sign in. */
export interface Person {
  readonly name: string
  readonly displayName: string
  readonly password: string
}

/** The invented province on a platform that serves, with senders, people and logs. */
export interface ScenarioWorld {
  readonly url: string
  readonly platform: Platform
  readonly lead: Awaited<ReturnType<typeof apiOf>>
  /** The duty lead of the first start. */
  readonly truc: Person
  /** Runs a verb of the command line on the same installation. */
  run: ReturnType<typeof installation>['run']
  /** Its folder, gone with it. */
  readonly folder: string
  /** Sends lines to the inputs and waits until they are stored, and so judged. */
  send(lines: readonly Line[]): Promise<void>
  /** Invites somebody, who sets a password by the link, and grants the roles. */
  hire(name: string, displayName: string, grants: readonly Grant[]): Promise<Person>
  close(): Promise<void>
}

const day = 86_400_000

/** Starts the platform on the demo's province; `week` sends about so many lines of an ordinary week, attacks among them. */
export async function openScenarioWorld(week = 0): Promise<ScenarioWorld> {
  const ends: (() => unknown)[] = []
  const place = installation(
    { after: (end) => void ends.push(end as () => unknown) },
    {
      VONGGAC_UNITS_FILE: provinceFile,
      VONGGAC_RULES_BACKFILL_DAYS: '0',
      VONGGAC_INSTALLATION_PHONE: '0203 3835 000',
    },
  )
  const platform = await place.start()
  const { url, syslogPort, bulkPort } = platform
  const first = firstPasswords(platform)
  const lead = await apiOf(platform, 'truc', first.truc)
  const key = await lead.post('/api/keys', { name: 'Winlogbeat' })
  const authorization = `ApiKey ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`
  const sender: Sender = await openSender({ syslogPort, bulkPort, authorization })

  // What the platform tells of itself is no line that was sent.
  const sentOnly = 'not=event.dataset%3Dvonggac.audit'
  const stored = async () =>
    (await lead.get(`/api/events/histogram?from=0&to=${Date.now() + day}&${sentOnly}`)).total.value as number
  let sent = 0
  const world: ScenarioWorld = {
    url,
    platform,
    lead,
    truc: { name: 'truc', displayName: 'Trưởng ca trực', password: first.truc },
    run: place.run,
    folder: place.folder,
    async send(lines) {
      await sender.send(lines)
      sent += lines.length
      await eventually(`${sent} lines are stored`, async () => (await stored()) >= sent)
    },
    async hire(name, displayName, grants) {
      const unit = grants[0]?.unit ?? 'tinh'
      const { person, link } = await lead.post('/api/people', { name, displayName, unit, service: false })
      const password = 'canh gác suốt đêm ngày'
      await lead.post('/api/welcome', { name, secret: link.secret, password })
      let { version } = await lead.get(`/api/people/${name}`)
      for (const grant of grants)
        ({ version } = await lead.post(`/api/people/${person.name}/grants`, { version, ...grant }))
      return { name, displayName, password }
    },
    async close() {
      await sender.close()
      for (const end of ends) await end()
    },
  }
  if (week > 0) {
    const lines = [...theWeek(demoWorld(7), Date.now(), week)].flat()
    await world.send(lines)
  }
  return world
}
