import { Buffer } from 'node:buffer'
import { eventId } from '../../collector/identity.ts'
import { interpret } from '../../collector/map/to-event.ts'
import { placeOf } from '../../collector/partition.ts'

// Events a second for decode + map + identity + partition on one thread, over a shuffled mix in which no two lines are
// equal. A round is run several times; the median counts, since the first one pays for compiling.

const count = 100_000
const rounds = 7
const receivedAt = Date.UTC(2026, 10, 30, 5, 4, 10)
const zone = 'Asia/Ho_Chi_Minh'

/** A small generator with a fixed seed: the same lines on every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const random = generator(20_261_130)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const number = (below: number): number => Math.floor(random() * below)
const users = ['root', 'admin', 'alice', 'an.nguyen', 'binh', 'postgres', 'oracle', 'git']
const hosts = ['web-01', 'mail-01', 'lgsp-01', 'ketoan-01', 'bastion-01', 'cong-dvc-01']
const ip = (): string => `203.0.${number(256)}.${number(256)}`
const clock = (): string => `12:${String(number(4)).padStart(2, '0')}:${String(number(60)).padStart(2, '0')}`

const sshd = [
  (n: number) => `Failed password for ${pick(users)} from ${ip()} port ${n % 65_536} ssh2`,
  (n: number) => `Failed password for invalid user u${n} from ${ip()} port ${n % 65_536} ssh2`,
  (n: number) => `Invalid user u${n} from ${ip()} port ${n % 65_536}`,
  (n: number) => `Connection closed by authenticating user ${pick(users)} ${ip()} port ${n % 65_536} [preauth]`,
  (n: number) => `Accepted publickey for ${pick(users)} from ${ip()} port ${n % 65_536} ssh2: ED25519 SHA256:k${n}`,
]
const mix: readonly [string, ((n: number) => string)[]][] = [
  ['sshd', sshd],
  ['sshd', sshd],
  ['sudo', [(n) => ` ${pick(users)} : TTY=pts/${n % 9} ; PWD=/home/u${n} ; USER=root ; COMMAND=/usr/bin/id ${n}`]],
  ['CRON', [(n) => `(root) CMD (/usr/bin/php /srv/cron.php --run ${n})`]],
  ['systemd-logind', [(n) => `New session ${n} of user ${pick(users)}.`]],
]

function line(n: number, programs: typeof mix): string {
  const [program, messages] = pick(programs)
  return `<${pick([38, 86])}>Nov 30 ${clock()} ${pick(hosts)} ${program}[${1000 + n}]: ${pick(messages)(n)}`
}

function measure(name: string, lines: readonly Buffer[]): void {
  const times: number[] = []
  let kept = 0
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    for (let i = 0; i < lines.length; i++) {
      const { document, time, raw } = interpret({ bytes: lines[i] as Buffer }, 'auto', { receivedAt, zone })
      document.event.id = eventId(time, 'syslog:192.0.2.1', `c.${i}`, raw)
      if (placeOf(time, receivedAt, '3m').placedByReceipt) kept += 1
    }
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const median = times[rounds >> 1] ?? Number.NaN
  const rate = Math.round((lines.length / median) * 1000)
  console.log(
    `${name.padEnd(28)} ${rate.toLocaleString('en')} events/s, ${((median * 1000) / lines.length).toFixed(2)} µs each`,
  )
  if (kept > 0) console.log(`${kept} events without a usable time`)
}

const sshdLines = Array.from({ length: count }, (_, n) => Buffer.from(line(n, [['sshd', sshd]])))
const mixed = Array.from({ length: count }, (_, n) => Buffer.from(line(n, mix)))
const shipped = Array.from({ length: count }, (_, n) =>
  Buffer.from(
    JSON.stringify({
      message: ` ${pick(sshd)(n)}`,
      fromhost: pick(hosts),
      facility: 'authpriv',
      priority: 'info',
      timereported: `2026-11-30T${clock()}+07:00`,
      timegenerated: `2026-11-30T${clock()}+07:00`,
    }),
  ),
)
measure('syslog, sshd', sshdLines)
measure('syslog, Linux mix', mixed)
measure('rsyslog StdJSONFmt, sshd', shipped)
