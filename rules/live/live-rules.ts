import { followChanges } from '../../core/store/follow-changes.ts'
import type { Change, RecordStore } from '../../core/store/store.ts'
import { type LoadOptions, type RuleFile, readRuleFiles } from '../engine/load.ts'
import type { LoadReport } from '../engine/load-report.ts'
import type { FileRules } from '../sigma/read.ts'
import { ruleReloadKind } from './reload.ts'
import { RuleReader } from './rule-reader.ts'
import { formerText, isRuleRecord, type RuleRecords, readRuleRecords, refreshRuleRecords } from './rule-records.ts'
import { buildRuleSet, loadWith, type RuleSet, readWith } from './rule-set.ts'

/** The rules of an installation, kept up to date. */
export interface LiveRules {
  current(): RuleSet
  /** The place in the change log up to which the current state goes. */
  sequence(): number
  /** What loading would come to with this text as well: see `loadWith`. */
  loadWith(text: RuleFile, alone: boolean): LoadReport
  /** Reads a file as it would be loaded now; nothing is remembered. */
  read(content: RuleFile['content'], file: string): FileRules
  /** Follows no longer. */
  stop(): void
}

export interface LiveRulesParts extends Pick<LoadOptions, 'placeholders'> {
  readonly paths: readonly string[]
  readonly records: RecordStore
  readonly timeZone: string
  /** Told of every new state, with the place in the change log up to which it goes; the first one too. */
  onRules(rules: RuleSet, sequence: number): void | Promise<void>
  /** Told of everything in the change log, for who follows more of it. */
  onChanges?(changes: readonly Change[]): void
  /**
   * Told when the change log cannot be read, or when changed rules cannot be taken up: then the former ones stay, and
   * `onRules` is called once it worked. Both are tried again.
   */
  onError(error: unknown, what: 'following' | 'taking-up'): void
}

type Hooks = Pick<LiveRulesParts, 'onRules' | 'onError' | 'onChanges'>
interface Shared {
  readonly hooks: Set<Hooks>
  readonly rules: Promise<LiveRules>
}

/** What is followed already, by the store it is followed in: several parts of a thread hold one copy of the rules. */
const followed = new WeakMap<RecordStore, Map<string, Shared>>()

/**
 * Loads the rules and follows the change log: what is written in the console, and the files when a reload is asked for. A
 * new state is made beside the work of the thread and takes the place of the old one at once. Who asks for the same rules
 * of the same store again shares them.
 */
export async function openLiveRules(parts: LiveRulesParts): Promise<LiveRules> {
  const { records, paths, timeZone, placeholders = {} } = parts
  const key = JSON.stringify([paths, timeZone, placeholders])
  const known = followed.get(records) ?? new Map<string, Shared>()
  followed.set(records, known)
  const before = known.get(key)
  const shared = before ?? share(parts)
  if (before === undefined) {
    known.set(key, shared)
    shared.rules.catch(() => known.delete(key))
  } else shared.hooks.add(parts)
  const rules = await shared.rules
  if (before !== undefined) await parts.onRules(rules.current(), rules.sequence())
  return {
    ...rules,
    stop() {
      shared.hooks.delete(parts)
      if (shared.hooks.size > 0) return
      if (known.get(key) === shared) known.delete(key)
      rules.stop()
    },
  }
}

function share(parts: LiveRulesParts): Shared {
  const hooks = new Set<Hooks>([parts])
  const rules = followRules({
    ...parts,
    async onRules(set, sequence) {
      for (const hook of hooks) await hook.onRules(set, sequence)
    },
    onError(error, what) {
      for (const hook of hooks) hook.onError(error, what)
    },
    onChanges(changes) {
      for (const hook of hooks) hook.onChanges?.(changes)
    },
  })
  return { hooks, rules }
}

async function followRules(parts: LiveRulesParts): Promise<LiveRules> {
  const { paths, records, timeZone, placeholders = {}, onRules, onError } = parts
  const reader = new RuleReader()
  const waiting: Change[] = []
  let stopped = false
  /** True while a state is being made; the first one is. */
  let working = true
  let sequence = await records.lastChange()
  const unfollow = await followChanges(
    records,
    (changes) => {
      parts.onChanges?.(changes)
      const own = changes.filter(({ kind }) => isRuleRecord(kind) || kind === ruleReloadKind)
      if (own.length === 0) return
      waiting.push(...own)
      if (!working) void work()
    },
    (error) => onError(error, 'following'),
  )
  let files = readRuleFiles(paths)
  let held: RuleRecords = await readRuleRecords(records)
  let current = await build()
  await onRules(current, sequence)
  working = false
  if (waiting.length > 0) void work()

  function build(): Promise<RuleSet> {
    // Maps of their own: the held ones change while the set is in use.
    const { texts, settings, exceptions, lists, versions } = held
    const sources = {
      ...files,
      texts: new Map(texts),
      settings: new Map(settings),
      exceptions: new Map(exceptions),
      lists: new Map(lists),
      versions: new Map(versions),
    }
    return buildRuleSet(sources, {
      taxonomy: 'ecs',
      placeholders,
      timeZone,
      reader,
      formerText: async (id, revision) => {
        const text = held.texts.get(id)
        return text === undefined ? undefined : formerText(records, text, revision)
      },
    })
  }

  async function work(): Promise<void> {
    working = true
    while (waiting.length > 0 && !stopped) {
      const changes = waiting.splice(0)
      try {
        if (changes.some(({ kind }) => kind === ruleReloadKind)) files = keptFiles(readRuleFiles(paths), files.files)
        const named = new Map(changes.map((change) => [`${change.kind}/${change.id}`, change]))
        // An import changes thousands: then all of them are read in pages.
        if (named.size > mostSingly) held = await readRuleRecords(records)
        else await refreshRuleRecords(records, held, [...named.values()])
        const next = await build()
        if (stopped) return
        current = next
        sequence = changes.at(-1)?.sequence ?? sequence
        await onRules(current, sequence)
      } catch (error) {
        onError(error, 'taking-up')
        waiting.unshift(...changes)
        await new Promise((go) => setTimeout(go, retryAfter))
      }
    }
    working = false
  }

  return {
    current: () => current,
    sequence: () => sequence,
    read: (content, file) => readWith(current, content, file, { taxonomy: 'ecs', placeholders, reader }),
    loadWith: (text, alone) => loadWith(current, text, { taxonomy: 'ecs', placeholders, reader }, alone),
    stop() {
      stopped = true
      unfollow()
    },
  }
}

const retryAfter = 1000
/** Changed records that are read one by one. */
const mostSingly = 200

/** What cannot be read now but could be before is used as it was: a disk that is away takes no rule with it. */
function keptFiles(
  now: ReturnType<typeof readRuleFiles>,
  before: readonly RuleFile[],
): ReturnType<typeof readRuleFiles> {
  const lost = now.problems.map(({ file }) => file)
  const found = new Set(now.files.map(({ file }) => file))
  const kept = before.filter(
    ({ file }) => !found.has(file) && lost.some((path) => file === path || file.startsWith(`${path}/`)),
  )
  return { ...now, files: [...now.files, ...kept] }
}
