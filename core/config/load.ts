import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { Problem } from '../lib/errors.ts'
import { parseNetwork } from '../lib/ip.ts'
import { isPhone } from '../lib/phone.ts'
import { fail, ok, type Result } from '../lib/result.ts'
import { type Config, schema } from './schema.ts'
import type { Setting } from './setting.ts'

type Values = Record<string, Record<string, unknown>>
interface Source {
  readonly file: string
  readonly base: string
}

/** `storage.retentionClass` is `VONGGAC_STORAGE_RETENTION_CLASS` in the environment. */
export const environmentName = (section: string, key: string) =>
  `VONGGAC_${section}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase()

const sections = Object.entries(schema) as [string, Record<string, Setting>][]

/**
 * Reads the configuration: defaults, then the YAML file, then the environment. All problems come at once, each with
 * file, line, column and hint; an unknown key is one.
 */
export function loadConfig(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Result<Config, readonly Problem[]> {
  const problems: Problem[] = []
  const values: Values = {}
  for (const [section, settings] of sections) {
    values[section] = {}
    for (const [key, setting] of Object.entries(settings)) {
      values[section][key] = fromDefault(setting, { file: file ?? '', base: process.cwd() })
    }
  }
  if (file !== undefined) readFile(file, values, problems)
  readEnvironment(environment, values, problems)
  return problems.length > 0 ? fail(problems) : ok(Object.freeze(values) as unknown as Config)
}

function fromDefault(setting: Setting, source: Source): unknown {
  return setting.kind === 'path' ? resolve(source.base, setting.default as string) : setting.default
}

function readFile(file: string, values: Values, problems: Problem[]): void {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    problems.push({
      code: 'config-unreadable',
      level: 'error',
      file,
      message: `cannot read the configuration: ${(error as Error).message}`,
    })
    return
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const at = (offset: number | undefined) => {
    const place = lines.linePos(offset ?? 0)
    return { file, line: place.line, column: place.col }
  }
  for (const error of document.errors) {
    problems.push({
      code: 'config-yaml',
      level: 'error',
      ...at(error.pos[0]),
      message: error.message.split('\n')[0] ?? '',
    })
  }
  if (document.errors.length > 0 || document.contents === null) return
  const unknown = (pair: Pair, known: readonly string[], inside: string) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : '?'
    problems.push({
      code: 'config-unknown-key',
      level: 'error',
      ...at(isScalar(pair.key) ? pair.key.range?.[0] : 0),
      message: `unknown key ${inside}${key}`,
      hint: `known here: ${known.join(', ')}`,
    })
  }
  const notAMap = (offset: number | undefined, name: string) =>
    problems.push({ code: 'config-type', level: 'error', ...at(offset), message: `${name} must be a mapping of keys` })
  if (!isMap(document.contents)) {
    notAMap(0, 'the configuration')
    return
  }
  for (const pair of (document.contents as YAMLMap).items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : ''
    const settings = sections.find(([section]) => section === name)?.[1]
    if (settings === undefined) {
      unknown(
        pair,
        sections.map(([section]) => section),
        '',
      )
      continue
    }
    if (!isMap(pair.value)) {
      if (!(isScalar(pair.value) && pair.value.value === null))
        notAMap(isScalar(pair.key) ? pair.key.range?.[0] : 0, name)
      continue
    }
    for (const inner of pair.value.items) {
      const key = isScalar(inner.key) ? String(inner.key.value) : ''
      const setting = settings[key]
      if (setting === undefined) {
        unknown(inner, Object.keys(settings), `${name}.`)
        continue
      }
      const node = inner.value as { range?: [number, number, number]; toJSON(): unknown } | null
      const read = readValue(setting, node?.toJSON(), { file, base: dirname(resolve(file)) })
      if (read.ok) values[name]![key] = read.value
      else
        problems.push({
          code: 'config-value',
          level: 'error',
          ...at(node?.range?.[0]),
          message: `${name}.${key}: ${read.error}`,
          hint: setting.about,
        })
    }
  }
}

function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  values: Values,
  problems: Problem[],
): void {
  for (const [section, settings] of sections) {
    for (const [key, setting] of Object.entries(settings)) {
      const name = environmentName(section, key)
      const text = environment[name]
      if (text === undefined || text === '') continue
      const value =
        setting.kind === 'paths'
          ? text.split(':')
          : setting.kind === 'urls' || setting.kind === 'networks'
            ? text.split(',')
            : setting.kind === 'integer' || setting.kind === 'port'
              ? Number(text)
              : text
      const read = readValue(setting, value, { file: name, base: process.cwd() })
      if (read.ok) values[section]![key] = read.value
      else problems.push({ code: 'config-value', level: 'error', file: name, message: read.error, hint: setting.about })
    }
  }
}

function readValue(setting: Setting, value: unknown, source: Source): Result<unknown, string> {
  switch (setting.kind) {
    case 'port':
    case 'integer': {
      const min = setting.kind === 'port' ? 0 : (setting.min ?? 0)
      const max = setting.kind === 'port' ? 65535 : (setting.max ?? Number.MAX_SAFE_INTEGER)
      if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return ok(value)
      return fail(`must be a whole number from ${min} to ${max}`)
    }
    case 'choice':
      if (typeof value === 'string' && setting.choices?.includes(value)) return ok(value)
      return fail(`must be one of ${setting.choices?.join(', ')}`)
    case 'paths':
      if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
        return ok(value.map((item) => resolve(source.base, item)))
      return fail('must be a list of paths')
    case 'optional-path':
      if (value === '') return ok('')
      return typeof value === 'string' ? ok(resolve(source.base, value)) : fail('must be a path, or empty')
    case 'urls':
      // An empty list only where that is what stands there by itself: it then means off.
      if (Array.isArray(value) && (value.length > 0 || isEmpty(setting.default)) && value.every(isPlainUrl))
        return ok(value)
      return fail('must be a list of http(s) addresses without user and password, which come from elsewhere')
    case 'networks':
      if (Array.isArray(value) && value.every(isNetwork)) return ok(value)
      return fail('must be a list of addresses or networks, e.g. 10.0.0.5 or 10.0.0.0/24')
    case 'path':
      return typeof value === 'string' && value !== '' ? ok(resolve(source.base, value)) : fail('must be a path')
    case 'time-zone':
      try {
        new Intl.DateTimeFormat('en', { timeZone: String(value) })
        return ok(String(value))
      } catch {
        return fail('must be an IANA time zone, e.g. Asia/Ho_Chi_Minh')
      }
    case 'phone':
      return value === '' || isPhone(value)
        ? ok(value)
        : fail('must be a telephone number in quotes, e.g. "0203 3835 000"')
    case 'text':
      return typeof value === 'string' && (value !== '' || setting.default === '') ? ok(value) : fail('must be text')
  }
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function isNetwork(value: unknown): boolean {
  return typeof value === 'string' && parseNetwork(value) !== undefined
}

function isPlainUrl(value: unknown): boolean {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}
