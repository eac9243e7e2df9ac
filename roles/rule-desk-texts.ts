import { randomUUID } from 'node:crypto'
import type { RuleDesk } from '../console/api/rule-desk.ts'
import type { RuleProblem } from '../console/api/schemas/rules.ts'
import { CodedError, type Problem, told } from '../core/lib/errors.ts'
import type { LoadReport } from '../rules/engine/load-report.ts'
import { changeText, createText, removeText, type TextCheck } from '../rules/live/edit-text.ts'
import { lineDiff } from '../rules/live/line-diff.ts'
import { lookBack } from '../rules/live/look-back.ts'
import { textVersions } from '../rules/live/rule-records.ts'
import { fileOfText, type RuleText, ruleTextKind, textOfFile } from '../rules/live/rule-text.ts'
import { runTests } from '../rules/live/run-tests.ts'
import type { Rule } from '../rules/sigma/rule.ts'
import type { Carry, DeskParts } from './rule-desk.ts'

type TextPart = 'validate' | 'preview' | 'test' | 'versions' | 'text' | 'createText' | 'changeText' | 'removeText'

const previewDays = 7
/** Milliseconds that a preview may take. */
const previewTime = 8000

/** Rules as texts: written, tried and kept. */
export function textDesk(
  { live, book, records, events, clock, readLine }: DeskParts,
  carry: Carry,
): Pick<RuleDesk, TextPart> {
  /** What a text comes to that is being written: what is in it, and what is wrong with it. */
  function draftOf(text: string, id = randomUUID() as string) {
    const file = { ...fileOfText(asText(id, text)), local: true }
    const alone = live.loadWith(file, true)
    // What refers to other rules is looked up among them.
    const refers = /^\s*(?:correlation|filter)\s*:/m.test(text)
    const report = refers ? live.loadWith(file, false) : alone
    return { report, ...ofFile(report, file.file) }
  }

  const check: TextCheck = {
    read({ id, text }) {
      const { rules, correlations, problems } = draftOf(text, id)
      return { ids: [...rules, ...correlations].map((rule) => rule.id), problems }
    },
    holderOf(rule) {
      const { rules, correlations } = live.current().report
      const found = [...rules, ...correlations].find(({ id }) => id === rule)
      const text = found === undefined ? undefined : live.current().texts.get(textOfFile(found.file) ?? '')
      return text?.origin.kind === 'console' ? found?.file : undefined
    },
  }

  function textOf(id: string): RuleText {
    const text = live.current().texts.get(id)
    if (text === undefined) throw new CodedError('not-found', 'there is no such text')
    return text
  }

  /** The rule that is asked about: the first of a text, or one that is there. */
  function askedRule({ text, rule }: { readonly text?: string; readonly rule?: string }): Rule {
    if ((text === undefined) === (rule === undefined)) {
      throw new CodedError('bad-request', 'ask about a text or about a rule', told('text-or-rule'))
    }
    const report = text === undefined ? live.current().report : draftOf(text)
    const found = rule === undefined ? report.rules[0] : report.rules.find(({ id }) => id === rule)
    if (found !== undefined) return found
    const wrong = report.problems.find(({ level }) => level === 'error')
    if (text !== undefined)
      throw new CodedError(
        'bad-request',
        wrong?.message ?? 'there is no detection rule in the text',
        told('text-no-rule'),
      )
    throw new CodedError('not-found', 'there is no such detection rule')
  }

  return {
    validate(text) {
      const { rules, correlations, problems } = draftOf(text)
      return {
        problems: problems.map(shownProblem),
        rules: [...rules, ...correlations].map((rule) => ({
          id: rule.id,
          title: rule.titles,
          level: rule.level,
          logsource: 'logsource' in rule ? { ...rule.logsource } : {},
          runs: rule.cannotRun === undefined,
          reason: rule.cannotRun?.reason ?? null,
          known: book.get(rule.id) !== undefined,
          tests: { fires: rule.tests.fires.length, silent: rule.tests.silent.length },
        })),
      }
    },
    async preview(scope, ask) {
      const start = performance.now()
      const rule = askedRule(ask)
      const days = ask.days ?? previewDays
      const found = await lookBack(events, scope, rule.predicate, { now: clock.now(), days, ms: previewTime })
      return {
        ...found,
        days: [...found.days],
        samples: found.samples.map((sample) => ({ ...sample })),
        took: Math.round(performance.now() - start),
        rule: { id: rule.id, title: rule.titles },
        reason: rule.cannotRun?.reason ?? null,
      }
    },
    test(ask) {
      const { text, rule } = ask
      if ((text === undefined) === (rule === undefined)) {
        throw new CodedError('bad-request', 'ask about a text or about a rule', told('text-or-rule'))
      }
      const draft = text === undefined ? undefined : draftOf(text)
      const own = new Set([...(draft?.rules ?? []), ...(draft?.correlations ?? [])].map(({ id }) => id))
      const tests = runTests(draft?.report ?? live.current().report, readLine, (id) => id === rule || own.has(id))
      if (rule !== undefined && tests.length === 0) throw new CodedError('not-found', 'there is no such rule')
      return {
        results: tests.map(({ id, title, lines, passed }) => ({ rule: id, title, lines: [...lines], passed })),
        problems: (draft?.problems ?? []).map(shownProblem),
      }
    },
    async versions(rule) {
      const { report, texts } = live.current()
      const found = [...report.rules, ...report.correlations].find(({ id }) => id === rule)
      if (found === undefined) throw new CodedError('not-found', 'there is no such rule')
      const id = textOfFile(found.file)
      const text = id === undefined ? undefined : texts.get(id)
      const states = text === undefined ? [] : [text, ...(await textVersions(records, text))]
      const vendor = report.overridden.find((one) => one.id === rule)?.source
      return {
        versions: states.map(({ revision, at, by, note, text: now }, place) => ({
          revision,
          at,
          by,
          note,
          text: now,
          diff: [...lineDiff(states[place + 1]?.text ?? '', now)],
        })),
        vendor: vendor === undefined ? null : { text: vendor, diff: [...lineDiff(vendor, found.source)] },
      }
    },
    text(id) {
      const { text, revision, at, by, note, origin } = textOf(id)
      const version = live.current().versions.get(`${ruleTextKind}/${id}`) ?? 0
      return { id, version, text, revision, at, by, note, origin }
    },
    createText: (by, text) => carry(by, (edit) => createText(edit, check, text)),
    changeText: (by, id, change) => carry(by, (edit) => changeText(edit, check, id, change)),
    removeText: (by, id, removal) => carry(by, (edit) => removeText(edit, id, removal)),
  }
}

const asText = (id: string, text: string): RuleText => ({
  id,
  text,
  revision: 0,
  at: 0,
  by: '',
  note: '',
  origin: { kind: 'console' },
})

/** What of a report stands in one file. */
const ofFile = ({ rules, correlations, problems }: LoadReport, file: string) => ({
  rules: rules.filter((rule) => rule.file === file),
  correlations: correlations.filter((rule) => rule.file === file),
  problems: problems.filter((problem) => problem.file === file),
})

/** A problem of a text that is no file yet. */
export const shownProblem = ({ code, level, line, column, message, hint }: Problem): RuleProblem => ({
  code,
  level,
  file: '',
  line: line ?? null,
  column: column ?? null,
  message,
  hint: hint ?? null,
})
