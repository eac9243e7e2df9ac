import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toEvent } from '../../collector/map/to-event.ts'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import { loadRules } from '../../rules/engine/load.ts'
import { sourceKey } from '../../rules/taxonomy/source-key.ts'
import { satisfyingEvent } from '../support/satisfying-event.ts'

// Public rules name fields as their source's own records do. For each rule a record is made in which they hold, in the
// source's layout, and taken in as the collector takes it: the rule must fire on the event.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const sigma = join(corpora, 'sigma')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const skip = existsSync(sigma) ? false : `no Sigma corpus at ${sigma}`
const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }

type Made = Record<string, unknown>
const textOf = (made: Made | string) => (typeof made === 'string' ? made : JSON.stringify(made))
/** What every object of a service holds, by which it is told. */
const services: { readonly [source: string]: (made: Made) => Made | string } = {
  'linux/process_creation/-': sysmon(1),
  'linux/network_connection/-': sysmon(3),
  'linux/file_event/-': sysmon(11),
  'linux/-/auditd': auditRecord,
  'aws/-/cloudtrail': (made) => ({ eventVersion: '1.08', eventSource: 'x', eventName: 'x', ...made }),
  'okta/-/okta': (made) => ({ eventType: 'x', published: '2026-11-30T05:10:00Z', actor: {}, outcome: {}, ...made }),
  'github/-/audit': (made) => ({ actor: 'an', _document_id: 'x', ...made }),
  'bitbucket/-/audit': (made) => made,
  'kubernetes/-/audit': (made) => ({ auditID: 'x', verb: 'x', stage: 'x', ...made }),
  'opencanary/application/-': (made) => ({ node_id: 'x', logdata: {}, ...made }),
  'onelogin/-/onelogin.events': (made) => ({ account_id: 1, actor_user_name: 'an', ...made }),
  'cisco/-/duo': (made) => ({ factor: 'x', txid: 'x', ...made }),
  'azure/-/activitylogs': (made) => ({
    operationName: 'x',
    resourceId: made.ResourceId ?? 'x',
    category: 'Administrative',
    resourceProviderName: { value: made.ResourceProviderValue },
    ...made,
  }),
  'azure/-/riskdetection': ({ riskEventType }) => ({
    category: 'UserRiskEvents',
    operationName: 'x',
    properties: { riskEventType },
  }),
  'm365/-/audit': (made) => ({ Workload: 'x', Operation: 'x', CreationTime: '2026-11-30T05:10:00', ...made }),
  'm365/-/threat_management': ({ eventSource, eventName, status, ...made }) => ({
    Workload: eventSource,
    Operation: 'AlertTriggered',
    Name: eventName,
    Status: status,
    CreationTime: '2026-11-30T05:10:00',
    ...made,
  }),
  'zeek/-/dns': (made) => ({ _path: 'dns', uid: 'x', 'id.orig_h': '10.0.0.7', ts: 1796015400, ...made }),
  'zeek/-/http': (made) => ({ _path: 'http', uid: 'x', 'id.orig_h': '10.0.0.7', ts: 1796015400, ...made }),
  'zeek/-/smb_files': (made) => ({ _path: 'smb_files', ts: 1796015400, ...made }),
  'zeek/-/dce_rpc': (made) => ({ _path: 'dce_rpc', ts: 1796015400, ...made }),
  'zeek/-/kerberos': (made) => ({ _path: 'kerberos', ts: 1796015400, ...made }),
  'zeek/-/x509': (made) => ({ _path: 'x509', ts: 1796015400, ...made }),
}

/** An event of Sysmon for Linux, as the readers of its XML lay it out. */
function sysmon(code: number) {
  return (made: Made): Made => ({
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'Linux-Sysmon' } },
        EventID: code,
        Channel: 'Linux-Sysmon/Operational',
        Computer: 'web01',
        TimeCreated: { '#attributes': { SystemTime: '2026-11-30T05:10:00Z' } },
      },
      EventData: made,
    },
  })
}

/** A line of the audit log; the words of a command stand there in hexadecimal. */
function auditRecord({ type = 'EXECVE', ...made }: Made): string {
  const kind = String(type).toUpperCase()
  const pairs = Object.entries(made).map(([name, value]) => {
    const encoded = name === 'name' || (kind === 'EXECVE' && /^a\d$/.test(name))
    return `${name}=${encoded ? Buffer.from(String(value)).toString('hex').toUpperCase() : JSON.stringify(String(value))}`
  })
  return `type=${kind} msg=audit(1796015400.123:9): ${pairs.join(' ')}`
}

test('rules fire on records in the layout of their sources', { skip }, (t) => {
  const own = new Map(loadRules([sigma], { taxonomy: 'identity' }).rules.map((rule) => [rule.id, rule]))
  const rules = loadRules([sigma], { taxonomy: 'ecs' }).rules
  const silent: string[] = []
  let tried = 0
  for (const { id, title, logsource, predicate } of rules) {
    const layout = services[sourceKey(logsource)]
    const reference = own.get(id)
    if (layout === undefined || reference === undefined) continue
    const holds = toMatcher(reference.detection)
    const made = [0, 1, 2, 3].map((attempt) => satisfyingEvent(reference.detection, attempt)).filter(holds)
    if (made.length === 0) continue
    tried++
    const fires = toMatcher(predicate)
    const fired = made.some((one) => fires(toEvent({ bytes: textOf(layout(one)) }, 'auto', context)))
    if (!fired) silent.push(`${sourceKey(logsource)}: ${title}: ${JSON.stringify(made[0])}`)
  }
  t.diagnostic(`${tried} rules`)
  assert.deepEqual(silent, [])
  assert.ok(tried > 400, `${tried} rules`)
})
