import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAttribution } from '../../collector/enrich/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import { attacks, liveAttacks } from '../../demo/attacks/attacks.ts'
import { type Line, localHour } from '../../demo/line.ts'
import { busyness, theWeek } from '../../demo/week.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { loadRules } from '../../rules/engine/load.ts'
import { demoUnits, demoWorld, readAt, withoutStamps } from '../support/demo-world.ts'

const now = Date.parse('2026-11-30T09:30:00Z')
const lines: readonly Line[] = [...theWeek(demoWorld(7), now, 12_000)].flat()
const read = lines.map((line) => ({ line, document: readAt(line.text, now) }))

test('a week of about as many lines as asked for, in order of time, none from the future', () => {
  assert.ok(lines.length > 12_000 && lines.length < 17_000, String(lines.length))
  let last = now - 7 * 24 * 3_600_000
  for (const { at } of lines) {
    assert.ok(at >= last && at < now, 'out of order')
    last = at
  }
})

test('the same seed and moment give the same week, another seed another', () => {
  const again = [...theWeek(demoWorld(7), now, 12_000)].flat()
  assert.deepEqual(again, lines)
  assert.notDeepEqual([...theWeek(demoWorld(8), now, 12_000)].flat(), lines)
})

test('nights and weekends are quieter than working mornings', () => {
  const at = (text: string) => busyness(Date.parse(`${text}+07:00`))
  assert.ok(at('2026-11-27T09:30:00') > 5 * at('2026-11-27T02:30:00'))
  assert.ok(at('2026-11-27T09:30:00') > 3 * at('2026-11-29T09:30:00'))
  const count = (of: (weekday: number, hour: number) => boolean) =>
    lines.filter((line) => {
      const { weekday, hour } = localHour(line.at)
      return of(weekday, hour)
    }).length
  const morning = count((weekday, hour) => weekday >= 1 && weekday <= 5 && hour >= 9 && hour < 11) / 10
  const night = count((_, hour) => hour >= 2 && hour < 4) / 14
  assert.ok(morning > 4 * night, `${morning} an hour in the morning, ${night} at night`)
})

test('every line is read, at the moment it speaks of, by the mapping of its product', () => {
  const wrong = read.filter(
    ({ line, document }) =>
      document.event.kind === 'pipeline_error' ||
      Math.abs(Date.parse(document['@timestamp']) - line.at) > 1000 ||
      typeof document.event.dataset !== 'string',
  )
  assert.deepEqual(
    wrong.map(({ line }) => line.text),
    [],
  )
  const marks = new Set(read.flatMap(({ document }) => document.vonggac?.marks ?? []))
  assert.deepEqual([...marks].sort(), ['year_assumed', 'zone_assumed'], 'devices alone leave out year and zone')
})

test('all sources that the platform maps speak', () => {
  const datasets = new Set(read.map(({ document }) => document.event.dataset))
  const missing = [
    'linux.auth',
    'linux.cron',
    'nginx.access',
    'apache.access',
    'modsecurity.error',
    'fortinet.firewall',
    'pfsense.log',
    'mikrotik.log',
    'postfix.log',
    'dovecot.log',
    'zimbra.audit',
    'kaspersky.security_center',
    'cef.log',
    'windows.security',
    'windows.system',
    'windows.sysmon_operational',
    'windows.powershell_operational',
    'windows.windows_defender',
  ].filter((dataset) => !datasets.has(dataset))
  assert.deepEqual(missing, [])
})

test('every event belongs to a unit of the province', () => {
  const units = unitTree(demoUnits())
  const { unitOf } = createAttribution(units)
  const strays = read.filter(({ document }) => unitOf(document, { peer: '127.0.0.1' }) === undefined)
  assert.deepEqual(
    strays.map(({ line }) => line.text),
    [],
  )
  const owners = new Set(read.map(({ document }) => unitOf(document, { peer: undefined })?.id))
  assert.ok(owners.size >= 40, `${owners.size} units have events`)
})

test('every event parses again from its original to itself', () => {
  assert.ok(read.length >= 5000)
  for (const { document } of read) {
    const { original } = document.event
    assert.ok(original !== undefined)
    assert.deepEqual(withoutStamps(readAt(original, now)), withoutStamps(document))
  }
})

test('each attack raises alerts, the ordinary days raise few', () => {
  const { rules } = loadRules([join(import.meta.dirname, '../../rules/pack')], { taxonomy: 'ecs' })
  const { evaluate } = evaluator(rules)
  for (const attack of new Set([...attacks, ...liveAttacks])) {
    const told = attack(demoWorld(3), now)
    const fired = new Set(told.flatMap(({ text }) => evaluate(readAt(text, now)).map(({ title }) => title)))
    assert.ok(fired.size > 0, `${attack.name} fires nothing`)
  }
  const fired = new Set(read.flatMap(({ document }) => evaluate(document).map(({ title }) => title)))
  assert.ok(fired.size >= 25, [...fired].join('; '))
  for (const title of [
    'Script run from an upload folder',
    'Office program starts a shell',
    'Memory of lsass dumped',
    'PsExec service installed',
    'Shadow copies deleted',
    'Windows security log cleared',
    'Malware that was not removed',
    'Root shell by sudo',
    'Failed SSL VPN log-in',
  ])
    assert.ok(fired.has(title), `${title} does not fire`)
  const share = read.filter(({ document }) => evaluate(document).length > 0).length / read.length
  assert.ok(share < 0.2, `${Math.round(share * 100)} per cent of the lines fire a rule`)
})
