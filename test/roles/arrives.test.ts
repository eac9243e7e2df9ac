import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrives } from '../../roles/fed-rules.ts'
import { readRules } from '../../rules/sigma/read.ts'
import { taxonomies } from '../../rules/taxonomy/taxonomies.ts'

/** A rule for a log source, by what its events look like here. */
function rule(logsource: string) {
  const text = `title: T\nid: 5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11\nlogsource: {${logsource}}\ndetection:\n  sel: [x]\n  condition: sel\n`
  const [found] = readRules(Buffer.from(text), 'rule.yml', { taxonomy: taxonomies.ecs }).rules
  assert.ok(found)
  return found
}

const cases: readonly (readonly [logsource: string, dataset: string, arrives: boolean])[] = [
  ['product: windows, category: process_creation', 'windows.sysmon_operational', true],
  ['product: windows, category: process_creation', 'windows.security', true],
  ['product: windows, category: process_creation', 'system.security', true],
  ['product: windows, category: process_creation', 'windows.forwarded', true],
  ['product: windows, category: process_creation', 'windows.system', false],
  ['product: windows, category: process_creation', 'nginx.access', false],
  ['product: windows, category: image_load', 'windows.security', false],
  ['product: windows', 'windows.bits_client_operational', true],
  ['product: windows', 'linux.auth', false],
  ['product: windows, service: windefend', 'windows.windows_defender', true],
  ['product: linux, service: auditd', 'auditd.log', true],
  ['product: linux, service: auditd', 'linux.auth', false],
  ['product: linux', 'linux.cron', true],
  ['product: django, category: application', 'django.log', true],
  ['product: aws, service: cloudtrail', 'aws.cloudtrail', true],
  ['category: webserver', 'nginx.access', true],
  ['category: webserver', 'fortinet.firewall', false],
  ['product: abacus', 'abacus.log', false],
]

for (const [logsource, dataset, expected] of cases) {
  test(`${expected ? 'events' : 'no events'} of ${dataset} are for ${logsource}`, () => {
    assert.equal(arrives(rule(logsource), [dataset]), expected)
    assert.equal(arrives(rule(logsource), new Set(['other', dataset])), expected)
    assert.equal(arrives(rule(logsource), []), false)
  })
}
