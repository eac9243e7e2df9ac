import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toEvent } from '../../collector/map/to-event.ts'
import { isEcsField } from '../../core/event/fields.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { loadRules } from '../../rules/engine/load.ts'
import { listSources } from '../../rules/engine/source-listing.ts'
import { readRules } from '../../rules/sigma/read.ts'
import { taxonomies } from '../../rules/taxonomy/taxonomies.ts'

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const sigma = join(corpora, 'sigma')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const skip = existsSync(sigma) ? false : `no Sigma corpus at ${sigma}`

const corpus = skip === false ? loadRules([sigma], { taxonomy: 'ecs' }).rules : []
const pack = loadRules([join(import.meta.dirname, '../../rules/pack')], { taxonomy: 'ecs' }).rules

/** Everything of the public rules that no event can carry, and why. */
const cannot = {
  '-/firewall/-': { 'field not mapped: blocked': 1 },
  'azure/-/pim': { 'no such events: PIM alerts are in Microsoft Graph alone; no log export has them': 7 },
  'paloalto/file_event/globalprotect': {
    'no such events: PAN-OS logs no file operations of its own disk': 1,
  },
}

test('every log source of SigmaHQ is mapped, or is listed here with its reason', { skip }, () => {
  const sources = listSources(corpus)
  assert.ok(sources.length >= 138, `${sources.length} log sources`)
  const reasons = sources.filter(({ rules, run }) => run < rules).map(({ logsource, reasons }) => [logsource, reasons])
  assert.deepEqual(Object.fromEntries(reasons), cannot)
  const unfed = sources.filter(({ run, from }) => run > 0 && from.length === 0).map(({ logsource }) => logsource)
  assert.deepEqual(unfed, [], 'a route names a dataset or a channel')
})

/** Roots of vendors' own fields: what the collector or an Elastic integration keeps of the sender's words; `audit` is our log's. */
const vendors = [
  'winlog auditd aws azure gcp o365 google_workspace okta onelogin cisco_duo github bitbucket kubernetes',
  'opencanary qualys_vmdr zeek suricata kaspersky fortinet modsecurity probe vonggac audit',
  'cef mysql postgresql oracle vmware proxmox wso2 synology mikrotik postfix zimbra syslog',
].flatMap((names) => names.split(' '))

/** Names beside ECS under its own roots, each written by the agent that is named. */
const beside: { readonly [field: string]: string } = {
  'http.request.headers.cookie': 'Packetbeat',
  'http.request.headers.content-type': 'Packetbeat',
  'service.language.name': 'APM agents',
  'service.framework.name': 'APM agents',
  'process.parent.title': 'Auditbeat',
  'user.audit.id': 'Filebeat, module auditd',
}

test('rules look at fields of ECS, or at a vendor’s own', { skip }, () => {
  const odd = new Set<string>()
  for (const { predicate, cannotRun } of [...corpus, ...pack]) {
    if (cannotRun !== undefined) continue
    for (const field of fieldsOf(predicate)) {
      if (isEcsField(field) || Object.hasOwn(beside, field)) continue
      if (!vendors.includes(field.split('.', 1)[0] ?? '')) odd.add(field)
    }
  }
  assert.deepEqual([...odd], [])
})

function fieldsOf(predicate: Predicate): readonly string[] {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return predicate.of.flatMap(fieldsOf)
    case 'not':
      return fieldsOf(predicate.of)
    case 'true':
    case 'false':
    case 'anyField':
      return []
    default:
      return [predicate.field]
  }
}

/** A rule for a log source as the events that it fires on. */
function rule(logsource: string, selection: string) {
  const text = `title: T\nid: 5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11\nlogsource: {${logsource}}\ndetection:\n  sel: {${selection}}\n  condition: sel\n`
  const { rules, problems } = readRules(Buffer.from(text), 'rule.yml', { taxonomy: taxonomies.ecs })
  const [found] = rules
  assert.ok(found, JSON.stringify(problems))
  return found
}
const fires = (logsource: string, selection: string, event: object) =>
  toMatcher(rule(logsource, selection).predicate)(event)

test('a rule with category and service looks at events of both', () => {
  const source = 'product: windows, category: process_creation, service: sysmon'
  const event = (channel: string, code: string) => ({
    event: { code },
    winlog: { channel },
    process: { executable: 'C:\\x.exe' },
  })
  assert.equal(fires(source, 'Image|endswith: x.exe', event('Microsoft-Windows-Sysmon/Operational', '1')), true)
  assert.equal(fires(source, 'Image|endswith: x.exe', event('Security', '4688')), false)
})

test('a rule with a category alone looks at every product', () => {
  const started = { event: { dataset: 'endpoint.events.process', category: ['process'], type: ['start'] } }
  const event = (type: string) => ({ ...started, host: { os: { type } }, process: { executable: '/usr/bin/nc' } })
  for (const os of ['linux', 'macos']) {
    assert.equal(fires('category: process_creation', 'Image|endswith: /nc', event(os)), true, os)
    assert.equal(fires(`product: ${os}, category: process_creation`, 'Image|endswith: /nc', event(os)), true, os)
  }
  assert.equal(fires('product: macos, category: process_creation', 'Image|endswith: /nc', event('linux')), false)
})

test('a log source that nobody knows is not mapped, one that has no events says why', () => {
  assert.equal(rule('product: abacus', 'a: 1').cannotRun?.reason, 'log source not mapped')
  assert.match(rule('product: azure, service: pim', 'a: 1').cannotRun?.reason ?? '', /^no such events: PIM/)
})

test('a field that may stand in several places is absent where it stands in none', () => {
  const source = 'product: aws, service: cloudtrail'
  const event = (fields: object) => ({ event: { dataset: 'aws.cloudtrail' }, aws: { cloudtrail: fields } })
  for (const absent of ['errorCode: null', 'errorCode|exists: false']) {
    assert.equal(fires(source, absent, event({})), true, absent)
    assert.equal(fires(source, absent, event({ error_code: 'AccessDenied' })), false, absent)
    assert.equal(fires(source, absent, event({ errorCode: 'AccessDenied' })), false, absent)
  }
  assert.equal(fires(source, 'errorCode|exists: true', event({ errorCode: 'AccessDenied' })), true)
})

test('lines of devices and of the audit log reach the rules of their log sources', () => {
  const context = { receivedAt: Date.parse('2026-08-10T08:00:00Z'), zone: 'Asia/Ho_Chi_Minh' }
  const event = (line: string) => toEvent({ bytes: line }, 'auto', context)
  const cisco = event(
    '<189>4711: sw-01: 12: Aug 10 14:59:05: %PARSER-5-CFGLOG_LOGGEDCMD: User:a logged command:no logging',
  )
  assert.equal(fires('product: cisco, service: aaa', "'message|contains': no logging", cisco), true)
  assert.equal(fires('product: cisco, service: bgp', "'message|contains': no logging", cisco), false)
  const clamav = event('<30>Aug 10 14:59:05 web clamd[77]: /tmp/x: Win.Trojan.Foo FOUND')
  assert.equal(fires('product: linux, service: clamav', "'message|contains': Trojan", clamav), true)
  const execve = event('type=EXECVE msg=audit(1786348745.123:9): argc=2 a0="wget" a1=2D2D706F73742D66696C653D2F78')
  assert.equal(fires('product: linux, service: auditd', 'type: EXECVE, a1|startswith: --post-file', execve), true)
})

test('what public rules look for on Linux, in clouds and on the network fires them from raw lines', { skip }, () => {
  const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
  const { evaluate } = evaluator(corpus.filter(({ logsource }) => logsource.product !== 'windows'))
  const fired = (file: string) =>
    readFileSync(join(import.meta.dirname, '../fixtures/collector', file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => evaluate(toEvent({ bytes: Buffer.from(line) }, 'auto', context)).map(({ title }) => title))
  const found = ['sysmon-linux.log', 'audit.log', 'services.ndjson'].flatMap(fired)
  const wanted = [
    'Potential Netcat Reverse Shell Execution',
    'New Cron File Created',
    'Linux Reverse Shell Indicator',
    'Data Exfiltration with Wget',
    'Disable System Firewall',
    'AWS CloudTrail Important Change',
    'Creation Of Pod In System Namespace',
    'Okta API Token Created',
    'Login to Disabled Account',
    'OpenCanary - SSH Login Attempt',
    'New Kind of Network (NKN) Detection',
  ]
  assert.deepEqual(
    wanted.filter((title) => !found.some((titles) => titles.includes(title))),
    [],
    JSON.stringify(found),
  )
})

test('names of a service’s own JSON are found as it writes them and as Elastic’s integration does', () => {
  const source = 'product: okta, service: okta'
  const event = (okta: object) => ({ event: { dataset: 'okta.system' }, okta })
  for (const fields of [{ securityContext: { isProxy: true } }, { security_context: { is_proxy: true } }]) {
    assert.equal(fires(source, "securityContext.isProxy: 'true'", event(fields)), true)
  }
})
