import type { Problem } from '../../core/lib/errors.ts'
import type { FileRules } from '../sigma/read.ts'
import type { Rule } from '../sigma/rule.ts'
import type { CollectionText } from './collection.ts'
import { fitsSource, type LeavingReason, leftByWords, type RuleFilter } from './filter.ts'
import type { Release } from './source-file.ts'

/** A file that is left out, and why. */
export interface LeftOut {
  readonly path: string
  readonly title: string
  readonly reason: LeavingReason
}

/** What of a release is taken. */
export interface Selection {
  readonly texts: readonly CollectionText[]
  readonly left: readonly LeftOut[]
  readonly rejected: number
  /** Everything wrong or odd in what was read, with file, line and hint. */
  readonly problems: readonly Problem[]
}

export interface SelectParts {
  /** Reads a file as it would be loaded. */
  read(bytes: Uint8Array, file: string): FileRules
  /** True for a rule whose log source sends events now. */
  arrives(rule: Rule): boolean
}

interface Candidate {
  readonly path: string
  readonly bytes: Uint8Array
  readonly found: FileRules
}

const longestPath = 240
/** Milliseconds of reading at a stretch; then others have their turn. */
const slice = 8
/** A document without one of these is no rule: workflows, tests and descriptions lie in repositories too. */
const ruleKey = /^["']?(?:detection|correlation|filter)["']?\s*:/m

/**
 * Which rules of a release the filter takes. A file is taken whole, with what can be used in it, if one of its rules is
 * wanted; what a correlation that is taken refers to comes with it, whatever its level.
 */
export async function selectRules(
  { files, release }: Release,
  filter: RuleFilter,
  parts: SelectParts,
): Promise<Selection> {
  const problems: Problem[] = []
  const left: LeftOut[] = []
  const candidates: Candidate[] = []
  const ids = new Map<string, string>()
  let rejected = 0
  let since = performance.now()
  for (const { path, bytes } of files) {
    if (performance.now() - since > slice) {
      await new Promise((go) => setImmediate(go))
      since = performance.now()
    }
    if (!ruleKey.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))) {
      left.push({ path, title: '', reason: 'no-rule' })
      continue
    }
    const found = parts.read(bytes, path)
    const twice = documentsOf(found).find(({ id }) => ids.has(id))
    const wrong =
      twice !== undefined
        ? duplicate(path, twice, ids.get(twice.id) ?? '')
        : candidates.at(-1)?.path === path || path.length > longestPath
          ? unusablePath(path)
          : undefined
    if (wrong !== undefined) {
      rejected++
      problems.push(wrong)
      continue
    }
    problems.push(...found.problems)
    rejected += found.rejected
    for (const { id } of documentsOf(found)) ids.set(id, path)
    if (documentsOf(found).length > 0) candidates.push({ path, bytes, found })
  }
  const reasons = reasonsOf(candidates, filter, parts)
  const texts: CollectionText[] = []
  for (const { path, bytes, found } of candidates) {
    const documents = documentsOf(found)
    const reason = reasons.get(path)
    if (reason !== undefined) left.push({ path, title: documents[0]?.title ?? '', reason })
    else {
      const rules = documents.map(({ id, title }) => ({ id, title }))
      texts.push({ path, text: new TextDecoder().decode(bytes), release, rules })
    }
  }
  return { texts, left, rejected, problems }
}

const documentsOf = ({ rules, correlations, filters }: FileRules) => [...rules, ...correlations, ...filters]

/** Why a file is left out, by path; one that is taken has no reason. */
function reasonsOf(
  candidates: readonly Candidate[],
  filter: RuleFilter,
  { arrives }: SelectParts,
): ReadonlyMap<string, LeavingReason | undefined> {
  const named = namesOf(candidates)
  const reasons = new Map<string, LeavingReason | undefined>()
  const bySource = (rule: Rule): LeavingReason | undefined => {
    if (!fitsSource(filter.logsources, rule.logsource)) return 'logsource'
    return filter.arrivingOnly && !arrives(rule) ? 'not-arriving' : undefined
  }
  for (const { path, found } of candidates) {
    const { rules, correlations, filters } = found
    const all = [
      ...rules.map((rule) => leftByWords(filter, rule) ?? bySource(rule)),
      ...correlations.map((one) => {
        const steps = rulesBelow(one, named)
        return leftByWords(filter, one) ?? (steps.length > 0 ? firstFree(steps.map(bySource)) : undefined)
      }),
      ...filters.map(({ logsource }) =>
        fitsSource(filter.logsources, logsource) ? undefined : ('logsource' as const),
      ),
    ]
    reasons.set(path, firstFree(all))
  }
  takeReferred(candidates, named, reasons)
  return reasons
}

/** Undefined if one of them is: one wanted rule takes its file along. */
const firstFree = (reasons: readonly (LeavingReason | undefined)[]) =>
  reasons.includes(undefined) ? undefined : reasons[0]

/** The rules that a correlation looks at in the end, through others and the files that these stand in. */
function rulesBelow(
  { rules }: FileRules['correlations'][number],
  named: ReadonlyMap<string, Candidate>,
  seen = new Set<Candidate>(),
): readonly Rule[] {
  return rules.flatMap(({ name }) => {
    const file = named.get(name)
    if (file === undefined || seen.has(file)) return []
    seen.add(file)
    return [...file.found.rules, ...file.found.correlations.flatMap((one) => rulesBelow(one, named, seen))]
  })
}

/** The file that a rule stands in, by the rule's id and name. */
function namesOf(candidates: readonly Candidate[]): ReadonlyMap<string, Candidate> {
  const named = new Map<string, Candidate>()
  for (const candidate of candidates) {
    for (const { id, name } of [...candidate.found.rules, ...candidate.found.correlations]) {
      named.set(id, candidate)
      if (name !== undefined) named.set(name, candidate)
    }
  }
  return named
}

function takeReferred(
  candidates: readonly Candidate[],
  named: ReadonlyMap<string, Candidate>,
  reasons: Map<string, LeavingReason | undefined>,
): void {
  const open = candidates.filter(({ path }) => reasons.get(path) === undefined)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { name } of next.found.correlations.flatMap(({ rules }) => rules)) {
      const referred = named.get(name)
      if (referred === undefined || reasons.get(referred.path) === undefined) continue
      reasons.set(referred.path, undefined)
      open.push(referred)
    }
  }
}

/** Files come in the order of their paths, so that an archive's second entry of a path stands behind the first. */
const unusablePath = (file: string): Problem => ({
  code: 'unusable-path',
  level: 'error',
  file,
  message: `its path is there twice, or longer than ${longestPath} characters`,
  hint: 'pack the rules anew, or a folder further down',
})

const duplicate = (file: string, { id, title }: { id: string; title: string }, first: string): Problem => ({
  code: 'duplicate-id',
  level: 'error',
  file,
  line: 1,
  message: `the id ${id} (“${title}”) is taken`,
  hint: `the same release has it in ${first}`,
})
