import assert from 'node:assert/strict'
import { relpClient } from './relp-client.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Lines that a sender keeps at most while they are not acknowledged. */
const mostWaiting = 3_000

/** A sender that goes on until it is told to end; then it resolves once all that it sent is acknowledged. */
export interface SteadySender {
  /** What was handed over so far. */
  sent(): number
  /** Answers that refused. */
  refusals(): number
  end(): Promise<number>
  /** Stays away: to be called when a test ends, however it ends. */
  stop(): void
}

const line = (at: Date, source: string, pid: number): string =>
  `<38>1 ${at.toISOString().replace('Z', '+00:00')} bastion-01 sshd ${pid} - - Failed password for root from ${source} port 40000 ssh2`

/** Lines over RELP, `each` every `every` milliseconds: two of three are one and the same line throughout, the rest differ. */
export function steadyRelp(
  port: number,
  { at, source, each, every }: { at: Date; source: string; each: number; every: number },
): SteadySender {
  const client = relpClient(() => port, 500)
  let sent = 0
  let over = false
  let last: Promise<void> = Promise.resolve()
  const sending = (async () => {
    while (!over) {
      // Its queue is bounded: during a long outage it takes no more from its own sources.
      while (client.waiting > mostWaiting && !over) await pause(every)
      last = client.deliver(Array.from({ length: each }, (_, i) => line(at, source, i % 3 === 0 ? 100 + sent + i : 1)))
      sent += each
      await pause(every)
    }
  })()
  return {
    sent: () => sent,
    refusals: () => 0,
    stop() {
      over = true
      client.stop()
    },
    async end() {
      over = true
      await sending
      await last
      await client.close()
      return sent
    },
  }
}

/** Requests of `each` equal documents with ids of their own to `_bulk`, each sent again until it is acknowledged. */
export function steadyBulk(
  url: string,
  authorization: string,
  { at, source, each, every }: { at: Date; source: string; each: number; every: number },
): SteadySender {
  let sent = 0
  let refused = 0
  let over = false
  let stopped = false
  const document = JSON.stringify({
    '@timestamp': at.toISOString(),
    host: { name: 'bastion-02' },
    process: { name: 'sshd', pid: 1 },
    message: `Failed password for root from ${source} port 4000 ssh2`,
  })
  async function deliver(body: string): Promise<void> {
    while (!stopped) {
      const reply = await fetch(`${url}/_bulk`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-ndjson' },
        body,
      }).catch(() => undefined)
      const answer = (await reply?.json()) as { errors?: boolean; items?: readonly unknown[] } | undefined
      if (reply?.status === 200 && answer?.errors === false) {
        assert.equal(answer.items?.length, each)
        return
      }
      refused += 1
      await pause(250)
    }
  }
  const sending = (async () => {
    while (!over) {
      const lines = Array.from({ length: each }, (_, i) => `{"index":{"_id":"${source}-${sent + i}"}}\n${document}\n`)
      await deliver(lines.join(''))
      sent += each
      await pause(every)
    }
  })()
  return {
    sent: () => sent,
    refusals: () => refused,
    async end() {
      over = true
      await sending
      return sent
    },
    stop() {
      over = true
      stopped = true
    },
  }
}
