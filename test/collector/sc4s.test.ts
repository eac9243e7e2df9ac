import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toEvent } from '../../collector/map/to-event.ts'
import type { JsonObject } from '../../core/lib/json.ts'

// Vendors' real syslog with placeholders. A line must become an event with the host and the time that it holds.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../shared/corpora')
const file = join(corpora, 'sc4s/messages.ndjson')
const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }

const values: { readonly [placeholder: string]: string } = {
  host: 'may-chu-7',
  hostname: 'may-chu-7',
  program: 'may-chu-7',
  orig_host: 'may-chu-7',
  bsd: 'Nov 30 12:04:05',
  bsdyear: 'Nov 30 12:04:05 2026',
  timestamp_bsd: 'Nov 30 12:04:05',
  timestamp: '2026-11-30T05:04:05.123Z',
  timestamp_iso_8601: '2026-11-30T12:04:05.123+07:00',
  iso_header: '2026-11-30T05:04:05.123',
  aruba_time: '2026-11-30 12:04:05,123',
  epoch: '1796015045',
  epochlong: '1796015045123',
  date: '2026-11-30',
  time: '12:04:05',
  year: '2026',
  millisec: '123',
  microsec: '123456',
  tzname: 'ICT',
  tzoffset: '+07:00',
  app: 'ung_dung',
  pid: '4711',
  seq: '4711',
  node_id: 'RP/0/RSP0/CPU0',
}

/** The template as a device would send it; an RFC 5424 mark where the ISO time stands apart from it. */
function filled(template: string): string {
  const head = template.slice(0, 24)
  const modern = /\}\}\s+\{\{\s*(iso|timestamp|iso_header)\s*\}\}/.test(head)
  const iso = '2026-11-30T05:04:05.123456'
  return template
    .replace(/\{\{\s*iso\s*\}\}(Z?)/g, `${iso}Z`)
    .replace(/\{\{-?\s*([^}]*?)\s*-?\}\}/g, (_, name: string) =>
      name === 'mark' ? (modern ? '<134>1' : '<134>') : (values[name] ?? 'x1'),
    )
    .replace(/\n[\s\S]*$/, '')
}

if (!existsSync(file)) {
  test('vendor messages', { skip: `no corpus of vendor messages at ${file}` }, () => {
    assert.fail(`${file} is not there`)
  })
} else {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const cases = lines.map((line) => (JSON.parse(line) as { template: string }).template)

  test('every vendor message becomes an event, with its host and time', (t) => {
    assert.ok(cases.length > 600)
    const failed: string[] = []
    let hosts = 0
    let hostsFound = 0
    let times = 0
    let timesFound = 0
    for (const template of cases) {
      const text = filled(template)
      const event = toEvent({ bytes: text }, 'syslog', context)
      if (event.event.kind === 'pipeline_error') failed.push(text)
      const [, before] =
        /^(.*?)\{\{\s*(?:bsd|iso|timestamp|iso_header)\s*\}\}Z?\s+\{\{\s*host\s*\}\}\s/.exec(template) ?? []
      if (before !== undefined && before.length < 40) {
        hosts += 1
        if ((event.host as JsonObject | undefined)?.name === 'may-chu-7') hostsFound += 1
        else t.diagnostic(`host: ${text.slice(0, 120)}`)
      }
      if (/^\{\{\s*mark\s*\}\}1?\s*\{\{\s*(bsd|iso|timestamp|iso_header|epoch)\s*\}\}/.test(template)) {
        times += 1
        if (event['@timestamp'] !== '2026-11-30T05:15:00.000Z') timesFound += 1
        else t.diagnostic(`time: ${text.slice(0, 120)}`)
      }
    }
    t.diagnostic(
      `${cases.length} messages, ${failed.length} undecodable, host ${hostsFound}/${hosts}, time ${timesFound}/${times}`,
    )
    assert.deepEqual(failed, [])
    assert.ok(hosts > 350 && hostsFound / hosts >= 0.98, `host ${hostsFound}/${hosts}`)
    assert.ok(times > 450 && timesFound / times >= 0.99, `time ${timesFound}/${times}`)
  })
}
