import type { Buffer } from 'node:buffer'
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { type Clock, systemClock } from '../../core/lib/clock.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Signal } from '../../core/telemetry/signals.ts'
import type { Pipeline } from '../pipeline.ts'
import type { RawRecord } from '../record.ts'
import type { Listening } from './listening.ts'
import { kernelDrops } from './udp-drops.ts'

export interface SyslogUdpInput {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly pipeline: Pipeline
  /** Receive buffer asked of the kernel, in MiB. */
  readonly bufferMiB: number
  readonly onSignal?: Signal
  readonly clock?: Clock
  /** Milliseconds between two looks at what was dropped. Default 5,000. */
  readonly every?: number
}

export interface UdpListening extends Listening {
  /** Datagrams lost so far: in the kernel, whose buffer was full, and here, where more was waiting than may. */
  dropped(): { readonly kernel: number; readonly queue: number }
  /** Since when datagrams have been getting lost; undefined once none was for ten minutes. */
  dropping(): number | undefined
}

const quietAfter = 600_000

/**
 * Syslog over UDP (RFC 5426): one message a datagram. There is no acknowledgement and nothing can be held back: what
 * comes faster than events become durable is lost, and is counted. Every datagram counts.
 */
export async function listenSyslogUdp(input: SyslogUdpInput): Promise<UdpListening> {
  const { pipeline, onSignal } = input
  const clock = input.clock ?? systemClock
  const start = randomId()
  const waiting = new Map<string, RawRecord[]>()
  let number = 0
  let queue = 0
  let kernel = 0
  let since: number | undefined
  let lastLost = 0
  let known = 0

  const socket = createSocket({
    type: isIPv6(input.host) ? 'udp6' : 'udp4',
    recvBufferSize: input.bufferMiB * 1024 * 1024,
  })

  function deliver(): void {
    for (const [peer, records] of waiting) {
      const first = number
      number += records.length
      const sender = { id: `syslog-udp:${peer}`, input: 'syslog-udp', peer, address: peer } as const
      const identityOf = (index: number): string => `${start}.${first + index}`
      // Held records are only given up at a stop, and then the pipeline says so.
      pipeline.accept({ sender, format: 'auto', records, identityOf, whenRefused: 'hold' }).catch(() => undefined)
    }
    waiting.clear()
  }

  function look(): void {
    kernel = Math.max(kernel, kernelDrops(port) ?? 0)
    const lost = kernel + queue
    const now = clock.now()
    if (lost > known) {
      if (since === undefined) onSignal?.('datagrams-dropped', { kernel, queue })
      since ??= now
      lastLost = now
      known = lost
    } else if (now - lastLost > quietAfter) since = undefined
  }

  socket.on('message', (bytes: Buffer, { address }) => {
    if (bytes.length === 0) return
    if (pipeline.isFull()) {
      queue += 1
      return
    }
    const peer = address.startsWith('::ffff:') ? address.slice(7) : address
    if (waiting.size === 0) setImmediate(deliver)
    const records = waiting.get(peer)
    if (records === undefined) waiting.set(peer, [{ bytes: trimmed(bytes) }])
    else records.push({ bytes: trimmed(bytes) })
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(input.port, input.host, () => {
      socket.off('error', reject)
      // ICMP errors of earlier answers are no reason to stop listening.
      socket.on('error', () => undefined)
      resolve()
    })
  })
  const { port } = socket.address()
  const timer = setInterval(look, input.every ?? 5000)
  return {
    port,
    dropped() {
      look()
      return { kernel, queue }
    },
    dropping: () => since,
    async close() {
      clearInterval(timer)
      await new Promise<void>((resolve) => socket.close(() => resolve()))
      deliver()
    },
  }
}

/** Some devices end a datagram as if it were a line. */
function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 10 || bytes[end - 1] === 13 || bytes[end - 1] === 0)) end -= 1
  return bytes.subarray(0, end)
}
