import type { By, RuleDesk } from '../console/api/rule-desk.ts'
import type { ImportPreview, ImportQuery, RuleCollection } from '../console/api/schemas/rule-collections.ts'
import type { StoredRecord } from '../core/store/store.ts'
import type { RuleCollection as Collection } from '../rules/collections/collection.ts'
import { collectionOf, listCollections } from '../rules/collections/collection-records.ts'
import type { ChangedRule } from '../rules/collections/compare.ts'
import {
  applyImport,
  type ImportPlan,
  planImport,
  removeCollection,
  rollBack,
} from '../rules/collections/edit-collection.ts'
import { readFilter } from '../rules/collections/filter.ts'
import { leftCounts, planCounts } from '../rules/collections/plan-counts.ts'
import { readArchive } from '../rules/collections/read-release.ts'
import { surroundingsOf } from '../rules/collections/surroundings.ts'
import { unifiedDiff } from '../rules/collections/unified-diff.ts'
import { changedSince, requireReach } from '../rules/live/edit.ts'
import { arrivingDatasets } from './arriving-datasets.ts'
import { arrives } from './fed-rules.ts'
import type { Carry, DeskParts } from './rule-desk.ts'
import { shownProblem } from './rule-desk-texts.ts'

type CollectionPart =
  | 'collections'
  | 'collection'
  | 'previewImport'
  | 'importCollection'
  | 'rollBackCollection'
  | 'removeCollection'

/** Rows of a kind that a preview shows, and rules whose difference it shows. */
const mostRows = 500
const mostDiffs = 100

/** Collections of rules that a vendor makes. */
export function collectionDesk({ live, records, clock }: DeskParts, carry: Carry): Pick<RuleDesk, CollectionPart> {
  /** Archives are read one after the other: each is held in memory unpacked. */
  let reading: Promise<unknown> = Promise.resolve()

  function plan({ scope }: By, name: string, query: ImportQuery, archive: Uint8Array): Promise<ImportPlan> {
    const planned = reading.then(() => planNow(scope, name, query, archive))
    reading = planned.catch(() => {})
    return planned
  }

  async function planNow(scope: By['scope'], name: string, query: ImportQuery, archive: Uint8Array) {
    requireReach(scope, [])
    const { arrivingOnly, enabled, preferred, prune, origin } = query
    const filter = readFilter(query)
    const set = live.current()
    const datasets = arrivingOnly ? await arrivingDatasets(records, clock) : new Set<string>()
    return planImport(
      records,
      scope,
      readArchive(archive),
      { name, origin, filter, enabled, preferred, prune },
      {
        ...surroundingsOf(name, set, set.files, live.read),
        read: live.read,
        arrives: (rule) => arrives(rule, datasets),
      },
    )
  }

  return {
    collections: async (scope) => (await listCollections(records, scope)).map(shown),
    collection: async (scope, name) => shown(await collectionOf(records, scope, name)),
    previewImport: async (by, name, query, archive) => previewOf(await plan(by, name, query, archive)),
    async importCollection(by, name, query, archive, version) {
      const planned = await plan(by, name, query, archive)
      if ((planned.before?.version ?? null) !== version) throw changedSince()
      return carry(by, (edit) => applyImport(edit, planned))
    },
    rollBackCollection: (by, name, { to, version }) =>
      carry(by, (edit) => rollBack(edit, name, { to: to ?? undefined, version })),
    removeCollection: (by, name, version) => carry(by, (edit) => removeCollection(edit, name, version)),
  }
}

const shown = ({ document, version }: StoredRecord<Collection>): RuleCollection => ({
  name: document.name,
  version,
  current: document.current,
  changed: document.changed,
  versions: document.versions.map(({ filter, ...rest }) => ({
    ...rest,
    filter: {
      levels: copied(filter.levels),
      statuses: copied(filter.statuses),
      logsources: copied(filter.logsources),
      arrivingOnly: filter.arrivingOnly,
    },
  })),
})

const copied = (words: readonly string[] | null) => (words === null ? null : [...words])

function previewOf(plan: ImportPlan): ImportPreview {
  const { release, before, anything, selection, diff } = plan
  const row = ({ id, title, path, overrides }: ChangedRule) => ({ id, title, path, overrides: [...overrides] })
  return {
    release: release.release,
    version: before?.version ?? null,
    anything,
    counts: planCounts(plan),
    left: leftCounts(plan),
    problems: selection.problems
      .slice(0, mostRows)
      .map((problem) => ({ ...shownProblem(problem), file: problem.file })),
    added: diff.added.slice(0, mostRows).map(row),
    changed: diff.changed.slice(0, mostRows).map((one, place) => ({
      ...row(one),
      diff: place < mostDiffs ? unifiedDiff(one.path, one.before, one.after) : null,
    })),
    removed: diff.removed.slice(0, mostRows).map(row),
    taken: diff.taken.slice(0, mostRows).map((one) => ({ ...one })),
  }
}
