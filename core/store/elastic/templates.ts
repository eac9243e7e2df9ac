import { facetColumns } from '../facet-columns.ts'
import type { IndexNames } from './index-names.ts'

const term = { type: 'keyword', doc_values: false }
const sorted = { type: 'keyword' }
const time = { type: 'date', format: 'epoch_millis' }
const terms = { vendor: term, own: term, names: term, measures: term, cut: term }
/** What only the terms are for; the document itself stands in the source as text. */
const notInSource = { excludes: ['vendor', 'own', 'names', 'measures', 'words', 'facet', 'sort'] }

/** What a match is found by. `rule` came later: matches of before have it in their source alone. */
export const matchFields = {
  ts: time,
  seen: time,
  id: sorted,
  rule: sorted,
  alert: sorted,
  partition: sorted,
  units: term,
}

/** What a row of the audit log is found by. */
export const auditFields = {
  number: { type: 'long' },
  time,
  actor: sorted,
  action: sorted,
  target: term,
  units: term,
  words: term,
}

const settings = (refresh: string, more: object = {}) => ({
  index: {
    number_of_shards: 1,
    // One copy more as soon as there is a second node.
    auto_expand_replicas: '0-1',
    refresh_interval: refresh,
    // Patterns of wildcards are made by us and bounded there.
    max_regex_length: 20_000,
    ...more,
  },
})
/** Screens wait for these. */
const quick = '200ms'

/**
 * The index templates, by name. Mappings are closed (`dynamic: false`): whatever a document holds, it can neither add a field
 * nor be refused for one.
 */
export function templates(names: IndexNames): Readonly<Record<string, object>> {
  const template = (pattern: string, indexSettings: object, properties: object, more: object = {}) => ({
    index_patterns: [pattern],
    priority: 500,
    template: { settings: indexSettings, mappings: { dynamic: false, ...more, properties } },
  })
  const facets = Object.fromEntries(
    Object.values(facetColumns).map((name) => [name, { type: 'keyword', index: false }]),
  )
  const records = {
    kind: term,
    id: sorted,
    version: { type: 'long' },
    deleted: { type: 'boolean' },
    units: term,
    ...terms,
    // Flat names, so that an object in one record and a number in another cannot collide.
    sort: { type: 'object', subobjects: false, dynamic: true },
  }
  const sorts = [
    { number: { path_match: 'sort.n:*', mapping: { type: 'double', index: false, ignore_malformed: true } } },
    { text: { path_match: 'sort.t:*', mapping: { type: 'keyword', index: false } } },
  ]
  return {
    [name(names.allEvents())]: template(
      names.allEvents(),
      settings('1s'),
      { ts: time, id: sorted, units: term, ...terms, words: term, facet: { properties: facets } },
      { _source: notInSource },
    ),
    [name(names.allMatches)]: template(names.allMatches, settings(quick), matchFields),
    [name(names.records)]: template(
      names.records,
      settings(quick, {
        mapping: { total_fields: { limit: 5_000, ignore_dynamic_beyond_limit: true } },
      }),
      records,
      { _source: notInSource, dynamic_templates: sorts },
    ),
    [name(names.audit)]: template(names.audit, settings(quick), auditFields, { _source: { excludes: ['words'] } }),
    [name(names.allJournals)]: template(names.allJournals, settings(quick), { number: { type: 'long' } }),
    [name(names.deadLetters)]: template(names.deadLetters, settings(quick), { time, id: sorted }),
    [name(names.meta)]: template(names.meta, settings(quick), {}),
  }
}

const name = (pattern: string): string => pattern.replace(/-?\*$/, '')
