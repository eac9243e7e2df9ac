import type { YAMLMap } from 'yaml'
import { isMap } from 'yaml'
import type { Regex } from '../../../core/lib/regex.ts'
import { compileGroups, compileRegex } from '../../../core/lib/regex.ts'
import { isZone } from '../../../core/lib/zone-offset.ts'
import type { CustomMapping, MappingMatch, Reading } from './mapping.ts'
import type { MappingReader } from './mapping-reader.ts'
import { offset } from './mapping-reader.ts'
import type { TimeFormat } from './time-format.ts'
import { parseTimeFormat, timeTokens } from './time-format.ts'

const matchKeys = ['program', 'contains', 'regex', 'has']
const readKeys = ['as', 'pattern', 'columns', 'separator']
const timeKeys = ['from', 'format', 'zone']
const readings = ['regex', 'csv', 'json', 'key-value']

/** `read`: how a line is taken apart. */
export function readReading(r: MappingReader, top: YAMLMap): Reading | undefined {
  const node = top.get('read', true)
  if (!isMap(node)) {
    r.report('read', offset(node) ?? 0, 'read is missing', 'e.g. read: { as: json }')
    return undefined
  }
  r.keys(node, readKeys, 'read')
  const as = r.text(node, 'as')
  if (as === 'json' || as === 'key-value') return { as }
  if (as === 'csv') return csv(r, node)
  if (as === 'regex') return pattern(r, node)
  r.report(
    'read',
    offset(node.get('as', true)) ?? offset(node),
    `read.as is not known: ${as ?? 'nothing'}`,
    `use one of ${readings.join(', ')}`,
  )
  return undefined
}

function csv(r: MappingReader, node: YAMLMap): Reading | undefined {
  const columns = r.texts(node, 'columns')
  r.names = columns
  if (columns.length === 0) r.report('columns', offset(node), 'csv needs columns', 'list their names in order')
  const separator = r.text(node, 'separator') ?? ','
  if (separator === '') r.report('separator', offset(node), 'separator must not be empty')
  return { as: 'csv', columns, separator: separator === 'tab' || separator === '\\t' ? '\t' : separator }
}

function pattern(r: MappingReader, node: YAMLMap): Reading | undefined {
  const text = r.text(node, 'pattern')
  if (text === undefined) {
    r.report('pattern', offset(node), 'regex needs a pattern', "e.g. pattern: '^(?<thoi_gian>\\S+) (?<noi_dung>.*)$'")
    return undefined
  }
  const compiled = compileGroups(text)
  if (!compiled.ok) {
    const { message, position } = compiled.error
    const at = offset(node.get('pattern', true))
    r.report(
      'pattern',
      at,
      `pattern: ${message}`,
      position === undefined ? 'RE2 syntax: no look-around' : `at character ${position + 1}`,
    )
    return undefined
  }
  r.names = compiled.value.names
  if (r.names.length === 0)
    r.report(
      'pattern',
      offset(node.get('pattern', true)),
      'pattern names no group',
      'write (?<ten>…) around what is wanted',
    )
  return { as: 'regex', pattern: compiled.value }
}

/** `match`: which lines are meant. */
export function readMatch(r: MappingReader, top: YAMLMap): MappingMatch | undefined {
  const node = top.get('match', true)
  if (!isMap(node)) {
    r.report(
      'match',
      offset(node) ?? 0,
      'match is missing',
      'say which lines are meant: program, contains, regex or has',
    )
    return undefined
  }
  r.keys(node, matchKeys, 'match')
  const programs = r.texts(node, 'program').map((text) => text.toLowerCase())
  const contains = r.texts(node, 'contains')
  const has = r.texts(node, 'has')
  for (const name of has) r.known(name, node.get('has', true))
  let regex: Regex | undefined
  const text = r.text(node, 'regex')
  if (text !== undefined) {
    const compiled = compileRegex(text)
    if (compiled.ok) regex = compiled.value
    else
      r.report(
        'regex',
        offset(node.get('regex', true)),
        `regex: ${compiled.error.message}`,
        'RE2 syntax: no look-around',
      )
  }
  if (node.items.length === 0)
    r.report(
      'match',
      offset(node),
      'match says nothing',
      'program, contains, regex or has: otherwise it would take every line',
    )
  return { programs, contains, regex, has }
}

/** `time`: where the time of the event stands. */
export function readTimeRule(r: MappingReader, top: YAMLMap): CustomMapping['time'] {
  const node = top.get('time', true)
  if (node === undefined) return undefined
  if (!isMap(node)) {
    r.report('time', offset(node), 'time is a map', 'e.g. time: { from: thoi_gian, format: "dd/MM/yyyy HH:mm:ss" }')
    return undefined
  }
  r.keys(node, timeKeys, 'time')
  const from = r.text(node, 'from')
  if (from === undefined) {
    r.report('time', offset(node), 'time needs from', 'the name of the value that holds it')
    return undefined
  }
  r.known(from, node.get('from', true))
  const zone = r.text(node, 'zone')
  if (zone !== undefined && !isZone(zone))
    r.report('zone', offset(node.get('zone', true)), `there is no zone ${zone}`, 'e.g. Asia/Ho_Chi_Minh or +07:00')
  const form = r.text(node, 'format')
  let format: TimeFormat | undefined
  if (form !== undefined) {
    const parsed = parseTimeFormat(form)
    if ('unknown' in parsed)
      r.report(
        'time-format',
        offset(node.get('format', true)),
        `format: ${parsed.unknown} is not known at character ${parsed.at + 1}`,
        `letters: ${timeTokens}; text in '…'`,
      )
    else format = parsed
  }
  return { from, format, zone }
}
