import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser, skip } from '../support/browser.ts'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { guidOf, sysmonStart } from '../support/process-lines.ts'
import { sendTcp } from '../support/syslog-lines.ts'
import { signIn } from './views.ts'

/** Each would be seen if a page took it for more than text: as markup, script, address, Markdown, terminal or order of reading. */
const hostile = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg/onload=alert(1)>',
  "';alert(1)//",
  'javascript:alert(1)',
  '[x](javascript:alert(1))',
  '![x](http://127.0.0.1:9/leak)',
  '{{constructor.constructor("alert(1)")()}}',
  '#{alert(1)}',
  '__proto__',
  '\u001b[31mred\u0007',
  'a\u202Egnp.exe',
  '=HYPERLINK("http://127.0.0.1:9")',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<style>*{display:none}</style>',
] as const
/** In names that may not hold blanks. */
const packed = '<img/src=x/onerror=alert(1)>'
const marked = hostile.join(' ')
const range = 'from=0&to=4102444800000'

test('what logs and people write is shown as it is on every page and never does anything there', {
  skip,
  timeout: 580_000,
}, async (t) => {
  const { start } = installation(t)
  const platform = await start()
  const { truc, admin } = firstPasswords(platform)
  const api = await apiOf(platform, 'truc', truc)
  const now = Date.now()
  const stamp = new Date(now).toISOString().replace('Z', '+00:00')
  await sendTcp(platform.syslogPort, [
    ...hostile.map(
      (text, i) =>
        `<38>1 ${stamp} ${packed} sshd ${i} - - Failed password for ${text.replaceAll(' ', '/')} from 203.0.113.7 port ${1024 + i} ssh2`,
    ),
    ...hostile.map((text) => `<38>1 ${stamp} ${packed} ${packed} 1 - - ${text}`),
  ])
  const key = (await api.post('/api/keys', { name: marked.slice(0, 60) })) as { id: string; secret: string }
  const processes = hostile.map((text, i) =>
    sysmonStart({
      at: now - 1000 + i,
      host: packed,
      guid: guidOf(i + 1),
      pid: i + 10,
      parentGuid: guidOf(i),
      parentPid: i + 9,
      image: `C:\\${text}\\powershell.exe`,
      line: `${text} -enc ${marked}`,
      parentImage: `C:\\${text}`,
    }),
  )
  const sent = await fetch(`http://127.0.0.1:${platform.bulkPort}/_bulk`, {
    method: 'POST',
    headers: {
      authorization: `ApiKey ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`,
      'content-type': 'application/x-ndjson',
    },
    body: processes.map((line) => `{"create":{"_index":"x"}}\n${line}\n`).join(''),
  })
  assert.equal(sent.status, 200)
  const alerts = await eventually('alerts are there', async () => {
    const { rows } = (await api.get(`/api/alerts?${range}`)) as { rows: { id: string }[] }
    return rows.length > 0 && rows
  })
  const started = await eventually('processes are there', async () => {
    const { rows } = (await api.get(`/api/events?${range}&limit=200`)) as {
      rows: { event: { id: string; code?: string } }[]
    }
    return rows.length >= 3 * hostile.length && rows.find(({ event }) => event.code === '1')
  })
  const alert = alerts[0]?.id ?? ''
  const incident = (await api.post('/api/incidents', {
    title: marked.slice(0, 190),
    type: 'other',
    severity: 'high',
    tlp: 'amber',
    exercise: false,
    restricted: false,
    unit: 'tinh',
    target: { alerts: [alert] },
  })) as { id: string }
  await api.post(`/api/incidents/${incident.id}/notes`, { text: marked, pinned: true })
  await api.post(`/api/incidents/${incident.id}/events`, { events: [started.event.id] })
  const list = (await api.post('/api/indicators', {
    title: marked.slice(0, 190),
    sender: hostile[0],
    reference: hostile[1],
    dated: null,
    due: null,
    tlp: 'amber',
    note: marked,
    unit: 'tinh',
    source: { text: '203.0.113.7' },
    leftOut: [],
  })) as { id: string }
  await api.post('/api/searches', { name: hostile[0], address: 'query=<script>alert(1)</script>', shared: true })
  await api.post('/api/alerts/views', { name: hostile[0], address: 'group=host&x=javascript:alert(1)', shared: true })
  await api.post('/api/rule-exceptions', {
    title: hostile[0],
    rules: null,
    expression: 'host.name: nowhere',
    list: null,
    unit: 'tinh',
    owner: hostile[2],
    reason: marked,
    expires: null,
  })
  await api.post('/api/shifts', { unit: 'tinh', phone: '' })
  const { rows: shifts } = (await api.get(`/api/shifts?${range}`)) as { rows: { id: string }[] }
  await api.post(`/api/shifts/${shifts[0]?.id}/entries`, { text: `${marked} ${alert}` })
  await api.post('/api/people', { name: 'la', displayName: hostile[0], unit: 'tinh', service: false })

  /** Pages that name nobody and nothing of what was sent. */
  const silent = [
    `/search/indicators/${list.id}/report`,
    '/statistics',
    '/addresses/203.0.113.7',
    '/rules',
    '/me',
    '/system',
  ]
  const browser = await openBrowser()
  t.after(() => browser.close())
  const [faults, refusals]: [string[], string[]] = [[], []]
  const [visited, shown] = [new Set<string>(), new Set<string>()]
  const visit = async (name: string, password: string, paths: readonly string[]): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    let at = ''
    page.on('dialog', (dialog) => {
      faults.push(`${at}: a script ran: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('pageerror', (error) => faults.push(`${at}: ${error.message}`))
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== platform.url && !request.url().startsWith('data:')) {
        faults.push(`${at}: asks ${request.url()}`)
      }
    })
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`${at}: ${message.text()}`)
    })
    await page.goto(platform.url)
    page.on('response', async (reply) => {
      if (reply.url().endsWith('/api/session') && reply.status() >= 400 && at === 'log-in') {
        refusals.push(`${name}: ${reply.status()} ${await reply.text()}`)
      }
    })
    at = 'log-in'
    await page.locator('form').waitFor()
    await signIn(page, name, password).catch((error) => assert.fail(`${refusals.join()} ${error}`))
    for (const path of paths) {
      at = path
      visited.add(path)
      await page.goto(platform.url + path)
      await settle(page)
      for (const opener of ['.row-open', '.timeline button', '.tree button', 'summary']) {
        const found = page.locator(opener).first()
        if ((await found.count()) > 0 && (await found.isVisible())) {
          await found.click({ timeout: 2000 }).catch(() => undefined)
          await page.waitForTimeout(150)
        }
      }
      await settle(page)
      if (!silent.includes(path)) {
        const there = page.locator('body:has-text("alert(1)")').waitFor({ timeout: 30_000 })
        await there.then(
          () => shown.add(path),
          () => undefined,
        )
      }
      faults.push(...(await foreignMarkup(page)).map((what) => `${path}: ${what}`))
    }
    await context.close()
  }
  const host = encodeURIComponent(packed)
  const pages = [
    '/',
    '/shifts',
    `/shifts?shift=${shifts[0]?.id}`,
    '/statistics',
    '/alerts',
    '/alerts?group=host',
    `/alerts?alert=${alert}`,
    '/search?range=7d&column=user.name&column=process.command_line',
    '/search?range=7d&stat=user.name',
    `/search?query=${encodeURIComponent(hostile[0])}`,
    `/hosts/${host}`,
    `/users/${encodeURIComponent(hostile[0].replaceAll(' ', '/'))}`,
    '/addresses/203.0.113.7',
    `/process-tree?event=${started.event.id}`,
    '/incidents',
    `/incidents/${incident.id}`,
    '/search/indicators',
    `/search/indicators?list=${list.id}`,
    `/search/indicators/${list.id}/report`,
    '/sources',
    '/rules',
    '/people',
    '/audit?range=7d',
    '/me',
  ]
  await Promise.all([
    visit('truc', truc, pages.slice(0, pages.length / 2)),
    visit('truc', truc, pages.slice(pages.length / 2)),
    visit('admin', admin, ['/sources', '/people', '/system']),
  ])
  assert.deepEqual(faults, [])
  assert.deepEqual(
    [...visited].filter((path) => !shown.has(path) && !silent.includes(path)),
    [],
    'and the text itself is there to be read',
  )

  // What the platform itself writes stays one line of JSON a happening, whatever it is about.
  for (const line of platform.output().split('\n')) {
    if (!line.startsWith('{"level"')) assert.doesNotMatch(line, /alert\(1|onerror|javascript:|__proto__/)
  }
  assert.doesNotMatch(platform.output(), new RegExp(key.secret))
})

/** Waits until nothing is asked for any more. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined)
}

/** What stands in the page that only a hostile text can have put there. Text: the tests are typed for no browser. */
const foreignMarkup = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const found = []
    for (const one of document.querySelectorAll('*')) {
      const inline = [...one.attributes].find(({ name }) => name.startsWith('on'))
      if (inline !== undefined) found.push(one.tagName + ' has ' + inline.name)
      for (const name of ['href', 'src', 'action', 'srcdoc']) {
        if (/^\\s*javascript:/i.test(one.getAttribute(name) ?? '')) found.push(one.tagName + ' leads to a script')
      }
    }
    if (document.querySelector('iframe, object, embed, img[src="x"]') !== null) found.push('a foreign element')
    if (document.body.innerText.trim().length < 20) found.push('nothing is shown')
    return found
  })()`)
