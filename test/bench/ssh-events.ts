import type { StoredEvent } from '../../core/store/store.ts'

/** The time of the first event. */
export const firstSshEvent = Date.UTC(2026, 6, 1)

/** A small generator with a long period (mulberry32), so that every run writes the same rows. */
let state = 1
function below(limit: number): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
}

/** The sshd event of number `i`, some 600 bytes, ten a second; like lines of a province of 200 hosts. */
export function sshEvent(i: number): StoredEvent {
  const time = firstSshEvent + Math.floor(i / 10) * 100
  const unit = `xa-${below(40)}`
  const host = `srv-${below(200)}.${unit}.tinh.example`
  const user = `user${below(500)}`
  const ip = `203.0.${below(100)}.${below(250)}`
  const port = below(60_000)
  const id = `${Math.floor(time / 60_000).toString(36)}-${below(2 ** 31).toString(36)}${below(2 ** 31).toString(36)}${below(2 ** 31).toString(36)}`
  const line = `Failed password for ${user} from ${ip} port ${port} ssh2`
  return {
    id,
    partition: { class: 'standard', day: '2026-07-01' },
    placedByReceipt: false,
    document: {
      '@timestamp': new Date(time).toISOString(),
      event: {
        id,
        dataset: 'linux.auth',
        action: ['ssh_login', 'sudo', 'session_opened', 'cron'][below(4)]!,
        outcome: below(3) === 0 ? 'success' : 'failure',
        kind: 'event',
        ingested: new Date(time).toISOString(),
        original: `<86>Jul  1 10:00:00 ${host} sshd[${below(30_000)}]: ${line}`,
      },
      host: { name: host },
      user: { name: user },
      source: { ip, port },
      process: { name: ['sshd', 'sudo', 'cron'][below(3)]!, pid: below(30_000) },
      message: line,
      vonggac: { unit: { id: unit, ids: [unit, 'tinh'] }, source: { id: 'source-1' } },
    },
  }
}
