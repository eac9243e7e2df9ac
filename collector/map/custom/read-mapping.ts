import type { Document, Node, YAMLMap } from 'yaml'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { fieldType, isEcsField } from '../../../core/event/fields.ts'
import type { Problem } from '../../../core/lib/errors.ts'
import type { Json } from '../../../core/lib/json.ts'
import type { Regex } from '../../../core/lib/regex.ts'
import { compileGroups, compileRegex } from '../../../core/lib/regex.ts'
import { isZone } from '../../decode/zone.ts'
import type { CustomMapping, FieldRule, MappingMatch, Reading } from './mapping.ts'
import { mapKey } from './mapping.ts'
import type { TimeFormat } from './time-format.ts'
import { parseTimeFormat, timeTokens } from './time-format.ts'

const topKeys = ['name', 'title', 'module', 'dataset', 'match', 'read', 'time', 'message', 'fields']
const matchKeys = ['program', 'contains', 'regex', 'has']
const readKeys = ['as', 'pattern', 'columns', 'separator']
const timeKeys = ['from', 'format', 'zone']
const fieldKeys = ['from', 'value', 'map', 'default', 'lower', 'split']
const readings = ['regex', 'csv', 'json', 'key-value']
const categories = `api authentication configuration database driver email file host iam intrusion_detection library
  malware network package process registry session threat vulnerability web`.split(/\s+/)
const types = `access admin allowed change connection creation deletion denied device end error group indicator info
  installation protocol start user`.split(/\s+/)
const outcomes = ['success', 'failure', 'unknown']
const allowed: { readonly [field: string]: readonly string[] } = {
  'event.category': categories,
  'event.type': types,
  'event.outcome': outcomes,
}
/** What the platform itself sets. */
const reserved = new Set([
  'event.id',
  'event.original',
  'event.ingested',
  'event.module',
  'event.dataset',
  '@timestamp',
])

/** Reads one mapping file's text. All problems come at once; a mapping with an error is not given. */
export function readMapping(text: string, file: string): { mapping?: CustomMapping; problems: readonly Problem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const reader = new Reader(document, file, lines)
  for (const error of document.errors) reader.report('yaml', error.pos[0], error.message.split('\n')[0] ?? '')
  const mapping = document.errors.length > 0 ? undefined : reader.mapping()
  const failed = reader.problems.some(({ level }) => level === 'error')
  return mapping === undefined || failed ? { problems: reader.problems } : { mapping, problems: reader.problems }
}

class Reader {
  readonly problems: Problem[] = []
  readonly #document: Document.Parsed
  readonly #file: string
  readonly #lines: LineCounter
  /** Names of values that the reading gives; undefined where the line decides. */
  #names: readonly string[] | undefined

  constructor(document: Document.Parsed, file: string, lines: LineCounter) {
    this.#document = document
    this.#file = file
    this.#lines = lines
  }

  report(
    code: string,
    at: number | undefined,
    message: string,
    hint?: string,
    level: Problem['level'] = 'error',
  ): void {
    const place = at === undefined ? undefined : this.#lines.linePos(at)
    this.problems.push({
      code: `mapping-${code}`,
      level,
      file: this.#file,
      ...(place && { line: place.line, column: place.col }),
      message,
      ...(hint !== undefined && { hint }),
    })
  }

  mapping(): CustomMapping | undefined {
    const top = this.#document.contents
    if (!isMap(top)) {
      this.report('empty', 0, 'a mapping is a YAML map', `its keys: ${topKeys.join(', ')}`)
      return undefined
    }
    this.#keys(top, topKeys, 'a mapping')
    const name = this.#identifier(top, 'name')
    if (name === undefined && top.get('name') === undefined)
      this.report('name', 0, 'name is missing', 'a short name, e.g. name: eoffice')
    const module = this.#identifier(top, 'module') ?? name ?? ''
    if (module !== '' && (isEcsField(module) || ecsRoot(module)))
      this.report(
        'module',
        offset(top.get('module', true) ?? top.get('name', true)),
        `${module} is a name of ECS`,
        'choose another',
      )
    const read = this.#reading(top)
    const match = this.#match(top)
    const time = this.#time(top)
    const fields = this.#fields(top, module)
    const message = this.#text(top, 'message')
    if (message !== undefined) this.#known(message, top.get('message', true))
    if (name === undefined || read === undefined || match === undefined) return undefined
    const dataset = this.#text(top, 'dataset') ?? `${module}.log`
    return { name, file: this.#file, module, dataset, match, read, fields, time, message }
  }

  #keys(map: YAMLMap, known: readonly string[], what: string): void {
    for (const { key } of map.items) {
      const word = isScalar(key) ? String(key.value) : ''
      if (!known.includes(word))
        this.report('unknown-key', offset(key), `${what} has no ${word}`, `it has ${known.join(', ')}`)
    }
  }

  #text(map: YAMLMap, key: string): string | undefined {
    const node = map.get(key, true)
    if (node === undefined) return undefined
    if (isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number')) return String(node.value)
    this.report('text', offset(node), `${key} must be a text`)
    return undefined
  }

  #identifier(map: YAMLMap, key: string): string | undefined {
    const text = this.#text(map, key)
    if (text === undefined || /^[a-z][a-z0-9_-]{0,40}$/.test(text)) return text
    this.report('name', offset(map.get(key, true)), `${key} must be small letters, digits, - and _`, 'e.g. eoffice')
    return undefined
  }

  /** A text or a list of texts. */
  #texts(map: YAMLMap, key: string): string[] {
    const node = map.get(key, true) as Node | undefined
    if (node === undefined) return []
    const found = isSeq(node) ? node.items : [node]
    return found.flatMap((item) => {
      if (isScalar(item) && item.value !== null && item.value !== '') return [String(item.value)]
      this.report('text', offset(item) ?? offset(node), `${key} must be a text or a list of texts`)
      return []
    })
  }

  #reading(top: YAMLMap): Reading | undefined {
    const node = top.get('read', true)
    if (!isMap(node)) {
      this.report('read', offset(node) ?? 0, 'read is missing', 'e.g. read: { as: json }')
      return undefined
    }
    this.#keys(node, readKeys, 'read')
    const as = this.#text(node, 'as')
    if (as === 'json' || as === 'key-value') return { as }
    if (as === 'csv') return this.#csv(node)
    if (as === 'regex') return this.#pattern(node)
    this.report(
      'read',
      offset(node.get('as', true)) ?? offset(node),
      `read.as is not known: ${as ?? 'nothing'}`,
      `use one of ${readings.join(', ')}`,
    )
    return undefined
  }

  #csv(node: YAMLMap): Reading | undefined {
    const columns = this.#texts(node, 'columns')
    this.#names = columns
    if (columns.length === 0) this.report('columns', offset(node), 'csv needs columns', 'list their names in order')
    const separator = this.#text(node, 'separator') ?? ','
    if (separator === '') this.report('separator', offset(node), 'separator must not be empty')
    return { as: 'csv', columns, separator: separator === 'tab' || separator === '\\t' ? '\t' : separator }
  }

  #pattern(node: YAMLMap): Reading | undefined {
    const text = this.#text(node, 'pattern')
    if (text === undefined) {
      this.report(
        'pattern',
        offset(node),
        'regex needs a pattern',
        "e.g. pattern: '^(?<thoi_gian>\\S+) (?<noi_dung>.*)$'",
      )
      return undefined
    }
    const compiled = compileGroups(text)
    if (!compiled.ok) {
      const { message, position } = compiled.error
      const at = offset(node.get('pattern', true))
      this.report(
        'pattern',
        at,
        `pattern: ${message}`,
        position === undefined ? 'RE2 syntax: no look-around' : `at character ${position + 1}`,
      )
      return undefined
    }
    this.#names = compiled.value.names
    if (this.#names.length === 0)
      this.report(
        'pattern',
        offset(node.get('pattern', true)),
        'pattern names no group',
        'write (?<ten>…) around what is wanted',
      )
    return { as: 'regex', pattern: compiled.value }
  }

  #match(top: YAMLMap): MappingMatch | undefined {
    const node = top.get('match', true)
    if (!isMap(node)) {
      this.report(
        'match',
        offset(node) ?? 0,
        'match is missing',
        'say which lines are meant: program, contains, regex or has',
      )
      return undefined
    }
    this.#keys(node, matchKeys, 'match')
    const programs = this.#texts(node, 'program').map((text) => text.toLowerCase())
    const contains = this.#texts(node, 'contains')
    const has = this.#texts(node, 'has')
    for (const name of has) this.#known(name, node.get('has', true))
    let regex: Regex | undefined
    const text = this.#text(node, 'regex')
    if (text !== undefined) {
      const compiled = compileRegex(text)
      if (compiled.ok) regex = compiled.value
      else
        this.report(
          'regex',
          offset(node.get('regex', true)),
          `regex: ${compiled.error.message}`,
          'RE2 syntax: no look-around',
        )
    }
    if (node.items.length === 0)
      this.report(
        'match',
        offset(node),
        'match says nothing',
        'program, contains, regex or has: otherwise it would take every line',
      )
    return { programs, contains, regex, has }
  }

  #time(top: YAMLMap): CustomMapping['time'] {
    const node = top.get('time', true)
    if (node === undefined) return undefined
    if (!isMap(node)) {
      this.report(
        'time',
        offset(node),
        'time is a map',
        'e.g. time: { from: thoi_gian, format: "dd/MM/yyyy HH:mm:ss" }',
      )
      return undefined
    }
    this.#keys(node, timeKeys, 'time')
    const from = this.#text(node, 'from')
    if (from === undefined) {
      this.report('time', offset(node), 'time needs from', 'the name of the value that holds it')
      return undefined
    }
    this.#known(from, node.get('from', true))
    const zone = this.#text(node, 'zone')
    if (zone !== undefined && !isZone(zone))
      this.report('zone', offset(node.get('zone', true)), `there is no zone ${zone}`, 'e.g. Asia/Ho_Chi_Minh or +07:00')
    const form = this.#text(node, 'format')
    let format: TimeFormat | undefined
    if (form !== undefined) {
      const parsed = parseTimeFormat(form)
      if ('unknown' in parsed)
        this.report(
          'time-format',
          offset(node.get('format', true)),
          `format: ${parsed.unknown} is not known at character ${parsed.at + 1}`,
          `letters: ${timeTokens}; text in '…'`,
        )
      else format = parsed
    }
    return { from, format, zone }
  }

  #fields(top: YAMLMap, module: string): FieldRule[] {
    const node = top.get('fields', true)
    if (!isMap(node) || node.items.length === 0) {
      this.report('fields', offset(node) ?? 0, 'fields is missing', 'e.g. fields: { user.name: nguoi_dung }')
      return []
    }
    return node.items.flatMap(({ key, value }) => {
      const field = isScalar(key) ? String(key.value) : ''
      if (!this.#isField(field, module, key)) return []
      const rule = this.#field(field, value as Node | null, offset(key))
      return rule === undefined ? [] : [rule]
    })
  }

  #isField(field: string, module: string, key: unknown): boolean {
    if (reserved.has(field)) {
      this.report(
        'reserved',
        offset(key),
        `${field} is set by the platform`,
        field === '@timestamp' ? 'use time' : 'use module and dataset',
      )
      return false
    }
    if (isEcsField(field) || (module !== '' && field.startsWith(`${module}.`))) return true
    this.report(
      'unknown-field',
      offset(key),
      `${field} is no field of ECS`,
      `use a field of ECS 9, or ${module || 'module'}.…`,
    )
    return false
  }

  #field(field: string, node: Node | null, at: number | undefined): FieldRule | undefined {
    const rule = {
      field,
      type: fieldType(field),
      from: [] as string[],
      value: undefined,
      map: undefined,
      otherwise: undefined,
      lower: false,
      split: undefined,
    }
    if (isScalar(node) && node.value !== null) {
      this.#known(String(node.value), node)
      return { ...rule, from: [String(node.value)] }
    }
    if (!isMap(node)) {
      this.report('field', offset(node) ?? at, `${field} needs the name of a value`, '{ from: … } or { value: … }')
      return undefined
    }
    this.#keys(node, fieldKeys, field)
    const from = this.#texts(node, 'from')
    for (const name of from) this.#known(name, node.get('from', true))
    const constant = node.has('value') ? this.#json(node, 'value') : undefined
    if ((from.length === 0) === (constant === undefined))
      this.report('field', offset(node), `${field} needs either from or value`)
    const map = this.#map(field, node)
    const otherwise = node.has('default') ? this.#json(node, 'default') : undefined
    this.#checkAllowed(field, [constant, otherwise, ...(map?.values() ?? [])], node)
    return {
      ...rule,
      from,
      value: listOf(field, constant),
      map,
      otherwise: listOf(field, otherwise),
      lower: node.get('lower') === true,
      split: this.#text(node, 'split'),
    }
  }

  #json(node: YAMLMap, key: string): Json | undefined {
    const value = node.get(key, true) as Node | undefined
    return value === undefined ? undefined : (value.toJS(this.#document) as Json)
  }

  #map(field: string, node: YAMLMap): Map<string, Json> | undefined {
    const map = node.get('map', true)
    if (map === undefined) return undefined
    if (!isMap(map)) {
      this.report('map', offset(map), `${field}: map is a map of values`, "e.g. map: { 'Đăng nhập': login }")
      return undefined
    }
    const out = new Map<string, Json>()
    for (const { key, value } of map.items) {
      const word = isScalar(key) ? String(key.value) : ''
      const json = value === null ? null : ((value as Node).toJS(this.#document) as Json)
      out.set(mapKey(word), listOf(field, json) ?? null)
    }
    return out
  }

  /** `event.category`, `event.type` and `event.outcome` hold fixed words. */
  #checkAllowed(field: string, values: readonly (Json | undefined)[], node: Node): void {
    const words = allowed[field]
    if (words === undefined) return
    for (const value of values.flat()) {
      if (value === undefined || value === null || words.includes(String(value))) continue
      this.report('value', offset(node), `${field} cannot be ${String(value)}`, `ECS allows ${words.join(', ')}`)
    }
  }

  /** A name must be one that the reading gives, where that is known beforehand. */
  #known(name: string, node: unknown): void {
    if (this.#names === undefined || this.#names.includes(name)) return
    this.report(
      'unknown-value',
      offset(node),
      `there is no value ${name}`,
      `read gives ${this.#names.join(', ') || 'nothing'}`,
    )
  }
}

function listOf(field: string, value: Json | undefined): Json | undefined {
  return (field === 'event.category' || field === 'event.type') && typeof value === 'string' ? [value] : value
}

function ecsRoot(module: string): boolean {
  return [
    'event',
    'host',
    'source',
    'destination',
    'user',
    'process',
    'file',
    'url',
    'network',
    'observer',
    'log',
    'message',
    'vonggac',
    'related',
    'agent',
    'http',
    'email',
    'dns',
    'tls',
    'rule',
    'threat',
  ].includes(module)
}

function offset(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] } | null | undefined)?.range
  return range?.[0]
}
