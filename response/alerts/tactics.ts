import type { Alert } from './alert.ts'

/** A tactic of ATT&CK as rules name it (Sigma tags, namespace `attack`); techniques, groups and software have digits. */
const tacticTag = /^attack\.([a-z]+(?:[-_][a-z]+)*)$/

/** The tactics that tags name, in the order of the alphabet; older tags have `_` between words. */
export const tacticsOf = (tags: readonly string[]): readonly string[] =>
  [...new Set(tags.flatMap((tag) => tacticTag.exec(tag)?.[1]?.replaceAll('_', '-') ?? []))].sort()

const between = '+'

/** How tactics stand in an alert: nothing where there are none. */
export const tacticFields = (tactics: readonly string[] | undefined): Pick<Alert, 'tactics' | 'tacticSet'> =>
  tactics === undefined || tactics.length === 0 ? {} : { tactics, tacticSet: tactics.join(between) }

/** Counts of sets of tactics as counts of tactics, the most frequent first, ties in the order of the alphabet. */
export function countTactics(
  sets: readonly { readonly value: string; readonly count: number }[],
): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const { value, count } of sets)
    for (const tactic of value.split(between)) counts.set(tactic, (counts.get(tactic) ?? 0) + count)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}
