import { createHash } from 'node:crypto'
import { suggest } from './nearest.ts'
import type { Report } from './report.ts'
import type { Level, Status } from './rule.ts'
import { levels, statuses } from './rule.ts'
import type { Entry, TreeMap } from './yaml-tree.ts'

/** What a rule says about itself, apart from its log source and its detection. */
export interface Metadata {
  readonly id: string
  /** By which other rules refer to it. */
  readonly name: string | undefined
  readonly title: string
  readonly description: string
  readonly level: Level
  readonly status: Status | undefined
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
  readonly references: readonly string[]
  readonly author: string | undefined
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const tagForm = /^[a-z0-9_-]+\.[a-z0-9._-]+$/
const longestTitle = 256

/**
 * Reads and checks the attributes of a rule (Sigma 2.1, Rule). A title is required. What decides how the rule acts (its
 * id, its level) is an error when wrong; what only describes it is a warning.
 */
export function readMetadata(rule: TreeMap, source: string, report: Report): Metadata {
  const title = text(rule, 'title', report) ?? ''
  const titleAt = rule.entries.get('title')?.at ?? rule.at
  if (title === '') report.error('missing-title', titleAt, 'the rule has no title', 'add title: with a short text')
  else if (title.length > longestTitle) {
    report.warning('long-title', titleAt, `the title is longer than ${longestTitle} characters`)
  }
  return {
    id: idOf(rule, source, report),
    name: text(rule, 'name', report),
    title,
    description: text(rule, 'description', report) ?? '',
    level: levelOf(rule, report) ?? 'medium',
    status: statusOf(rule, report),
    tags: tagsOf(rule, report),
    falsepositives: texts(rule, 'falsepositives', report).map(({ value }) => value),
    references: texts(rule, 'references', report).map(({ value }) => value),
    author: text(rule, 'author', report),
  }
}

function idOf(rule: TreeMap, source: string, report: Report): string {
  const entry = rule.entries.get('id')
  if (entry === undefined) {
    report.warning(
      'missing-id',
      rule.at,
      'the rule has no id',
      'add id: with a UUID, so that its matches keep their identity',
    )
    return text(rule, 'name', report) ?? `rule-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`
  }
  const id = entry.value.kind === 'scalar' && entry.value.value !== null ? entry.value.text.trim() : ''
  if (id === '' || id.length > longestTitle) {
    report.error('invalid-id', entry.at, 'the id must be a short text', 'write a UUID')
  } else if (!uuid.test(id)) report.warning('invalid-id', entry.at, `“${id}” is no UUID`, 'write a UUID')
  return id
}

function levelOf(rule: TreeMap, report: Report): Level | undefined {
  const found = oneOf(rule, 'level', levels, report)
  if (found === undefined) return undefined
  if (found.value === undefined) {
    report.error(
      'invalid-level',
      found.entry.at,
      `there is no level “${found.written}”`,
      suggest(found.written, levels),
    )
  }
  return found.value
}

function statusOf(rule: TreeMap, report: Report): Status | undefined {
  const found = oneOf(rule, 'status', statuses, report)
  if (found === undefined) return undefined
  if (found.value === undefined) {
    const message = `there is no status “${found.written}”`
    report.warning('invalid-status', found.entry.at, message, suggest(found.written, statuses))
  }
  return found.value
}

function oneOf<T extends string>(rule: TreeMap, key: string, allowed: readonly T[], report: Report) {
  const entry: Entry | undefined = rule.entries.get(key)
  if (entry === undefined) return undefined
  const written = entry.value.kind === 'scalar' ? entry.value.text : `a ${entry.value.kind}`
  const value = allowed.find((name) => name === written.toLowerCase())
  if (value !== undefined && value !== written) {
    report.warning(`invalid-${key}`, entry.at, `“${written}” should be written ${value}`)
  }
  return { entry, written, value }
}

function tagsOf(rule: TreeMap, report: Report): readonly string[] {
  const tags = texts(rule, 'tags', report)
  for (const { value, at } of tags) {
    if (!tagForm.test(value)) {
      report.warning('invalid-tag', at, `“${value}” is no tag`, 'a tag is a namespace, a dot and a name, in lower case')
    }
  }
  return tags.map(({ value }) => value)
}

function text(rule: TreeMap, key: string, report: Report): string | undefined {
  const entry = rule.entries.get(key)
  if (entry === undefined) return undefined
  if (entry.value.kind === 'scalar') return entry.value.value === null ? undefined : entry.value.text
  report.warning('invalid-attribute', entry.at, `${key} must be text`, 'write one piece of text')
  return undefined
}

function texts(rule: TreeMap, key: string, report: Report): readonly { value: string; at: number }[] {
  const entry = rule.entries.get(key)
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null)) return []
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value]
  const found = items.flatMap((item) => (item.kind === 'scalar' ? [{ value: item.text, at: item.at }] : []))
  if (entry.value.kind !== 'list' || found.length !== items.length) {
    report.warning('invalid-attribute', entry.at, `${key} must be a list of texts`, 'write - and a text, one a line')
  }
  return found
}
