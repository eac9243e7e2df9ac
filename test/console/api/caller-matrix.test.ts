import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grant } from '../../../core/access/actor.ts'
import { untoldSystem } from '../../../response/systems/import-systems.ts'
import { guard, testConsole } from '../../support/console.ts'
import { nothingSet } from '../../support/rule-edits.ts'

/**
 * Every route × every kind of caller, on data with a canary per unit: what is the caller's own is there, what is foreign
 * is nowhere: not in the body, the headers or the error. A route without a row fails.
 */
type Caller =
  | 'anonymous'
  | 'own'
  | 'sibling'
  | 'parent'
  | 'auditor'
  | 'lead'
  | 'admin'
  | 'head'
  | 'contact'
  | 'partner'
  | 'key'

/** `key` is a program's, with what its role holds. */
const callers: Record<Exclude<Caller, 'anonymous'>, readonly Grant[]> = {
  key: [{ role: 'service-account', unit: 'so-tc' }],
  own: [{ role: 'analyst', unit: 'so-tc' }],
  sibling: [{ role: 'analyst', unit: 'so-yt' }],
  parent: [{ role: 'analyst', unit: 'tinh' }],
  auditor: [{ role: 'auditor', unit: 'so-tc' }],
  lead: [{ role: 'duty-lead', unit: 'tinh' }],
  admin: [{ role: 'platform-admin', unit: 'tinh' }],
  head: [{ role: 'agency-head', unit: 'so-tc' }],
  contact: [{ role: 'agency-contact', unit: 'so-yt' }],
  partner: [{ role: 'partner-cert', unit: 'tinh' }],
}

/** Which canaries a caller with content rights sees: `ketoan` lies under so-tc, `yte` is so-yt, `none` is no unit's. */
const sees: Record<Caller, readonly string[]> = {
  anonymous: [],
  own: ['ketoan'],
  sibling: ['yte'],
  parent: ['ketoan', 'yte', 'none'],
  auditor: ['ketoan'],
  lead: ['ketoan', 'yte', 'none'],
  admin: [],
  head: ['ketoan'],
  contact: ['yte'],
  partner: [],
  key: ['ketoan'],
}
const canaries = ['ketoan', 'yte', 'none'] as const

type Allowed = Partial<Record<Caller, number>>
const readers: Allowed = { key: 200, own: 200, sibling: 200, parent: 200, auditor: 200, lead: 200 }
/** A program's key reads and carries nothing off. */
const exporters: Allowed = { own: 200, sibling: 200, parent: 200, auditor: 200, lead: 200 }
const workers: Allowed = { own: 200, sibling: 404, parent: 200, lead: 200 }
const writers: Allowed = { own: 200, sibling: 200, parent: 200, lead: 200 }
const everyone: Allowed = Object.fromEntries(['anonymous', ...Object.keys(callers)].map((caller) => [caller, 200]))
/** Who sees what stands in the register of systems. */
const seesInventory: Allowed = { ...readers, head: 200, contact: 200 }
const seesSources: Allowed = { ...readers, admin: 200, head: 200, contact: 200 }
const inspectors: Allowed = { auditor: 200, lead: 200 }
const keepers: Allowed = { lead: 200, admin: 200, head: 200 }
const all = (who: Allowed, status: number): Allowed =>
  Object.fromEntries(Object.entries(who).map(([one, was]) => [one, was === 403 ? 403 : status]))
const signedIn: Allowed = { ...everyone, anonymous: 401, key: 403 }

interface Row {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly payload?: (revision: number, caller: Caller) => object
  /** Status by caller; whoever is not named is refused: 401 without a log-in, 403 otherwise. */
  readonly allowed: Allowed
  /** The answer lists all that the caller may see, so that every own canary must be in it. */
  readonly complete?: boolean
  /** Admin may read it too, and sees all units. */
  readonly adminSees?: boolean
}

const failedLogInId = '2e0d8a5e-7c3f-4a1b-9f64-0d1c2b3a4f5e'
const failedLogIn = `title: Test
id: ${failedLogInId}
status: test
logsource: { product: linux, service: sshd }
detection:
  selection: { user.name|startswith: 'user-' }
  condition: selection
level: low
`
const letter = {
  title: 'x',
  sender: 'A05',
  reference: '',
  dated: null,
  due: null,
  tlp: 'amber',
  note: '',
}
const exceptionWords = {
  title: 'x',
  rules: null,
  expression: 'user.name: backup',
  list: null,
  owner: 'truc',
  reason: 'sao lưu',
  expires: null,
}

const incidentWords = { title: 'x', type: 'other', severity: 'low', tlp: 'amber', exercise: false }
/** Steps on the incident of so-tc-ketoan, with a revision that it never has. */
const incidentSteps: Readonly<Record<string, object>> = {
  status: { revision: 0, status: 'contained' },
  close: { revision: 0, cause: '', impact: '', disposition: 'benign', closeAlerts: true },
  reopen: { revision: 0, reason: '' },
}

const range = `from=0&to=4102444800000`
const rows: Record<string, Row> = {
  'GET /api/session': { method: 'GET', url: '/api/session', allowed: signedIn },
  'POST /api/session': {
    method: 'POST',
    url: '/api/session',
    payload: (_, caller) => ({ name: `nobody-${caller}`, password: 'wrong' }),
    allowed: Object.fromEntries(Object.keys(everyone).map((caller) => [caller, 401])),
  },
  'GET /api/home': { method: 'GET', url: '/api/home', allowed: signedIn, adminSees: true },
  'GET /api/shifts': {
    method: 'GET',
    url: `/api/shifts?${range}`,
    allowed: { ...readers, key: 403 },
    complete: true,
  },
  'GET /api/shifts/duty': {
    method: 'GET',
    url: '/api/shifts/duty',
    allowed: { ...readers, key: 403 },
    complete: true,
  },
  'GET /api/shifts/draft': { method: 'GET', url: '/api/shifts/draft', allowed: { ...workers, sibling: 200 } },
  'GET /api/shifts/people': { method: 'GET', url: '/api/shifts/people?unit=so-tc', allowed: workers },
  'GET /api/shifts/:id': {
    method: 'GET',
    url: '/api/shifts/shift-ketoan',
    allowed: { ...readers, key: 403, sibling: 404 },
  },
  'POST /api/shifts': {
    method: 'POST',
    url: '/api/shifts',
    payload: () => ({ unit: 'so-tc', phone: '' }),
    allowed: workers,
  },
  'POST /api/shifts/:id/entries': {
    method: 'POST',
    url: '/api/shifts/shift-ketoan/entries',
    payload: () => ({ text: 'x' }),
    allowed: workers,
  },
  'POST /api/shifts/:id/end': {
    method: 'POST',
    url: '/api/shifts/shift-ketoan/end',
    payload: () => ({ version: 0 }),
    allowed: { ...all(workers, 409), sibling: 404 },
  },
  'POST /api/shifts/:id/withdraw': {
    method: 'POST',
    url: '/api/shifts/shift-ketoan/withdraw',
    payload: () => ({ version: 0 }),
    allowed: { ...all(workers, 409), sibling: 404 },
  },
  'POST /api/shifts/:id/offer': {
    method: 'POST',
    url: '/api/shifts/shift-ketoan/offer',
    payload: () => ({ version: 0, to: null, text: 'x' }),
    allowed: { ...all(workers, 409), sibling: 404 },
  },
  'POST /api/shifts/:id/accept': {
    method: 'POST',
    url: '/api/shifts/shift-ketoan/accept',
    payload: () => ({ version: 0, phone: '' }),
    allowed: { ...all(workers, 409), sibling: 404 },
  },
  'POST /api/shifts/:id/refuse': {
    method: 'POST',
    url: '/api/shifts/shift-ketoan/refuse',
    payload: () => ({ version: 0, reason: 'x' }),
    allowed: { ...all(workers, 409), sibling: 404 },
  },
  'GET /api/metrics': {
    method: 'GET',
    url: `/api/metrics?${range}&by=unit&span=month`,
    allowed: { ...readers, key: 403 },
  },
  'GET /api/metrics/lag': { method: 'GET', url: `/api/metrics/lag?${range}`, allowed: readers },
  'GET /api/alerts': { method: 'GET', url: `/api/alerts?${range}`, allowed: readers, complete: true },
  'GET /api/alerts/summary': { method: 'GET', url: `/api/alerts/summary?${range}`, allowed: readers, complete: true },
  'GET /api/alerts/groups': {
    method: 'GET',
    url: `/api/alerts/groups?${range}&by=host`,
    allowed: readers,
    complete: true,
  },
  'POST /api/alerts/bulks': {
    method: 'POST',
    url: '/api/alerts/bulks',
    // Nobody's scope reaches what the filter would find elsewhere.
    payload: (_, caller) => ({
      key: `caller-${caller}`,
      verb: 'acknowledge',
      filter: { from: 0, to: 1, host: ['host-ketoan'] },
    }),
    allowed: { ...workers, sibling: 200 },
  },
  'GET /api/alerts/bulks/:id': {
    method: 'GET',
    url: '/api/alerts/bulks/none',
    allowed: { own: 404, sibling: 404, parent: 404, lead: 404 },
  },
  'POST /api/alerts/bulks/:id/cancel': {
    method: 'POST',
    url: '/api/alerts/bulks/none/cancel',
    allowed: { own: 404, sibling: 404, parent: 404, lead: 404 },
  },
  'POST /api/alerts/bulks/:id/undo': {
    method: 'POST',
    url: '/api/alerts/bulks/none/undo',
    payload: (_, caller) => ({ key: `undo-by-${caller}` }),
    allowed: { own: 404, sibling: 404, parent: 404, lead: 404 },
  },
  'GET /api/alerts/views': { method: 'GET', url: '/api/alerts/views', allowed: readers },
  'POST /api/alerts/views': {
    method: 'POST',
    url: '/api/alerts/views',
    payload: (_, caller) => ({ name: `view of ${caller}`, address: 'group=host', shared: true }),
    allowed: readers,
  },
  'POST /api/alerts/views/:id/rename': {
    method: 'POST',
    url: '/api/alerts/views/none/rename',
    payload: () => ({ name: 'b' }),
    allowed: Object.fromEntries(Object.keys(readers).map((caller) => [caller, 404])),
  },
  'POST /api/alerts/views/:id/remove': {
    method: 'POST',
    url: '/api/alerts/views/none/remove',
    allowed: Object.fromEntries(Object.keys(readers).map((caller) => [caller, 404])),
  },
  'GET /api/searches': { method: 'GET', url: '/api/searches', allowed: readers },
  'POST /api/searches': {
    method: 'POST',
    url: '/api/searches',
    payload: (_, caller) => ({ name: `search of ${caller}`, address: 'query=a', shared: true, unit: 'so-tc-ketoan' }),
    // Whom it may be shared with: the readers of units that one reads.
    allowed: { ...readers, sibling: 404 },
  },
  'POST /api/searches/:id/rename': {
    method: 'POST',
    url: '/api/searches/none/rename',
    payload: () => ({ name: 'b' }),
    allowed: Object.fromEntries(Object.keys(readers).map((caller) => [caller, 404])),
  },
  'POST /api/searches/:id/remove': {
    method: 'POST',
    url: '/api/searches/none/remove',
    allowed: Object.fromEntries(Object.keys(readers).map((caller) => [caller, 404])),
  },
  'GET /api/alerts/:id': { method: 'GET', url: '/api/alerts/{alert}', allowed: { ...readers, sibling: 404 } },
  'POST /api/alerts/:id/acknowledge': {
    method: 'POST',
    url: '/api/alerts/{alert}/acknowledge',
    payload: (revision) => ({ revision }),
    allowed: workers,
  },
  'POST /api/alerts/:id/release': {
    method: 'POST',
    url: '/api/alerts/{alert}/release',
    payload: (revision) => ({ revision }),
    allowed: workers,
  },
  'POST /api/alerts/:id/accept': {
    method: 'POST',
    url: '/api/alerts/{alert}/accept',
    payload: (revision) => ({ revision }),
    allowed: workers,
  },
  'POST /api/alerts/:id/withdraw': {
    method: 'POST',
    url: '/api/alerts/{alert}/withdraw',
    payload: (revision) => ({ revision }),
    allowed: workers,
  },
  'POST /api/alerts/:id/undo': {
    method: 'POST',
    url: '/api/alerts/{alert}/undo',
    payload: (revision) => ({ revision }),
    allowed: workers,
  },
  'GET /api/alerts/takers': {
    method: 'GET',
    url: '/api/alerts/takers?unit=so-tc',
    allowed: workers,
  },
  'POST /api/alerts/:id/hand': {
    method: 'POST',
    url: '/api/alerts/{alert}/hand',
    payload: (revision) => ({ revision, to: { kind: 'person', id: 'lead' }, note: 'x' }),
    // The lead gives to nobody but another; a sibling is told of no such alert.
    allowed: { ...workers, lead: 400 },
  },
  'POST /api/alerts/:id/refuse': {
    method: 'POST',
    url: '/api/alerts/{alert}/refuse',
    payload: (revision) => ({ revision, reason: 'x' }),
    allowed: workers,
  },
  'POST /api/alerts/:id/close': {
    method: 'POST',
    url: '/api/alerts/{alert}/close',
    payload: (revision) => ({ revision, disposition: 'benign', note: '' }),
    allowed: workers,
  },
  'POST /api/alerts/:id/reopen': {
    method: 'POST',
    url: '/api/alerts/{alert}/reopen',
    payload: (revision) => ({ revision }),
    allowed: workers,
  },
  'GET /api/events': { method: 'GET', url: `/api/events?${range}`, allowed: readers, complete: true },
  'GET /api/events/histogram': { method: 'GET', url: `/api/events/histogram?${range}`, allowed: readers },
  'GET /api/events/facets': {
    method: 'GET',
    url: `/api/events/facets?${range}&fields=host.name,user.name,message`,
    allowed: readers,
    complete: true,
  },
  'GET /api/events/statistics': {
    method: 'GET',
    url: `/api/events/statistics?${range}&field=host.name`,
    allowed: readers,
    complete: true,
  },
  'GET /api/events/values': {
    method: 'GET',
    url: `/api/events/values?${range}&field=user.name&prefix=ser-`,
    allowed: readers,
    complete: true,
  },
  'GET /api/events/waiting': { method: 'GET', url: '/api/events/waiting', allowed: readers },
  'GET /api/events/:id': { method: 'GET', url: '/api/events/{event}', allowed: { ...readers, sibling: 404 } },
  'GET /api/exports/events/plan': { method: 'GET', url: `/api/exports/events/plan?${range}`, allowed: exporters },
  'GET /api/exports/events': {
    method: 'GET',
    url: `/api/exports/events?${range}&format=csv&column=host.name&column=user.name&column=message`,
    allowed: exporters,
    complete: true,
  },
  'GET /api/exports/alerts/plan': { method: 'GET', url: `/api/exports/alerts/plan?${range}`, allowed: exporters },
  'GET /api/exports/alerts': {
    method: 'GET',
    url: `/api/exports/alerts?${range}&format=ndjson`,
    allowed: exporters,
    complete: true,
  },
  'GET /api/exports/audit/plan': { method: 'GET', url: `/api/exports/audit/plan?${range}`, allowed: inspectors },
  'GET /api/exports/audit': {
    method: 'GET',
    url: `/api/exports/audit?${range}&format=ndjson`,
    allowed: inspectors,
    complete: true,
  },
  'GET /api/entities/:kind': {
    method: 'GET',
    url: `/api/entities/host?${range}&name=host-ketoan`,
    allowed: readers,
  },
  'GET /api/entities/:kind/prevalence': {
    method: 'GET',
    url: `/api/entities/host/prevalence?${range}&name=host-ketoan`,
    allowed: readers,
  },
  'GET /api/entities/:kind/bars': {
    method: 'GET',
    url: `/api/entities/user/bars?${range}&name=user-ketoan`,
    allowed: readers,
  },
  'GET /api/entities/:kind/hosts': {
    method: 'GET',
    url: `/api/entities/user/hosts?${range}&name=user-ketoan`,
    allowed: readers,
  },
  'GET /api/entities/:kind/alerts': {
    method: 'GET',
    url: `/api/entities/user/alerts?${range}&name=user-ketoan`,
    allowed: readers,
  },
  'GET /api/processes/tree': {
    method: 'GET',
    url: '/api/processes/tree?event={event}',
    allowed: { ...readers, sibling: 404 },
  },
  'GET /api/processes/children': {
    method: 'GET',
    url: '/api/processes/children?event={event}&of=self',
    allowed: { ...readers, sibling: 404 },
  },
  'GET /api/processes/activity': {
    method: 'GET',
    url: '/api/processes/activity?event={event}&of=self',
    allowed: { ...readers, sibling: 404 },
  },
  'GET /api/incidents': { method: 'GET', url: '/api/incidents', allowed: readers, complete: true },
  'GET /api/incidents/types': { method: 'GET', url: '/api/incidents/types', allowed: readers },
  'GET /api/incidents/workers': {
    method: 'GET',
    url: '/api/incidents/workers?unit=so-tc-ketoan',
    allowed: { lead: 200 },
  },
  'GET /api/incidents/similar': {
    method: 'GET',
    url: '/api/incidents/similar?alert={alert}',
    allowed: { ...readers, sibling: 404 },
  },
  'POST /api/incidents': {
    method: 'POST',
    url: '/api/incidents',
    payload: () => ({ ...incidentWords, restricted: false, target: { alerts: ['{alert}'] } }),
    allowed: workers,
  },
  'GET /api/incidents/:id': { method: 'GET', url: '/api/incidents/{incident}', allowed: { ...readers, sibling: 404 } },
  'GET /api/incidents/:id/history': {
    method: 'GET',
    url: '/api/incidents/{incident}/history',
    allowed: { ...readers, sibling: 404 },
  },
  'GET /api/incidents/:id/evidence/:evidence': {
    method: 'GET',
    url: '/api/incidents/{incident}/evidence/{evidence}',
    allowed: { ...readers, sibling: 404 },
  },
  'PUT /api/incidents/:id': {
    method: 'PUT',
    url: '/api/incidents/{incident}',
    payload: () => ({ ...incidentWords, revision: 0, detected: 0, occurred: null }),
    allowed: { lead: 409 },
  },
  ...Object.fromEntries(
    Object.entries(incidentSteps).map(([step, payload]): [string, Row] => [
      `POST /api/incidents/:id/${step}`,
      { method: 'POST', url: `/api/incidents/{incident}/${step}`, payload: () => payload, allowed: { lead: 409 } },
    ]),
  ),
  'PUT /api/incidents/:id/people': {
    method: 'PUT',
    url: '/api/incidents/{incident}/people',
    payload: () => ({ revision: 0, owner: null, members: [] }),
    allowed: { lead: 409 },
  },
  'POST /api/incidents/:id/restrict': {
    method: 'POST',
    url: '/api/incidents/{incident}/restrict',
    payload: () => ({ revision: 0, restricted: true }),
    allowed: { lead: 409 },
  },
  'POST /api/incidents/:id/alerts': {
    method: 'POST',
    url: '/api/incidents/{incident}/alerts',
    payload: () => ({ target: { alerts: ['{alert}'] } }),
    allowed: workers,
  },
  'POST /api/incidents/:id/alerts/remove': {
    method: 'POST',
    url: '/api/incidents/{incident}/alerts/remove',
    payload: () => ({ alerts: ['none'] }),
    allowed: workers,
  },
  'POST /api/incidents/:id/events': {
    method: 'POST',
    url: '/api/incidents/{incident}/events',
    payload: () => ({ events: ['{event}'] }),
    allowed: workers,
  },
  'POST /api/incidents/:id/notes': {
    method: 'POST',
    url: '/api/incidents/{incident}/notes',
    payload: (_, caller) => ({ text: `note of ${caller}`, pinned: false }),
    allowed: workers,
  },
  'POST /api/incidents/:id/evidence/:evidence/tell': {
    method: 'POST',
    url: '/api/incidents/{incident}/evidence/{evidence}/tell',
    payload: () => ({ text: '' }),
    allowed: workers,
  },
  'POST /api/incidents/:id/entries/:entry/pin': {
    method: 'POST',
    url: '/api/incidents/{incident}/entries/none/pin',
    payload: () => ({ pinned: true }),
    allowed: all(workers, 404),
  },
  'GET /api/sources': {
    method: 'GET',
    url: '/api/sources',
    allowed: seesSources,
    complete: true,
    adminSees: true,
  },
  'GET /api/sources/:id/failures': {
    method: 'GET',
    url: '/api/sources/{source}/failures',
    allowed: { ...readers, sibling: 404 },
  },
  'POST /api/sources/:id/rerun': {
    method: 'POST',
    url: '/api/sources/{source}/rerun',
    allowed: { lead: 200, admin: 200 },
  },
  'GET /api/keys': { method: 'GET', url: '/api/keys', allowed: { lead: 200, admin: 200 } },
  'POST /api/keys': {
    method: 'POST',
    url: '/api/keys',
    payload: () => ({ name: 'thử' }),
    allowed: { lead: 200, admin: 200 },
  },
  'DELETE /api/keys/:id': { method: 'DELETE', url: '/api/keys/none', allowed: { lead: 404, admin: 404 } },
  'POST /api/sample': { method: 'POST', url: '/api/sample', allowed: { lead: 200, admin: 200 } },
  'GET /api/rules': { method: 'GET', url: '/api/rules', allowed: { ...readers, admin: 200 } },
  'GET /api/rules/statistics': { method: 'GET', url: '/api/rules/statistics', allowed: { ...readers, admin: 200 } },
  'GET /api/rules/coverage': { method: 'GET', url: '/api/rules/coverage', allowed: { ...readers, admin: 200 } },
  'GET /api/rules/coverage/navigator': {
    method: 'GET',
    url: '/api/rules/coverage/navigator',
    allowed: { ...readers, admin: 200 },
  },
  'POST /api/rules/validate': {
    method: 'POST',
    url: '/api/rules/validate',
    payload: () => ({ text: 'title: x' }),
    allowed: { ...readers, admin: 200 },
  },
  'POST /api/rules/preview': {
    method: 'POST',
    url: '/api/rules/preview',
    payload: () => ({ text: failedLogIn, days: 1 }),
    allowed: readers,
    complete: true,
  },
  'POST /api/rules/test': {
    method: 'POST',
    url: '/api/rules/test',
    payload: () => ({ text: failedLogIn }),
    allowed: { ...readers, admin: 200 },
  },
  'GET /api/rules/:id/versions': {
    method: 'GET',
    url: '/api/rules/none/versions',
    allowed: Object.fromEntries([...Object.keys(readers), 'admin'].map((caller) => [caller, 404])),
  },
  'GET /api/rules/:id/history': {
    method: 'GET',
    url: '/api/rules/none/history',
    allowed: { auditor: 200, lead: 200 },
  },
  'PUT /api/rules/:id/setting': {
    method: 'PUT',
    url: '/api/rules/none/setting',
    payload: () => ({ ...nothingSet, version: null }),
    allowed: { lead: 404 },
  },
  'GET /api/rules/:id/backfills': {
    method: 'GET',
    url: '/api/rules/none/backfills',
    allowed: Object.fromEntries([...Object.keys(readers), 'admin'].map((caller) => [caller, 404])),
  },
  'POST /api/rules/:id/backfill': {
    method: 'POST',
    url: '/api/rules/none/backfill',
    payload: () => ({ days: 1 }),
    allowed: { lead: 404 },
  },
  'POST /api/rules/:id/backfills/:run/cancel': {
    method: 'POST',
    url: '/api/rules/none/backfills/none/cancel',
    allowed: { lead: 404 },
  },
  'GET /api/rule-texts/:id': {
    method: 'GET',
    url: '/api/rule-texts/none',
    allowed: Object.fromEntries([...Object.keys(readers), 'admin'].map((caller) => [caller, 404])),
  },
  'POST /api/rule-texts': {
    method: 'POST',
    url: '/api/rule-texts',
    payload: () => ({ text: failedLogIn, note: '' }),
    allowed: { lead: 200 },
  },
  'PUT /api/rule-texts/:id': {
    method: 'PUT',
    url: '/api/rule-texts/none',
    payload: () => ({ text: failedLogIn, note: '', version: 1 }),
    allowed: { lead: 404 },
  },
  'POST /api/rule-texts/:id/remove': {
    method: 'POST',
    url: '/api/rule-texts/none/remove',
    payload: () => ({ note: '', version: 1 }),
    allowed: { lead: 404 },
  },
  'GET /api/rule-collections': {
    method: 'GET',
    url: '/api/rule-collections',
    allowed: { ...readers, admin: 200 },
  },
  'GET /api/rule-collections/:name': {
    method: 'GET',
    url: '/api/rule-collections/none',
    allowed: Object.fromEntries([...Object.keys(readers), 'admin'].map((caller) => [caller, 404])),
  },
  'POST /api/rule-collections/:name/preview': {
    method: 'POST',
    url: '/api/rule-collections/none/preview',
    payload: () => ({}),
    // It takes archives alone.
    allowed: { lead: 415 },
  },
  'POST /api/rule-collections/:name/import': {
    method: 'POST',
    url: '/api/rule-collections/none/import',
    payload: () => ({}),
    allowed: { lead: 415 },
  },
  'POST /api/rule-collections/:name/rollback': {
    method: 'POST',
    url: '/api/rule-collections/none/rollback',
    payload: () => ({ version: 1, to: null }),
    allowed: { lead: 404 },
  },
  'POST /api/rule-collections/:name/remove': {
    method: 'POST',
    url: '/api/rule-collections/none/remove',
    payload: () => ({ version: 1 }),
    allowed: { lead: 404 },
  },
  'GET /api/rule-exceptions': { method: 'GET', url: '/api/rule-exceptions', allowed: readers, complete: true },
  'POST /api/rule-exceptions/preview': {
    method: 'POST',
    url: '/api/rule-exceptions/preview',
    payload: () => ({ rule: failedLogInId, expression: 'user.name: *', list: null, unit: null, days: 1 }),
    // The rule was made by the lead's call above.
    allowed: readers,
    complete: true,
  },
  'POST /api/rule-exceptions': {
    method: 'POST',
    url: '/api/rule-exceptions',
    payload: () => ({ ...exceptionWords, unit: 'so-tc' }),
    allowed: { lead: 200 },
  },
  'GET /api/exception-proposals': {
    method: 'GET',
    url: '/api/exception-proposals',
    allowed: readers,
    complete: true,
  },
  'POST /api/exception-proposals': {
    method: 'POST',
    url: '/api/exception-proposals',
    payload: () => ({ ...exceptionWords, unit: 'so-tc' }),
    // One's own unit alone, and the units under it; of any other it is said what is said of none.
    allowed: { own: 200, sibling: 400, parent: 200, lead: 200 },
  },
  'POST /api/exception-proposals/:id/accept': {
    method: 'POST',
    url: '/api/exception-proposals/none/accept',
    payload: () => ({ version: 1 }),
    allowed: { lead: 404 },
  },
  'POST /api/exception-proposals/:id/refuse': {
    method: 'POST',
    url: '/api/exception-proposals/none/refuse',
    payload: () => ({ version: 1, reason: 'x' }),
    allowed: { lead: 404 },
  },
  'POST /api/exception-proposals/:id/withdraw': {
    method: 'POST',
    url: '/api/exception-proposals/none/withdraw',
    payload: () => ({ version: 1 }),
    allowed: { own: 404, sibling: 404, parent: 404, lead: 404 },
  },
  'PUT /api/rule-exceptions/:id': {
    method: 'PUT',
    url: '/api/rule-exceptions/none',
    payload: () => ({ ...exceptionWords, unit: 'so-tc', version: 1 }),
    allowed: { lead: 404 },
  },
  'POST /api/rule-exceptions/:id/end': {
    method: 'POST',
    url: '/api/rule-exceptions/none/end',
    payload: () => ({ version: 1 }),
    allowed: { lead: 404 },
  },
  'GET /api/value-lists': { method: 'GET', url: '/api/value-lists', allowed: readers },
  'POST /api/value-lists/check': {
    method: 'POST',
    url: '/api/value-lists/check',
    payload: () => ({ type: 'cidr', text: '10.0.0.0/8' }),
    allowed: readers,
  },
  'GET /api/value-lists/:name': {
    method: 'GET',
    url: '/api/value-lists/canaries',
    // It belongs to the whole installation: who reads one unit's content alone does not see it.
    allowed: { key: 404, own: 404, sibling: 404, parent: 200, auditor: 404, lead: 200 },
  },
  'PUT /api/value-lists/:name': {
    method: 'PUT',
    url: '/api/value-lists/others',
    payload: () => ({ about: '', type: 'exact', text: 'a', owner: 'truc', version: null }),
    allowed: { lead: 200 },
  },
  'POST /api/value-lists/:name/remove': {
    method: 'POST',
    url: '/api/value-lists/none/remove',
    payload: () => ({ version: 1 }),
    allowed: { lead: 409 },
  },
  'GET /api/indicators': { method: 'GET', url: '/api/indicators', allowed: readers, complete: true },
  'POST /api/indicators/preview': {
    method: 'POST',
    url: '/api/indicators/preview',
    // Whose networks these are is told to those who know of the unit.
    payload: () => ({ source: { text: '10.20.0.9' } }),
    allowed: writers,
  },
  'POST /api/indicators': {
    method: 'POST',
    url: '/api/indicators',
    payload: () => ({ ...letter, unit: 'so-tc', source: { text: '192.0.2.1' }, leftOut: [] }),
    allowed: { ...writers, sibling: 404 },
  },
  'GET /api/indicators/:id': {
    method: 'GET',
    url: '/api/indicators/{indicatorList}',
    allowed: { ...readers, sibling: 404 },
  },
  'GET /api/indicators/:id/items': {
    method: 'GET',
    url: '/api/indicators/{indicatorList}/items',
    allowed: { ...readers, sibling: 404 },
  },
  'PUT /api/indicators/:id': {
    method: 'PUT',
    url: '/api/indicators/{indicatorList}',
    payload: () => ({ ...letter, version: 99 }),
    allowed: { ...all(writers, 409), sibling: 404 },
  },
  'POST /api/indicators/:id/mark': {
    method: 'POST',
    url: '/api/indicators/{indicatorList}/mark',
    payload: () => ({ version: 99, type: 'address', value: '192.0.2.1', false: true, reason: 'không phải' }),
    allowed: { ...all(writers, 409), sibling: 404 },
  },
  'POST /api/indicators/:id/remove': {
    method: 'POST',
    url: '/api/indicators/{indicatorList}/remove',
    payload: () => ({ version: 99 }),
    allowed: { ...all(writers, 409), sibling: 404 },
  },
  'POST /api/indicators/:id/live': {
    method: 'POST',
    url: '/api/indicators/{indicatorList}/live',
    payload: () => ({ version: 99, live: true }),
    // Rules look at all units: it is for who reaches them.
    allowed: { parent: 409, lead: 409 },
  },
  'POST /api/indicators/:id/searches': {
    method: 'POST',
    url: '/api/indicators/{indicatorList}/searches',
    payload: () => ({ days: 1 }),
    allowed: { ...writers, sibling: 404 },
  },
  'GET /api/indicators/:id/searches/:search': {
    method: 'GET',
    // It went over one unit, and found its host.
    url: '/api/indicators/{indicatorList}/searches/{indicatorSearch}',
    allowed: { ...readers, sibling: 404 },
  },
  'POST /api/indicators/:id/searches/:search/cancel': {
    method: 'POST',
    url: '/api/indicators/{indicatorList}/searches/{indicatorSearch}/cancel',
    allowed: { ...all(writers, 409), sibling: 404 },
  },
  'GET /api/indicators/:id/report': {
    method: 'GET',
    url: '/api/indicators/{indicatorList}/report',
    allowed: { ...readers, sibling: 404 },
  },
  'POST /api/indicators/:id/answer': {
    method: 'POST',
    url: '/api/indicators/{indicatorList}/answer',
    payload: () => ({ version: 99, kind: 'found', search: 'none', reference: '', note: '' }),
    allowed: all(writers, 404),
  },
  'POST /api/indicators/:id/answer/withdraw': {
    method: 'POST',
    url: '/api/indicators/{indicatorList}/answer/withdraw',
    payload: () => ({ version: 99 }),
    allowed: { ...all(writers, 409), sibling: 404 },
  },
  'GET /api/rules/:id': {
    method: 'GET',
    url: '/api/rules/none',
    allowed: Object.fromEntries([...Object.keys(readers), 'admin'].map((caller) => [caller, 404])),
  },
  'GET /api/units': { method: 'GET', url: '/api/units', allowed: seesSources, complete: true, adminSees: true },
  'GET /api/units/export': {
    method: 'GET',
    url: '/api/units/export',
    allowed: seesSources,
    complete: true,
    adminSees: true,
  },
  'GET /api/units/:id': {
    method: 'GET',
    url: '/api/units/so-tc-ketoan',
    allowed: { ...seesSources, sibling: 404, contact: 404 },
    adminSees: true,
  },
  'POST /api/units/preview': {
    method: 'POST',
    url: '/api/units/preview',
    // The tree is changed by who leads the whole installation alone.
    payload: () => ({ act: 'merge', from: '2026-01-01', ids: ['so-yt'], into: 'so-tc' }),
    allowed: { lead: 200 },
  },
  'POST /api/units/changes': {
    method: 'POST',
    url: '/api/units/changes',
    payload: () => ({ act: 'rename', from: '2026-01-01', id: 'so-yt', name: 'Sở Y tế', kind: 'department' }),
    allowed: { lead: 200 },
  },
  'PUT /api/units/:id/contacts': {
    method: 'PUT',
    url: '/api/units/so-yt/contacts',
    // The head of so-tc learns nothing of so-yt.
    payload: () => ({ contacts: [], steps: 0 }),
    allowed: { lead: 409, head: 404 },
  },
  'POST /api/units/import/preview': {
    method: 'POST',
    url: '/api/units/import/preview',
    payload: () => ({ text: 'id;name;kind;parent\nso-moi;Sở Mới;department;tinh\n', file: 'a.csv', whole: true }),
    allowed: { lead: 200 },
  },
  'POST /api/units/import': {
    method: 'POST',
    url: '/api/units/import',
    payload: () => ({ text: 'id;name;kind;parent\nso-moi;Sở Mới;department;tinh\n', file: 'a.csv', whole: false }),
    allowed: { lead: 200 },
  },
  'GET /api/systems': { method: 'GET', url: '/api/systems', allowed: seesInventory, complete: true },
  'GET /api/systems/export': { method: 'GET', url: '/api/systems/export', allowed: seesInventory, complete: true },
  'GET /api/systems/:id': {
    method: 'GET',
    url: '/api/systems/{system}',
    allowed: { ...seesInventory, sibling: 404, contact: 404 },
  },
  'POST /api/systems': {
    method: 'POST',
    url: '/api/systems',
    payload: () => ({ code: 'HT-moi', from: '', words: { ...untoldSystem, name: 'x', level: 1, owner: 'so-yt' } }),
    allowed: { lead: 200 },
  },
  'PUT /api/systems/:id': {
    method: 'PUT',
    url: '/api/systems/{system}',
    payload: () => ({
      from: '2026-01-01',
      version: 0,
      words: { ...untoldSystem, name: 'x', level: 1, owner: 'so-yt' },
    }),
    allowed: { lead: 409 },
  },
  'POST /api/systems/:id/end': {
    method: 'POST',
    url: '/api/systems/{system}/end',
    payload: () => ({ from: '2026-01-01', version: 0 }),
    allowed: { lead: 409 },
  },
  'POST /api/systems/import/preview': {
    method: 'POST',
    url: '/api/systems/import/preview',
    payload: () => ({ text: 'code;name;level;owner\nHT-2;Hai;2;so-yt\n', file: 'a.csv' }),
    allowed: { lead: 200 },
  },
  'POST /api/systems/import': {
    method: 'POST',
    url: '/api/systems/import',
    payload: () => ({ text: 'code;name;level;owner\nHT-2;Hai;2;so-yt\n', file: 'a.csv' }),
    allowed: { lead: 200 },
  },
  'GET /api/audit': { method: 'GET', url: `/api/audit?${range}&limit=500`, allowed: inspectors, complete: true },
  'GET /api/audit/facets': { method: 'GET', url: `/api/audit/facets?${range}`, allowed: inspectors },
  'GET /api/audit/chain': { method: 'GET', url: '/api/audit/chain', allowed: inspectors },
  'POST /api/audit/chain/check': { method: 'POST', url: '/api/audit/chain/check', allowed: inspectors },
  // Its contents are unpacked in audit.test.ts.
  'GET /api/audit/pack': { method: 'GET', url: '/api/audit/pack?from=0&to=1&asOf=1', allowed: inspectors },
  'GET /api/system': { method: 'GET', url: '/api/system', allowed: { lead: 200, admin: 200 } },
  'POST /api/system/dead-letters/replay': {
    method: 'POST',
    url: '/api/system/dead-letters/replay',
    allowed: { admin: 200 },
  },
  'GET /api/people': {
    method: 'GET',
    url: '/api/people',
    allowed: { ...keepers, auditor: 200 },
    complete: true,
    adminSees: true,
  },
  'GET /api/people/:name': {
    method: 'GET',
    url: '/api/people/so-tc-ketoan.mot',
    allowed: { ...keepers, auditor: 200 },
    adminSees: true,
  },
  'POST /api/people': {
    method: 'POST',
    url: '/api/people',
    payload: (_, caller) => ({ name: `so-tc.${caller}`, displayName: 'x', unit: 'so-tc', service: false }),
    allowed: keepers,
  },
  ...Object.fromEntries(
    ['link', 'disable', 'enable', 'second-factor/remove'].map((step): [string, Row] => [
      `POST /api/people/:name/${step}`,
      {
        method: 'POST',
        url: `/api/people/so-tc-ketoan.mot/${step}`,
        payload: () => ({ version: 0 }),
        allowed: all(keepers, 409),
      },
    ]),
  ),
  'POST /api/people/:name/grants': {
    method: 'POST',
    url: '/api/people/so-tc-ketoan.mot/grants',
    payload: () => ({ version: 0, role: 'agency-reporter', unit: 'so-tc' }),
    allowed: all(keepers, 409),
  },
  'POST /api/people/:name/grants/remove': {
    method: 'POST',
    url: '/api/people/so-yt.hai/grants/remove',
    payload: () => ({ version: 0, role: 'agency-reporter', unit: 'so-tc' }),
    allowed: { lead: 409, admin: 409, head: 404 },
  },
  'GET /api/people/:name/keys': { method: 'GET', url: '/api/people/so-tc-ketoan.mot/keys', allowed: keepers },
  'POST /api/people/:name/keys': {
    method: 'POST',
    url: '/api/people/so-tc-ketoan.mot/keys',
    payload: () => ({ name: 'x', permissions: ['alert.read'], unit: 'so-tc', days: 1 }),
    // It is a person's account, not a program's.
    allowed: all(keepers, 400),
  },
  'DELETE /api/people/:name/keys/:id': {
    method: 'DELETE',
    url: '/api/people/so-yt.hai/keys/none',
    allowed: all(keepers, 404),
  },
  'GET /api/people/:name/sessions': { method: 'GET', url: '/api/people/so-tc-ketoan.mot/sessions', allowed: keepers },
  'POST /api/people/:name/sessions/end': {
    method: 'POST',
    url: '/api/people/so-yt.hai/sessions/end',
    allowed: { lead: 200, admin: 200, head: 404 },
  },
  'GET /api/roles': { method: 'GET', url: '/api/roles?unit=so-tc', allowed: { ...keepers, auditor: 200 } },
  'GET /api/me/sessions': { method: 'GET', url: '/api/me/sessions', allowed: signedIn },
  'DELETE /api/me/sessions/:id': {
    method: 'DELETE',
    url: '/api/me/sessions/none',
    allowed: { ...all(signedIn, 404), anonymous: 401 },
  },
  'POST /api/me/sessions/end-others': { method: 'POST', url: '/api/me/sessions/end-others', allowed: signedIn },
  'POST /api/me/password': {
    method: 'POST',
    url: '/api/me/password',
    payload: () => ({ current: 'wrong', password: 'wrong' }),
    allowed: all(signedIn, 401),
  },
  'GET /api/me/second-factor': { method: 'GET', url: '/api/me/second-factor', allowed: signedIn },
  'POST /api/me/second-factor/begin': {
    method: 'POST',
    url: '/api/me/second-factor/begin',
    payload: () => ({ password: 'wrong' }),
    allowed: all(signedIn, 401),
  },
  'POST /api/me/second-factor/confirm': {
    method: 'POST',
    url: '/api/me/second-factor/confirm',
    payload: () => ({ code: '000000' }),
    allowed: { ...all(signedIn, 409), anonymous: 401 },
  },
  'POST /api/me/second-factor/remove': {
    method: 'POST',
    url: '/api/me/second-factor/remove',
    payload: () => ({ password: 'wrong', code: '000000' }),
    allowed: all(signedIn, 401),
  },
  'GET /api/second-factor-setting': {
    method: 'GET',
    url: '/api/second-factor-setting',
    allowed: { ...keepers, auditor: 200 },
  },
  'PUT /api/second-factor-setting': {
    method: 'PUT',
    url: '/api/second-factor-setting',
    payload: () => ({ roles: ['partner-cert'], version: 99 }),
    allowed: { admin: 409 },
  },
  'POST /api/welcome/look': {
    method: 'POST',
    url: '/api/welcome/look',
    payload: () => ({ name: 'so-tc-ketoan.mot', secret: 'x' }),
    allowed: all(everyone, 404),
  },
  'POST /api/welcome': {
    method: 'POST',
    url: '/api/welcome',
    payload: () => ({ name: 'so-tc-ketoan.mot', secret: 'x', password: 'x' }),
    allowed: all(everyone, 404),
  },
  'GET /api/log-in/ways': { method: 'GET', url: '/api/log-in/ways', allowed: everyone },
  'POST /api/log-in/oidc': {
    method: 'POST',
    url: '/api/log-in/oidc',
    payload: () => ({ to: '/' }),
    // No provider is set up here.
    allowed: all(everyone, 404),
  },
  'GET /api/log-in/oidc/callback': {
    method: 'GET',
    url: '/api/log-in/oidc/callback?code=x&state=y',
    allowed: all(everyone, 302),
  },
  'POST /api/log-in/directory': {
    method: 'POST',
    url: '/api/log-in/directory',
    payload: () => ({ name: 'so-yt.hai', password: 'wrong' }),
    allowed: all(everyone, 404),
  },
  'POST /api/log-in/factor': {
    method: 'POST',
    url: '/api/log-in/factor',
    payload: () => ({ code: '000000' }),
    allowed: all(everyone, 403),
  },
  'POST /api/log-in/passkey/options': {
    method: 'POST',
    url: '/api/log-in/passkey/options',
    allowed: everyone,
  },
  'POST /api/log-in/passkey': {
    method: 'POST',
    url: '/api/log-in/passkey',
    payload: () => ({ response: { id: 'x' } }),
    allowed: Object.fromEntries(Object.keys(everyone).map((caller) => [caller, 403])),
  },
  'PUT /api/session/hat': {
    method: 'PUT',
    url: '/api/session/hat',
    payload: () => ({ hat: 'system' }),
    // Nobody here has two.
    allowed: { ...all(signedIn, 403), anonymous: 401 },
  },
  'GET /api/me': { method: 'GET', url: '/api/me', allowed: signedIn },
  'PUT /api/me': {
    method: 'PUT',
    url: '/api/me',
    payload: () => ({ version: 0, phone: '' }),
    allowed: { ...all(signedIn, 409), anonymous: 401 },
  },
  'GET /api/me/passkeys': { method: 'GET', url: '/api/me/passkeys', allowed: signedIn },
  'POST /api/me/passkeys/options': {
    method: 'POST',
    url: '/api/me/passkeys/options',
    payload: () => ({}),
    allowed: signedIn,
  },
  'POST /api/me/passkeys': {
    method: 'POST',
    url: '/api/me/passkeys',
    payload: () => ({ name: 'x', response: { id: 'x' } }),
    allowed: { ...all(signedIn, 403), anonymous: 401 },
  },
  'PUT /api/me/passkeys/:id': {
    method: 'PUT',
    url: '/api/me/passkeys/none',
    payload: () => ({ name: 'x' }),
    allowed: { ...all(signedIn, 404), anonymous: 401 },
  },
  'POST /api/me/passkeys/:id/remove': {
    method: 'POST',
    url: '/api/me/passkeys/none/remove',
    payload: () => ({}),
    allowed: { ...all(signedIn, 404), anonymous: 401 },
  },
  'PUT /api/people/:name': {
    method: 'PUT',
    url: '/api/people/so-tc-ketoan.mot',
    payload: () => ({ version: 0, displayName: 'x', phone: '', unit: 'so-tc-ketoan' }),
    allowed: all(keepers, 409),
  },
  'PUT /api/people/:name/external-login': {
    method: 'PUT',
    url: '/api/people/so-tc-ketoan.mot/external-login',
    payload: () => ({ version: 0, login: 'mot' }),
    allowed: all(keepers, 409),
  },
  'PUT /api/people/:name/break-glass': {
    method: 'PUT',
    url: '/api/people/so-tc-ketoan.mot/break-glass',
    payload: () => ({ version: 0, on: true }),
    allowed: all(keepers, 409),
  },
  'GET /health/live': { method: 'GET', url: '/health/live', allowed: everyone },
  'GET /health/ready': { method: 'GET', url: '/health/ready', allowed: everyone },
  'GET /metrics': { method: 'GET', url: '/metrics', allowed: everyone },
  // Last: it ends the caller's session.
  'DELETE /api/session': { method: 'DELETE', url: '/api/session', allowed: signedIn },
}

test('the caller matrix: own present, foreign absent, every route in it', async (t) => {
  const {
    app,
    plant,
    plantContact,
    plantIncident,
    plantIndicators,
    plantList,
    plantSystem,
    plantPerson,
    plantShift,
    makeKey,
    signIn,
    store,
  } = await testConsole(t)
  const now = Date.now()
  const planted = {
    ketoan: await plant('so-tc-ketoan', 'ketoan', now),
    yte: await plant('so-yt', 'yte', now),
    none: await plant(undefined, 'none', now),
  }
  await plantPerson('so-tc-ketoan.mot', 'so-tc-ketoan', 'user ketoan')
  await plantPerson('so-yt.hai', 'so-yt', 'user yte')
  await plantPerson('ba', 'tinh', 'user none')
  for (const [unit, canary] of [
    ['so-tc-ketoan', 'ketoan'],
    ['so-yt', 'yte'],
    ['tinh', 'none'],
  ] as const) {
    await plantContact(unit, `user ${canary}`)
    await plantShift(unit, canary)
  }
  const system = await plantSystem('so-tc-ketoan', 'ketoan')
  await plantSystem('so-yt', 'yte')
  await plantSystem('tinh', 'none')
  // The restricted one holds the same alert and event: nobody but the lead may learn that it is there.
  const hidden = await plantIncident('tinh', 'hidden', { restricted: true, alert: planted.ketoan.alert })
  const incident = await plantIncident('so-tc-ketoan', 'ketoan', { alert: planted.ketoan.alert })
  await plantIncident('so-yt', 'yte', { alert: planted.yte.alert })
  await plantIncident('tinh', 'none', { alert: planted.none.alert })
  const indicatorList = await plantIndicators('so-tc-ketoan', 'ketoan')
  await plantIndicators('so-yt', 'yte')
  await plantIndicators('tinh', 'none')
  const places: Readonly<Record<string, string>> = {
    ...planted.ketoan,
    indicatorList: indicatorList.list,
    indicatorSearch: indicatorList.search,
    incident: incident.id,
    evidence: incident.evidence,
    system,
  }
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole)
  await plantList(['ketoan', 'yte', 'none'].map((canary) => `host-${canary}`))
  const { paths } = (await app.inject({ url: '/api/docs/json' })).json<{ paths: Record<string, object> }>()
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  )
  assert.deepEqual(described.sort(), Object.keys(rows).sort(), 'a route without a row, or a row without its route')

  const credentials: Partial<Record<Caller, Record<string, string>>> = {}
  for (const [caller, grants] of Object.entries(callers) as [Exclude<Caller, 'anonymous'>, readonly Grant[]][]) {
    credentials[caller] =
      caller === 'key' ? await makeKey(caller, grants) : { cookie: (await signIn(caller, grants)).cookie }
  }
  let requests = 0
  for (const [name, row] of Object.entries(rows)) {
    for (const caller of ['anonymous', ...Object.keys(callers)] as Caller[]) {
      // Steps by different callers on one alert: each brings the revision that stands now.
      const alert = await store.records.get<{ revision: number }>(
        { kind: 'units', units: ['tinh'], unattributed: true },
        'alert',
        planted.ketoan.alert,
      )
      const url = fill(row.url)
      const payload = row.payload?.(alert?.document.revision ?? 1, caller)
      const reply = await app.inject({
        method: row.method,
        url,
        headers: { ...guard, ...credentials[caller] },
        ...(payload === undefined ? {} : { payload: JSON.parse(fill(JSON.stringify(payload))) }),
      })
      requests++
      const what = `${name} as ${caller}: ${reply.body.slice(0, 300)}`
      const wanted = row.allowed[caller] ?? (caller === 'anonymous' ? 401 : 403)
      // Callers take turns on one alert: the second to close a closed one is told so.
      const decided = wanted === 200 && reply.statusCode === 409 && name.startsWith('POST /api/alerts')
      if (!decided) assert.equal(reply.statusCode, wanted, what)
      const seen = `${reply.body}${JSON.stringify(reply.headers)}`.replaceAll(planted.ketoan.source, 'asked-for')
      const tells = seen.includes(hidden.id) || seen.includes('message hidden')
      if (caller !== 'lead') assert.ok(!tells, `the restricted incident shows in ${what}`)
      const own = row.adminSees && caller === 'admin' ? canaries : sees[caller]
      for (const canary of canaries) {
        const there = new RegExp(`(host|user|peer|raw|message|reason|event|source)[- ]${canary}`).test(seen)
        if (!own.includes(canary)) assert.ok(!there, `foreign ${canary} shows in ${what}`)
        else if (row.complete && wanted === 200) assert.ok(there, `own ${canary} is missing in ${what}`)
      }
      if (name === 'GET /api/events/histogram' && wanted === 200) {
        assert.equal(reply.json().total.value, own.length, what)
      }
      if (name === 'GET /api/metrics' && wanted === 200) assert.equal(reply.json().alerts, own.length, what)
      if (/(events|alerts)\/plan$/.test(name) && wanted === 200) assert.equal(reply.json().rows.value, own.length, what)
    }
  }
  assert.equal(requests, Object.keys(rows).length * (1 + Object.keys(callers).length))
})
