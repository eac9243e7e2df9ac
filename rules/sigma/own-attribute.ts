import { suggest } from './nearest.ts'
import type { Report } from './report.ts'
import type { Bilingual } from './rule.ts'
import type { Entry, Tree, TreeMap } from './yaml-tree.ts'

/** What the platform adds to a rule of its own under the custom attribute `vonggac` (Sigma 2.1, Custom attributes). */
export interface OwnAttribute {
  readonly title?: string
  readonly description?: string
  readonly groupBy: readonly string[]
  readonly response?: Bilingual
  readonly falsePositives?: readonly string[]
  readonly tests: { readonly fires: readonly string[]; readonly silent: readonly string[] }
}

const none: OwnAttribute = { groupBy: [], tests: { fires: [], silent: [] } }

/**
 * Reads `vonggac`, a closed schema: `title.vi`, `description.vi`, `group-by` (fields), `response.vi` and `response.en`,
 * `false-positives.vi` (texts, beside Sigma's own `falsepositives`), `tests.fires` and `tests.silent` (raw lines). Anything else there is an error.
 */
export function readOwnAttribute(rule: TreeMap, report: Report): OwnAttribute {
  const own = rule.entries.get('vonggac')
  if (own === undefined) return none
  const top = closed(own, ['title', 'description', 'group-by', 'response', 'false-positives', 'tests'], report)
  const title = text(closedIn(top, 'title', ['vi'], report), 'vi', report)
  const description = text(closedIn(top, 'description', ['vi'], report), 'vi', report)
  const both = closedIn(top, 'response', ['vi', 'en'], report)
  const response = { vi: text(both, 'vi', report), en: text(both, 'en', report) }
  const mistaken = closedIn(top, 'false-positives', ['vi'], report)?.entries.get('vi')
  const tests = closedIn(top, 'tests', ['fires', 'silent'], report)
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(response.vi === undefined || response.en === undefined
      ? {}
      : { response: { vi: response.vi, en: response.en } }),
    ...(mistaken === undefined ? {} : { falsePositives: texts(mistaken, report) }),
    groupBy: texts(top?.entries.get('group-by'), report),
    tests: { fires: texts(tests?.entries.get('fires'), report), silent: texts(tests?.entries.get('silent'), report) },
  }
}

const wrong = (report: Report, at: number, message: string, hint: string) =>
  report.error('invalid-vonggac', at, message, hint)

function closed(entry: Entry, allowed: readonly string[], report: Report): TreeMap | undefined {
  if (entry.value.kind !== 'map') {
    wrong(report, entry.at, `${entry.key} must be a map`, `with ${allowed.join(', ')}`)
    return undefined
  }
  for (const inner of entry.value.entries.values()) {
    if (!allowed.includes(inner.key)) {
      wrong(report, inner.at, `${entry.key} has no “${inner.key}”`, suggest(inner.key, allowed))
    }
  }
  return entry.value
}

function closedIn(map: TreeMap | undefined, key: string, allowed: readonly string[], report: Report) {
  const inner = map?.entries.get(key)
  if (inner === undefined) return undefined
  const found = closed(inner, allowed, report)
  if (found === undefined || key === 'tests') return found
  for (const name of allowed) {
    if (!found.entries.has(name))
      wrong(report, inner.at, `${key} lacks ${name}`, 'write it in every language asked for')
  }
  return found
}

function text(map: TreeMap | undefined, key: string, report: Report): string | undefined {
  const entry = map?.entries.get(key)
  if (entry === undefined) return undefined
  if (entry.value.kind === 'scalar' && typeof entry.value.value === 'string') return entry.value.text
  wrong(report, entry.at, `${key} must be text`, 'write one piece of text')
  return undefined
}

function texts(entry: Entry | undefined, report: Report): readonly string[] {
  if (entry === undefined) return []
  const items: readonly Tree[] = entry.value.kind === 'list' ? entry.value.items : []
  const found = items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []))
  if (entry.value.kind !== 'list' || found.length !== items.length) {
    wrong(report, entry.at, `${entry.key} must be a list of texts`, 'write - and a text, one a line')
  }
  return found
}
