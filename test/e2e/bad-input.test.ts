import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemWords } from '../../console/web/src/lib/problem-words.ts'
import { isTextKey } from '../../core/i18n/text-key.ts'
import { languages } from '../../core/i18n/translate.ts'
import { translator } from '../../core/i18n/translator.ts'
import { lyingProvider } from '../support/lying-provider.ts'
import { eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'
import { sendTcp } from '../support/syslog-lines.ts'

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; each test looks at its own fields
  readonly body: any
  readonly location: string
  readonly cookie: string
}

/** Asks the running platform, whatever it answers. */
async function ask(platform: Platform, method: string, path: string, cookie = '', body?: object): Promise<Answer> {
  const reply = await fetch(platform.url + path, {
    method,
    redirect: 'manual',
    headers: { cookie, 'x-vonggac': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  return {
    status: reply.status,
    body: text.startsWith('{') ? JSON.parse(text) : text,
    location: reply.headers.get('location') ?? '',
    cookie: reply.headers.get('set-cookie')?.split(';')[0] ?? '',
  }
}

type Do = (method: string, path: string, body?: object) => Promise<Answer>

async function signIn(platform: Platform, name: string, password: string): Promise<Do> {
  const { status, cookie, body } = await ask(platform, 'POST', '/api/session', '', { name, password })
  assert.equal(status, 200, JSON.stringify(body))
  return (method, path, more) => ask(platform, method, path, cookie, more)
}

/** Invites somebody with a role, who takes the invitation up and signs in. */
async function join(platform: Platform, lead: Do, name: string, role: string, unit: string): Promise<Do> {
  const password = 'một mật khẩu đủ dài 7'
  // A unit that was made just now is followed a moment later.
  const body = await eventually('the invitation', async () => {
    const invited = await lead('POST', '/api/people', { name, displayName: name, unit, service: false })
    return invited.status === 200 && invited.body
  })
  const { version } = body.person
  assert.equal((await lead('POST', `/api/people/${name}/grants`, { version, role, unit })).status, 200)
  const taken = await ask(platform, 'POST', '/api/welcome', '', { name, secret: body.link.secret, password })
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  return signIn(platform, name, password)
}

/** Each problem has words in both languages, with everything filled in. */
function explained(problems: readonly { code: string; params: Record<string, string> }[]): void {
  assert.ok(problems.length > 0)
  for (const problem of problems) {
    for (const language of languages) {
      assert.doesNotMatch(problemWords(translator(language, 'UTC'), problem) ?? '{', /[{}]/, problem.code)
    }
  }
}

const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' })

test('bad input to the running platform: each has its outcome, and words in both languages', {
  timeout: 480_000,
}, async (t) => {
  const provider = await lyingProvider(t)
  const { start } = installation(t, {
    VONGGAC_LOGIN_ADDRESS: 'https://vonggac.example',
    VONGGAC_OIDC_ISSUER: provider.issuer,
    VONGGAC_OIDC_CLIENT_ID: 'vonggac',
    VONGGAC_LOGIN_SECONDS: '1',
  })
  const platform = await start()
  const lead = await signIn(platform, 'truc', firstPasswords(platform).truc)

  await t.test('a unit imported under itself or under its own child, and networks that overlap', async () => {
    const head = 'Mã đơn vị;Tên đơn vị;Loại;Mã cấp trên;Mạng'
    const rows = ['xa-a;Xã A;xã;xa-a;', 'so-tc;Sở Tài chính;sở;so-tc-ketoan;', 'xa-b;Xã B;xã;tinh;10.20.0.0/15']
    const wish = { text: [head, ...rows].join('\n'), file: 'don-vi.csv', from: today, whole: false }
    const before = (await lead('GET', '/api/units')).body.rows.length
    const { body } = await lead('POST', '/api/units/import/preview', wish)
    const found = body.problems.map(({ line, code }: { line: number; code: string }) => `${line} ${code}`)
    for (const one of ['2 unit-loop', '3 unit-loop', '4 unit-networks-overlap']) assert.ok(found.includes(one), found)
    explained(body.problems)
    const refused = await lead('POST', '/api/units/import', wish)
    assert.deepEqual([refused.status, refused.body.code], [400, 'bad-request'])
    explained(refused.body.problems)
    assert.equal((await lead('GET', '/api/units')).body.rows.length, before, 'nothing came in')
  })

  await t.test('a user whose unit ends: the roles end, the log-in stays and says why', async () => {
    const unit = { id: 'so-thu', name: 'Sở Thử', kind: 'department', parent: 'tinh' }
    const nothing = { networks: [], domains: [], hosts: [], collectors: [] }
    const made = { act: 'create', from: '', unit: { ...unit, ...nothing }, contacts: [] }
    assert.equal((await lead('POST', '/api/units/changes', made)).status, 200)
    const person = await join(platform, lead, 'so-thu.lan', 'agency-head', 'so-thu')
    assert.equal((await person('GET', '/api/units/so-thu')).status, 200)
    assert.equal((await lead('POST', '/api/units/changes', { act: 'abolish', from: today, id: 'so-thu' })).status, 200)
    await eventually('the role ends', async () => (await person('GET', '/api/units')).status === 403)
    const home = (await person('GET', '/api/home')).body
    assert.deepEqual([home.roles, home.lapsed[0]?.why], [0, 'unit-ended'])
    assert.ok(isTextKey(`home.lapsed.${home.lapsed[0].why}`))
  })

  await t.test(
    'a role that grants more than its granter has; a unit beyond reach is as one that is not there',
    async () => {
      const boss = await join(platform, lead, 'so-tc.hoa', 'agency-head', 'so-tc')
      await boss('POST', '/api/people', { name: 'so-tc.nam', displayName: 'Nam', unit: 'so-tc', service: false })
      const grant = async (by: Do, role: string, unit: string) => {
        const { version } = (await by('GET', '/api/people/so-tc.nam')).body
        const { status, body } = await by('POST', '/api/people/so-tc.nam/grants', { version, role, unit })
        if (status !== 200) assert.ok(isTextKey(`people.why.${body.hint}`), body.hint)
        return `${status} ${body.hint ?? ''}`
      }
      assert.equal(await grant(boss, 'analyst', 'so-tc'), '403 not-yours-to-grant')
      assert.equal(await grant(lead, 'platform-admin', 'tinh'), '403 not-yours-to-grant')
      assert.equal(await grant(boss, 'agency-contact', 'so-yt'), '400 unknown-unit')
      assert.equal(await grant(boss, 'agency-contact', 'so-khong-co'), '400 unknown-unit')
      assert.equal(await grant(boss, 'agency-contact', 'so-tc'), '200 ')
    },
  )

  await t.test('an identity provider that answers late, or lies', async () => {
    provider.tell({ wait: 15_000 }, '')
    const started = performance.now()
    const late = await ask(platform, 'POST', '/api/log-in/oidc', '', {})
    assert.deepEqual([late.status, late.body.hint], [503, 'provider-late'])
    assert.ok(performance.now() - started < 12_000, 'it is not waited for')
    provider.tell({}, '')
    const begun = await ask(platform, 'POST', '/api/log-in/oidc', '', {})
    const asked = new URL(begun.body.url).searchParams
    provider.tell({ alg: 'none' }, asked.get('nonce') ?? '')
    const back = await ask(
      platform,
      'GET',
      `/api/log-in/oidc/callback?code=c&state=${asked.get('state')}`,
      begun.cookie,
    )
    assert.deepEqual([back.status, /oidc-signature/.test(back.location)], [302, true], back.location)
    assert.doesNotMatch(back.cookie, /vonggac_session=./)
    for (const key of ['signIn.why.provider-late', 'signIn.why.provider']) assert.ok(isTextKey(key))
  })

  await t.test('a search that would read everything is answered in bounds', async () => {
    const all = `from=0&to=4102444800000&query=${encodeURIComponent('message: *không đâu có*')}`
    const started = performance.now()
    const page = await lead('GET', `/api/events?${all}`)
    assert.deepEqual([page.status, 'reached' in page.body], [200, true])
    assert.ok(performance.now() - started < 10_000)
    assert.equal((await lead('GET', `/api/events?${all}&limit=100000`)).body.code, 'bad-request')
    const hostile = await lead('GET', `/api/events?from=0&to=1&query=${encodeURIComponent('message: /(a+)+$/ or (')}`)
    assert.deepEqual([hostile.body.code, typeof hostile.body.offset], ['bad-query', 'number'])
  })

  await t.test('two analysts on one alert, and a step on many whose alerts change meanwhile', async () => {
    const other = await join(platform, lead, 'binh', 'analyst', 'tinh')
    const at = new Date().toISOString()
    const line = (n: number) =>
      `<38>1 ${at} may-${n} sshd 7 - - Failed password for root from 203.0.113.${n} port 4 ssh2`
    await sendTcp(platform.syslogPort, [1, 2, 3, 4].map(line))
    const range = `from=${Date.now() - 3_600_000}&to=${Date.now() + 3_600_000}`
    const rows: { id: string; revision: number }[] = await eventually('four alerts', async () => {
      const { body } = await lead('GET', `/api/alerts?${range}`)
      return body.rows.length >= 4 && body.rows
    })
    const [one] = rows
    assert.ok(one !== undefined)
    const { id, revision } = one
    assert.equal((await other('POST', `/api/alerts/${id}/acknowledge`, { revision })).status, 200)
    const second = await lead('POST', `/api/alerts/${id}/acknowledge`, { revision })
    assert.deepEqual([second.status, second.body.code], [409, 'conflict'])
    const { body } = await lead('GET', `/api/alerts/${id}`)
    assert.equal(body.alert.assignee.id, 'binh', 'who was first has it')

    const alerts = rows.map((row) => ({ id: row.id, revision: row.revision }))
    const step = { key: 'bad-input-1', verb: 'close', disposition: 'benign', note: 'thử', alerts }
    const { id: bulk } = (await lead('POST', '/api/alerts/bulks', step)).body
    const done = await eventually('the step', async () => {
      const state = (await lead('GET', `/api/alerts/bulks/${bulk}`)).body
      return state.done + state.changed + state.skipped === rows.length && state
    })
    assert.deepEqual(
      [done.done, done.changed],
      [rows.length - 1, 1],
      'what changed meanwhile is left alone and counted',
    )
    assert.equal((await lead('GET', `/api/alerts/${id}`)).body.alert.status, 'acknowledged')
  })
  assert.equal(await platform.end('SIGTERM'), 0)
})
