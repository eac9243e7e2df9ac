import type { Rule } from '../sigma/rule.ts'

/** A technique of ATT&CK with the rules that name it. */
export interface Technique {
  /** `T1059` or `T1059.001`. */
  readonly id: string
  readonly running: readonly string[]
  readonly idle: readonly string[]
}

const techniqueTag = /^attack\.(t\d{4}(?:\.\d{3})?)$/

/** The techniques that a rule's tags name (Sigma tags, namespace attack). */
const techniquesOf = (tags: readonly string[]): readonly string[] =>
  tags.flatMap((tag) => techniqueTag.exec(tag)?.[1]?.toUpperCase() ?? [])

/** Which techniques the rules look for; `isRunning` tells those that judge now from those that do not. */
export function coverage(
  rules: readonly Pick<Rule, 'id' | 'tags'>[],
  isRunning: (id: string) => boolean,
): { readonly techniques: readonly Technique[]; readonly untagged: number } {
  const found = new Map<string, { running: string[]; idle: string[] }>()
  let untagged = 0
  for (const { id, tags } of rules) {
    const named = techniquesOf(tags)
    if (named.length === 0) untagged++
    for (const technique of named) {
      const rulesOf = found.get(technique) ?? { running: [], idle: [] }
      ;(isRunning(id) ? rulesOf.running : rulesOf.idle).push(id)
      found.set(technique, rulesOf)
    }
  }
  const techniques = [...found].map(([id, of]) => ({ id, ...of })).sort((a, b) => (a.id < b.id ? -1 : 1))
  return { techniques, untagged }
}

/**
 * The coverage as a layer of the ATT&CK Navigator (layer format 4.5): the score is the number of rules that judge, and a
 * technique whose rules are all idle has 0. `titleOf` names a rule in the comments.
 */
export function navigatorLayer(
  techniques: readonly Technique[],
  name: string,
  titleOf: (rule: string) => string,
): { readonly [key: string]: unknown } {
  const comment = ({ running, idle }: Technique) =>
    [...running.map((id) => `+ ${titleOf(id)}`), ...idle.map((id) => `- ${titleOf(id)}`)].slice(0, 50).join('\n')
  return {
    name,
    versions: { navigator: '4.9.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'Rules by technique. Score: rules that judge now; 0: there are rules, and none of them judges.',
    sorting: 3,
    layout: { layout: 'side', showName: true, showID: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: techniques.map((technique) => ({
      techniqueID: technique.id,
      score: technique.running.length,
      comment: comment(technique),
      enabled: true,
    })),
    gradient: {
      colors: ['#f2c1b6', '#cfe8cf', '#2e7d4f'],
      minValue: 0,
      maxValue: Math.max(1, ...techniques.map(({ running }) => running.length)),
    },
    legendItems: [
      { label: 'rules that judge', color: '#2e7d4f' },
      { label: 'rules that do not judge here', color: '#f2c1b6' },
    ],
  }
}
