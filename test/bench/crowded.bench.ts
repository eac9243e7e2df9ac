import { once } from 'node:events'
import { connect } from 'node:net'
import { cpus, loadavg } from 'node:os'
import type { Platform } from '../support/platform.ts'
import { type Ask, asker, provinceStores, shareOf, withProvince } from './province-platform.ts'
import { askers } from './province-world.ts'

/**
 * What twenty searches that would read everything do to the others: how long the queue's page takes, and a line from the
 * wire until its alert is in the queue, first without them and then while they go on; then how soon the platform is free of them once
 * their askers have left.
 * `crowded.bench.ts [alerts] [events] [sqlite|elasticsearch]`
 */
const [alerts = 20_000, events = 300_000] = process.argv.slice(2, 4).map(Number)
const stores = process.argv[4] === undefined ? provinceStores : [process.argv[4]]
const searches = 20
const rounds = 20
const month = 31 * 86_400_000
const told = (values: readonly number[]) => `${Math.round(shareOf(values, 0.95))} ms`

for (const store of stores) {
  await withProvince(store, { alerts, events, auditRows: 4_000 }, async (platform) => {
    const { ask } = await asker(platform, askers[0])
    await others(platform, ask, 0)
    const calm = await others(platform, ask, 1)
    const leave = new AbortController()
    const answers: number[] = []
    const running = Array.from({ length: searches }, (_, n) => readEverything(ask, n, leave.signal, answers))
    await new Promise((resolve) => setTimeout(resolve, 500))
    const crowded = await others(platform, ask, 2)
    leave.abort()
    await Promise.all(running)
    const left = performance.now()
    const { ms } = await ask(`/api/events?from=${Date.now() - month}&to=${Date.now()}&limit=1`)
    const load = `load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`
    console.log(`${store}, ${searches} searches, ${answers.length} answers, p95 ${told(answers)} (${load})`)
    console.log(`  queue and its counts p95: alone ${told(calm.queue)}, beside them ${told(crowded.queue)}`)
    console.log(`  wire to queue p95: alone ${told(calm.wire)}, beside them ${told(crowded.wire)}`)
    console.log(
      `  a plain search once they have left: ${Math.round(ms)} ms, ${Math.round(performance.now() - left)} after`,
    )
  })
}

/** Asks for what is nowhere, over and over, as a page does that goes on by itself, until the asker leaves. */
async function readEverything(ask: Ask, n: number, left: AbortSignal, answers: number[]): Promise<void> {
  const range = `from=${Date.now() - month}&to=${Date.now()}`
  for (let cursor = ''; !left.aborted; ) {
    try {
      const path = `/api/events?${range}&limit=100&query=${encodeURIComponent(`event.original: *khong-co-${n}*`)}${cursor}`
      const { status, text, ms } = await ask(path, left)
      if (status !== 200) throw new Error(`${status} ${text.slice(0, 200)}`)
      answers.push(ms)
      const next = (JSON.parse(text) as { cursor: string | null }).cursor
      cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`
    } catch (error) {
      if (!left.aborted) throw error
    }
  }
}

/** The queue's page, and lines that open an alert each. */
async function others(platform: Platform, ask: Ask, series: number) {
  const [queue, wire]: [number[], number[]] = [[], []]
  const socket = connect(platform.syslogPort, '127.0.0.1')
  await once(socket, 'connect')
  socket.resume()
  for (let round = 0; round < rounds; round++) {
    const range = `from=${Date.now() - 7 * 86_400_000}&to=${Date.now() + 60_000}&status=new&status=acknowledged`
    for (const path of [`/api/alerts?${range}&limit=200`, `/api/alerts/summary?${range}`]) {
      const { ms, status, text } = await ask(path)
      if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 200)}`)
      queue.push(ms)
    }
    const address = `198.18.${series}.${round}`
    const line = `Failed password for root from ${address} port ${40_000 + round} ssh2`
    const sent = performance.now()
    socket.write(`<38>1 ${new Date().toISOString()} bastion-01 sshd 900 - - ${line}\n`)
    while (performance.now() - sent < 20_000) {
      const { text } = await ask(`/api/alerts?${range}&source=${address}&limit=1`)
      if ((JSON.parse(text) as { total: number }).total > 0) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    wire.push(performance.now() - sent)
  }
  socket.end()
  return { queue, wire }
}
