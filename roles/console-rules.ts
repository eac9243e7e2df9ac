import { toEvent } from '../collector/map/to-event.ts'
import type { RuleDesk } from '../console/api/rule-desk.ts'
import type { RuleBook } from '../console/api/services.ts'
import type { UnitTree } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { problemText } from '../core/lib/errors.ts'
import type { AuditLog, EventReads, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { readPlaceholders } from '../rules/engine/placeholders.ts'
import { openLiveRules } from '../rules/live/live-rules.ts'
import type { RuleSet } from '../rules/live/rule-set.ts'
import { openMappings } from './mappings.ts'
import { ruleBook } from './rule-book.ts'
import { createRuleDesk } from './rule-desk.ts'

/** The rules as the console shows and changes them, kept up to date. */
export async function consoleRules({
  config,
  rulePaths,
  records,
  audit,
  events,
  units,
  clock,
  signal,
  home,
}: {
  readonly config: Config
  readonly rulePaths: readonly string[]
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly events: EventReads
  readonly units: UnitTree
  readonly clock: Clock
  readonly signal: Signal
  readonly home: string
}): Promise<{ readonly book: RuleBook; readonly desk: RuleDesk; close(): Promise<void> }> {
  const { timeZone, name } = config.installation
  const placeholders = readPlaceholders(config.rules.placeholders)
  for (const problem of placeholders.problems) signal('rule-rejected', { problem: problemText(problem) })
  const told = new Set<string>()
  function tell({ report }: RuleSet): void {
    for (const problem of report.problems.filter(({ level }) => level === 'error')) {
      const text = problemText(problem)
      if (!told.has(text)) signal('rule-rejected', { problem: text })
      told.add(text)
    }
    signal('rules-loaded', { loaded: report.rules.length, rejected: report.rejected })
  }
  const live = await openLiveRules({
    paths: rulePaths,
    records,
    timeZone,
    placeholders: placeholders.lists,
    onRules: tell,
    onError: (error) => signal('rules-behind', { cause: String(error) }),
  })
  const read = ruleBook({ current: live.current, records, clock, base: home })
  const book: RuleBook = {
    ...read,
    problems: () => [...placeholders.problems.map(fileProblem), ...read.problems()],
  }
  const mappings = openMappings(config.mappings.paths, () => {}, clock)
  const desk = createRuleDesk({
    live,
    book,
    records,
    audit,
    events,
    units,
    clock,
    timeZone,
    installation: name,
    readLine: (line) =>
      toEvent({ bytes: line }, 'auto', { receivedAt: clock.now(), zone: timeZone, mappings: mappings.map }),
  })
  return {
    book,
    desk,
    async close() {
      live.stop()
    },
  }
}

const fileProblem = ({
  code,
  level,
  file,
  line,
  column,
  message,
  hint,
}: ReturnType<typeof readPlaceholders>['problems'][number]) => ({
  code,
  level,
  file,
  line: line ?? null,
  column: column ?? null,
  message,
  hint: hint ?? null,
})
