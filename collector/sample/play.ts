import { once } from 'node:events'
import { connect } from 'node:net'
import type { SampleLine } from './attack.ts'
import { sampleAttack } from './attack.ts'

export interface SamplePlay {
  readonly host: string
  /** Port of the syslog input. */
  readonly port: number
  /** The moment at which the recording begins, epoch milliseconds. */
  readonly now: number
  /** 1 plays as it was recorded (half a minute), 10 ten times as fast. Default 1. */
  readonly speed?: number
}

/** A recording that plays: how many lines over how many milliseconds, and when it is over. */
export interface Playing {
  readonly lines: number
  readonly duration: number
  /** Rejects when the input cannot be reached or breaks off. */
  readonly done: Promise<void>
}

/**
 * Plays the sample attack through the real syslog input: a client like any other, in rsyslog's own line format, stamped
 * as if it happened from `now` on.
 */
export function playSample({ host, port, now, speed = 1 }: SamplePlay): Playing {
  const duration = Math.ceil((sampleAttack.at(-1)?.at ?? 0) / speed)
  return { lines: sampleAttack.length, duration, done: play(host, port, now, speed) }
}

async function play(host: string, port: number, now: number, speed: number): Promise<void> {
  const socket = connect(port, host)
  // A failure while waiting for the next line must not be an unheard event.
  const failed = new Promise<never>((_, reject) => socket.once('error', reject))
  failed.catch(() => undefined)
  await Promise.race([once(socket, 'connect'), failed])
  const began = performance.now()
  for (const line of sampleAttack) {
    const due = line.at / speed - (performance.now() - began)
    if (due > 1) await Promise.race([new Promise((resolve) => setTimeout(resolve, due)), failed])
    socket.write(written(line, now + line.at / speed))
  }
  const closed = once(socket, 'close')
  socket.end()
  await Promise.race([closed, failed])
}

const vietnamAhead = 7 * 3_600_000

/** The line as rsyslog's RSYSLOG_ForwardFormat writes it, with the zone in it. */
function written({ priority, host, program, pid, message }: SampleLine, time: number): string {
  const local = new Date(Math.round(time) + vietnamAhead).toISOString().slice(0, -1)
  return `<${priority}>${local}+07:00 ${host} ${program}[${pid}]: ${message}\n`
}
