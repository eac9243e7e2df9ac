import { dayLong } from './day-events.ts'
import { oneText, oneUnit } from './province-world.ts'

/** A name to print, and the path. */
export type Call = readonly [route: string, path: string]
type Ask = (path: string) => Promise<{ readonly status: number; readonly text: string }>

/** Every read that a page of the console makes, with what such a page asks; ids are those of the first rows. */
export async function provinceCalls(ask: Ask): Promise<readonly Call[]> {
  const first = async (path: string, field = 'id'): Promise<string> => {
    const { status, text } = await ask(path)
    const { rows = [] } = status === 200 ? (JSON.parse(text) as { rows?: Record<string, unknown>[] }) : {}
    return encodeURIComponent(String(rows[0]?.[field] ?? 'none'))
  }
  const now = Date.now()
  const midnight = Math.ceil(now / dayLong) * dayLong
  const span = (days: number) => `from=${now - days * dayLong}&to=${now + 60_000}`
  const days = (many: number) => `from=${midnight - many * dayLong}&to=${midnight}`
  const open = 'status=new&status=acknowledged'
  const alert = await first(`/api/alerts?${span(7)}&limit=1`)
  const incident = await first('/api/incidents?limit=1')
  const list = await first('/api/indicators')
  const shift = await first(`/api/shifts?${span(30)}`)
  const source = await first('/api/sources')
  const system = await first('/api/systems')
  const rule = await first('/api/rules')
  const values = await first('/api/value-lists', 'name')
  const collection = await first('/api/rule-collections', 'name')
  const events = JSON.parse((await ask(`/api/events?${span(2)}&limit=1`)).text) as {
    rows: { event: { id: string }; host: { name: string } }[]
  }
  const event = encodeURIComponent(events.rows[0]?.event.id ?? 'none')
  const host = encodeURIComponent(events.rows[0]?.host.name ?? 'none')
  const entity = `${span(7)}&name=${host}`
  const found = async (name: string, path: string): Promise<Call[]> =>
    path.includes('none') || (await ask(path)).status === 404 ? [] : [[name, path]]
  return [
    ['session', '/api/session'],
    ['ways to sign in', '/api/log-in/ways'],
    ['setting of second factors', '/api/second-factor-setting'],
    ['home', '/api/home'],
    ['alerts, 7 days, open', `/api/alerts?${span(7)}&${open}&limit=200`],
    ['alerts, 30 days, open', `/api/alerts?${span(31)}&${open}&limit=200`],
    ['alerts, 30 days, all', `/api/alerts?${span(31)}&limit=200`],
    ['alerts, 30 days, by severity', `/api/alerts?${span(31)}&${open}&sort=severity&limit=200`],
    ['alerts, 30 days, by count', `/api/alerts?${span(31)}&sort=count&limit=200`],
    ['alerts, 30 days, by rule', `/api/alerts?${span(31)}&sort=rule&direction=asc&limit=200`],
    ['alerts, 30 days, text', `/api/alerts?${span(31)}&text=dang%20nhap&limit=200`],
    ['alerts, 30 days, far down', `/api/alerts?${span(31)}&limit=200&offset=50000`],
    ['alerts, mine', `/api/alerts?${span(31)}&assignee=chi-huy&limit=200`],
    ['alerts, handed over', `/api/alerts?${span(31)}&handOff=offered&limit=200`],
    ['alerts, in an incident', `/api/alerts?${span(31)}&incident=any&limit=200`],
    ['alerts, in no incident', `/api/alerts?${span(31)}&incident=none&limit=200`],
    ['alerts, level 4', `/api/alerts?${span(31)}&systemLevel=4&limit=200`],
    ['alert summary, 7 days, open', `/api/alerts/summary?${span(7)}&${open}`],
    ['alert summary, 30 days, open', `/api/alerts/summary?${span(31)}&${open}`],
    ['alert summary, 30 days, all', `/api/alerts/summary?${span(31)}`],
    ['alert summary, text', `/api/alerts/summary?${span(31)}&text=dang%20nhap`],
    ...['rule', 'host', 'user', 'unit'].map(
      (by): Call => [`alert groups by ${by}, 30 days`, `/api/alerts/groups?${span(31)}&by=${by}&limit=500`],
    ),
    ['takers', `/api/alerts/takers?unit=${oneUnit}`],
    ['takers of 20 units', `/api/alerts/takers?${Array.from({ length: 20 }, (_, n) => `unit=xa-${n}`).join('&')}`],
    ['alert', `/api/alerts/${alert}`],
    ['saved views', '/api/alerts/views'],
    ['incidents', '/api/incidents?limit=200'],
    ['incidents, open, text', '/api/incidents?status=in-progress&text=ma%20doc&limit=200'],
    ['incident types', '/api/incidents/types'],
    ...(await found('incident', `/api/incidents/${incident}`)),
    ...(await found('incident history', `/api/incidents/${incident}/history`)),
    ['incident workers', `/api/incidents/workers?unit=${oneUnit}`],
    ['similar incidents', `/api/incidents/similar?alert=${alert}`],
    ['events, a day', `/api/events?${span(1)}&limit=100`],
    ['events, 7 days, value', `/api/events?${span(7)}&only=event.dataset%3Dlinux.auth&limit=100`],
    ['events, 7 days, text', `/api/events?${span(7)}&text=sekurlsa&limit=100`],
    ['event histogram, a day', `/api/events/histogram?${span(1)}`],
    ['event histogram, 7 days', `/api/events/histogram?${span(7)}`],
    ['event facets, a day', `/api/events/facets?${span(1)}`],
    ['event facets, 7 days', `/api/events/facets?${span(7)}`],
    ['event statistics', `/api/events/statistics?${span(1)}&field=host.name`],
    ['event values', `/api/events/values?${span(1)}&field=host.name&prefix=srv`],
    ['searches that wait', '/api/events/waiting'],
    ...(await found('event', `/api/events/${event}`)),
    ['saved searches', '/api/searches'],
    ['entity', `/api/entities/host?${entity}`],
    ...['prevalence', 'bars', 'hosts', 'alerts'].map(
      (part): Call => [`entity ${part}`, `/api/entities/host/${part}?${entity}`],
    ),
    ...(await found('process tree', `/api/processes/tree?event=${event}`)),
    ...(await found('children of a process', `/api/processes/children?event=${event}&of=self`)),
    ...(await found('activity of a process', `/api/processes/activity?event=${event}&of=self`)),
    ['indicator lists', '/api/indicators'],
    ...(await found('indicator list', `/api/indicators/${list}`)),
    ...(await found('indicators', `/api/indicators/${list}/items?limit=200`)),
    ['events to export', `/api/exports/events/plan?${span(7)}`],
    ['alerts to export', `/api/exports/alerts/plan?${span(31)}`],
    ['audit rows to export', `/api/exports/audit/plan?${span(30)}`],
    ['sources', '/api/sources'],
    ...(await found('source failures', `/api/sources/${source}/failures`)),
    ['units', '/api/units'],
    ['unit', `/api/units/${oneUnit}`],
    ['systems', '/api/systems'],
    ...(await found('system of the register', `/api/systems/${system}`)),
    ['people', '/api/people?text=&limit=500'],
    ['people, text', '/api/people?text=van%2012&limit=500'],
    ['person', '/api/people/nguoi-3'],
    ['sessions of a person', '/api/people/nguoi-3/sessions'],
    ['keys of a person', '/api/people/nguoi-3/keys'],
    ['roles to grant', `/api/roles?unit=${oneUnit}`],
    ['own account', '/api/me'],
    ['own sessions', '/api/me/sessions'],
    ['own passkeys', '/api/me/passkeys'],
    ['own second factor', '/api/me/second-factor'],
    ['shifts', `/api/shifts?${span(30)}`],
    ...(await found('shift', `/api/shifts/${shift}`)),
    ['on duty', '/api/shifts/duty'],
    ['hand-over draft', '/api/shifts/draft'],
    ['people for a shift', '/api/shifts/people?unit=tinh'],
    ['metrics, 7 days by unit', `/api/metrics?${days(7)}&by=unit&span=day`],
    ['metrics, 30 days by unit', `/api/metrics?${days(30)}&by=unit&span=day`],
    ['metrics, 30 days by rule', `/api/metrics?${days(30)}&by=rule&span=week`],
    ['metrics, lag', `/api/metrics/lag?${days(7)}`],
    ['audit', `/api/audit?${span(30)}&limit=100`],
    ['audit, a person', `/api/audit?${span(30)}&actor=nguoi-14&limit=100`],
    ['audit, an action', `/api/audit?${span(30)}&action=role.&limit=100`],
    ['audit, text', `/api/audit?${span(30)}&text=quan%20tri&limit=100`],
    ['audit, text nowhere', `/api/audit?${span(30)}&text=khongco&limit=100`],
    ['audit facets', `/api/audit/facets?${span(30)}`],
    ['audit facets, a person', `/api/audit/facets?${span(30)}&actor=nguoi-14`],
    ['audit facets, text', `/api/audit/facets?${span(30)}&text=quan%20tri`],
    ['audit chain', '/api/audit/chain'],
    ['rules', '/api/rules'],
    ...(await found('rule', `/api/rules/${rule}`)),
    ['rule statistics', '/api/rules/statistics?days=30'],
    ...(await found('rule versions', `/api/rules/${rule}/versions`)),
    ...(await found('rule history', `/api/rules/${rule}/history`)),
    ...(await found('back-fills of a rule', `/api/rules/${rule}/backfills`)),
    ...(await found('text of rules', `/api/rule-texts/${oneText}`)),
    ['coverage of ATT&CK', '/api/rules/coverage'],
    ['coverage as a layer', '/api/rules/coverage/navigator'],
    ['exceptions', `/api/rule-exceptions?rule=${rule}`],
    ['proposed exceptions', `/api/exception-proposals?rule=${rule}`],
    ['collections', '/api/rule-collections'],
    ...(await found('collection', `/api/rule-collections/${collection}`)),
    ['value lists', '/api/value-lists'],
    ...(await found('value list', `/api/value-lists/${values}`)),
    ['intake keys', '/api/keys'],
    ['state of the system', '/api/system'],
  ]
}
