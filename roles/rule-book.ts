import { relative } from 'node:path'
import type { RuleDetail } from '../console/api/schemas/rules.ts'
import type { RuleBook } from '../console/api/services.ts'
import type { EventDocument } from '../core/event/event.ts'
import type { Clock } from '../core/lib/clock.ts'
import { explain } from '../core/predicate/explain.ts'
import { print } from '../core/predicate/print.ts'
import type { RecordStore } from '../core/store/store.ts'
import { type RuleCost, readCosts } from '../rules/live/cost.ts'
import { isRuleOn, type RuleSet } from '../rules/live/rule-set.ts'
import { ruleSettingKind } from '../rules/live/rule-setting.ts'
import { ruleTextKind, textOfFile } from '../rules/live/rule-text.ts'
import type { Correlation } from '../rules/sigma/correlation.ts'
import type { Rule } from '../rules/sigma/rule.ts'
import { arrivingDatasets } from './arriving-datasets.ts'
import { arrives } from './fed-rules.ts'
import { silenceDetail } from './silence-detail.ts'

/** How often it is looked what arrives, milliseconds. */
const lookEvery = 30_000

/** What the console shows of the rules as they stand. `base` is the folder that files are named relative to. */
export function ruleBook({
  current,
  records,
  clock,
  base,
}: {
  current(): RuleSet
  readonly records: RecordStore
  readonly clock: Clock
  readonly base: string
}): RuleBook {
  let datasets: ReadonlySet<string> = new Set()
  let costs: ReadonlyMap<string, RuleCost> = new Map()
  let looked = Number.NEGATIVE_INFINITY
  /** What is shown of each state of the rules: made once. */
  let shown: { readonly of: RuleSet; readonly byId: ReadonlyMap<string, Rule | Correlation> } | undefined

  function byId(): ReadonlyMap<string, Rule | Correlation> {
    const of = current()
    if (shown?.of !== of) {
      shown = { of, byId: new Map([...of.report.rules, ...of.report.correlations].map((rule) => [rule.id, rule])) }
    }
    return shown.byId
  }

  const file = (path: string) => {
    const short = relative(base, path)
    return short.startsWith('..') || textOfFile(path) !== undefined ? path : short
  }
  function originOf(path: string): RuleDetail['origin'] {
    const text = textOfFile(path)
    if (text !== undefined) return current().texts.get(text)?.origin.kind ?? 'console'
    return file(path).startsWith('rules/pack/') ? 'pack' : 'file'
  }
  function stateOf(rule: Rule | Correlation): RuleDetail['state'] {
    const set = current()
    if (!isRuleOn(set, rule)) return 'off'
    if (rule.cannotRun !== undefined) return 'cannot-run'
    const steps = 'steps' in rule ? rule.steps.map(({ id }) => byId().get(id)) : [rule]
    const fed = steps.some((step) => step === undefined || 'steps' in step || arrives(step, datasets))
    return fed ? 'runs' : 'no-source'
  }

  function row(rule: Rule | Correlation) {
    const set = current()
    const setting = set.settings.get(rule.id)
    return {
      id: rule.id,
      title: rule.titles,
      level: setting?.level ?? rule.level,
      levelWritten: rule.level,
      status: rule.status ?? '',
      logsource: 'logsource' in rule ? { ...rule.logsource } : {},
      tags: [...rule.tags],
      file: file(rule.file),
      runs: rule.cannotRun === undefined,
      reason: rule.cannotRun?.reason ?? null,
      state: stateOf(rule),
      origin: originOf(rule.file),
      standsIn: set.report.overridden.some(({ id }) => id === rule.id),
      offReason: setting?.enabled === false ? setting.reason : null,
      correlation: 'steps' in rule,
      tests: { fires: rule.tests.fires.length, silent: rule.tests.silent.length },
      cost: costs.get(rule.id)?.nanoseconds ?? null,
    }
  }

  function detail(rule: Rule | Correlation): RuleDetail {
    const set = current()
    const textId = textOfFile(rule.file)
    const text = textId === undefined ? undefined : set.texts.get(textId)
    return {
      ...row(rule),
      description: rule.descriptions,
      response: rule.response ?? { vi: '', en: '' },
      falsePositives: { vi: [...rule.falsepositivesVi], en: [...rule.falsepositives] },
      references: [...rule.references],
      groupBy: [...(set.settings.get(rule.id)?.groupBy ?? rule.groupBy)],
      source: rule.source,
      vendorSource: set.report.overridden.find(({ id }) => id === rule.id)?.source ?? null,
      text:
        text === undefined
          ? null
          : { id: text.id, version: set.versions.get(`${ruleTextKind}/${text.id}`) ?? 0, revision: text.revision },
      setting: settingOf(set, rule),
      testLines: { fires: [...rule.tests.fires], silent: [...rule.tests.silent] },
    }
  }

  function explained(id: string, event: EventDocument): ReturnType<RuleBook['explain']> {
    const rule = byId().get(id)
    if (rule === undefined) return []
    // What a correlation found rests on events of the rules that it refers to.
    if ('steps' in rule) return rule.steps.flatMap((step) => explained(step.id, event))
    return explain(rule.detection, event).map(({ field, value, leaf }) => ({ field, value, test: print(leaf) }))
  }

  return {
    async look() {
      if (clock.now() - looked < lookEvery) return
      looked = clock.now()
      ;[datasets, costs] = await Promise.all([arrivingDatasets(records, clock), readCosts(records)])
    },
    list: () => [...byId().values()].map(row),
    problems: () =>
      current().report.problems.map((problem) => ({
        code: problem.code,
        level: problem.level,
        file: file(problem.file),
        line: problem.line ?? null,
        column: problem.column ?? null,
        message: problem.message,
        hint: problem.hint ?? null,
      })),
    get(id) {
      if (id === silenceDetail.id) return silenceDetail
      const rule = byId().get(id)
      return rule === undefined ? undefined : detail(rule)
    },
    explain: explained,
  }
}

/** What is set of a rule; where nothing is, what that means. */
function settingOf(set: RuleSet, rule: Rule | Correlation): RuleDetail['setting'] {
  const setting = set.settings.get(rule.id)
  if (setting === undefined) return { ...unset, enabled: isRuleOn(set, rule), version: null, changed: null }
  const { enabled, reason, level, groupBy, suppression, schedule, changed } = setting
  return {
    enabled,
    reason,
    level,
    groupBy: groupBy === null ? null : [...groupBy],
    suppression: suppression === null ? null : { ...suppression, fields: [...suppression.fields] },
    schedule,
    version: set.versions.get(`${ruleSettingKind}/${rule.id}`) ?? null,
    changed,
  }
}

const unset = { reason: '', level: null, groupBy: null, suppression: null, schedule: null }
