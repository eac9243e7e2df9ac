import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { cpus, loadavg } from 'node:os'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { firstPasswords, installation } from '../support/platform.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'

/**
 * How long a line takes from the wire to the analyst's screen while 2,000 events a second come in: syslog over TCP into the
 * real platform on each store, and a real browser that shows the queue. Every 250 ms one of the lines opens an alert of its
 * own; measured is from the moment before it is written to the socket until its row stands in the page. Arguments: seconds,
 * events a second, and the store (`sqlite`, `elasticsearch`; both when absent).
 */
const seconds = Number(process.argv[2] ?? 60)
const perSecond = Number(process.argv[3] ?? 2_000)
const stores = process.argv[4] === undefined ? ['sqlite', 'elasticsearch'] : [process.argv[4]]
const tick = 20
const between = 250
/** The first seconds warm up: code is compiled, the queue fills. */
const warm = 10

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const addressOf = (n: number) => `198.18.${n >> 8}.${n & 255}`
const stamped = (host: string, program: string, pid: number, message: string) =>
  `<38>1 ${new Date().toISOString()} ${host} ${program} ${pid} - - ${message}\n`
const plain = (n: number) =>
  stamped(
    `web-${n % 40}`,
    'sshd',
    1000 + (n % 30_000),
    n % 2 === 0
      ? `Accepted publickey for git from 10.20.${(n >> 8) & 255}.${n & 255} port ${1024 + (n % 60_000)} ssh2: ED25519 SHA256:k${n}`
      : `Received disconnect from 10.20.${(n >> 8) & 255}.${n & 255} port ${1024 + (n % 60_000)}:11: disconnected by user`,
  )
const alarming = (n: number) =>
  stamped('bastion-01', 'sshd', 900, `Failed password for root from ${addressOf(n)} port ${40_000 + n} ssh2`)

/** Runs in the page: notes when each alarming address first stands in it. */
const watching = `
  window.shown = {}
  new MutationObserver(() => {
    for (const found of document.body.innerText.match(/198\\.18\\.\\d+\\.\\d+/g) ?? []) window.shown[found] ??= Date.now()
  }).observe(document.body, { childList: true, subtree: true, characterData: true })`

if (!hasBrowser()) {
  console.log('Chromium is not installed: nothing measured')
  process.exit(0)
}
for (const store of stores) await measure(store)

async function measure(store: string): Promise<void> {
  const ends: (() => unknown)[] = []
  const environment: Record<string, string> = {}
  if (store === 'elasticsearch') {
    const server = await findElasticsearch()
    if ('missing' in server) return console.log(`elasticsearch: ${server.missing}`)
    const prefix = `bench${randomBytes(6).toString('hex')}`
    ends.push(() => dropPrefix(server.url, prefix))
    environment.VONGGAC_STORAGE_KIND = 'elasticsearch'
    environment.VONGGAC_ELASTICSEARCH_URLS = server.url
    environment.VONGGAC_ELASTICSEARCH_PREFIX = prefix
  }
  const { start } = installation({ after: (end) => ends.unshift(end as () => unknown) }, environment)
  const browser = await openBrowser()
  ends.unshift(() => browser.close())
  try {
    const platform = await start()
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(platform.url)
    await page.locator('input[type=password]').waitFor()
    await page.locator('input').first().fill('truc')
    await page.locator('input[type=password]').fill(firstPasswords(platform).truc)
    await page.keyboard.press('Enter')
    await page.locator('input[type=password]').waitFor({ state: 'detached' })
    await page.goto(`${platform.url}/alerts`)
    await page.getByRole('heading', { name: 'Cảnh báo' }).first().waitFor()
    await page.evaluate(watching)
    const sent = await send(platform.syslogPort)
    await sleep(3_000)
    const shown = await page.evaluate<Record<string, number>>('shown')
    const counted = [...sent.alarms].slice((warm * 1000) / between)
    const waits = counted
      .flatMap(([address, at]) => (shown[address] === undefined ? [] : [shown[address] - at]))
      .sort((a, b) => a - b)
    const at = (part: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * part))] ?? Number.NaN
    console.log(
      `${store}: ${Math.round(sent.rate)} events/s for ${seconds} s, ${waits.length} of ${counted.length} alerts seen; ` +
        `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, longest ${waits.at(-1)} ms ` +
        `(load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores)`,
    )
    await platform.end('SIGTERM')
  } finally {
    for (const end of ends) await end()
  }
}

/** Sends at an even pace; tells when each alarming line went out. */
async function send(port: number): Promise<{ alarms: Map<string, number>; rate: number }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.resume()
  const alarms = new Map<string, number>()
  const begun = Date.now()
  let lines = 0
  for (let now = begun; now < begun + seconds * 1000; now = Date.now()) {
    const due = Math.floor(((now - begun) * perSecond) / 1000) - lines
    let text = ''
    for (let i = 0; i < due; i++) text += plain(lines + i)
    lines += due
    if (now - begun >= alarms.size * between) {
      const n = alarms.size
      text += alarming(n)
      alarms.set(addressOf(n), Date.now())
    }
    if (text !== '' && !socket.write(text)) await once(socket, 'drain')
    await sleep(tick)
  }
  const rate = (lines * 1000) / (Date.now() - begun)
  socket.end()
  return { alarms, rate }
}
