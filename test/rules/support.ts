import type { Problem } from '../../core/lib/errors.ts'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import { readRules } from '../../rules/sigma/read.ts'
import type { Placeholders } from '../../rules/sigma/value.ts'
import { identity } from '../../rules/taxonomy/identity.ts'

/** A whole rule around the text of a detection. */
export function ruleText(detection: string): string {
  const indented = detection.replace(/^/gm, '  ')
  return `title: Test\nid: 5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11\nlogsource: {product: test}\ndetection:\n${indented}\n`
}

/** Reads text as a rule file in the identity taxonomy. */
export const read = (text: string, placeholders: Placeholders = {}) =>
  readRules(Buffer.from(text), 'rule.yml', { taxonomy: identity, placeholders })

/** Judges events by a detection; throws with the problems if the rule is refused. */
export function matcher(detection: string, placeholders: Placeholders = {}): (event: object) => boolean {
  const { rules, problems } = read(ruleText(detection), placeholders)
  const [rule] = rules
  if (rule === undefined) throw new Error(`refused: ${JSON.stringify(problems)}`)
  return toMatcher(rule.predicate)
}

/** `sel` with these lines, and a condition that asks for it. */
export const selection = (lines: string): string => `sel:\n${lines.replace(/^/gm, '  ')}\ncondition: sel`

/** The codes of everything that was reported. */
export const codes = (problems: readonly Problem[]): string[] => problems.map(({ code }) => code)
