import type { ImportPlan } from './edit-collection.ts'

/** What an import comes to in numbers: `files`, `taken` and `inForce` count files, the others rules. */
export function planCounts({ release, selection, diff, texts, gone }: ImportPlan) {
  return {
    files: release.files.length,
    taken: selection.texts.length,
    inForce: texts.length,
    rejected: selection.rejected,
    added: diff.added.length,
    changed: diff.changed.length,
    removed: diff.removed.length,
    gone: gone.size,
    same: diff.same,
    underOwnText: diff.changed.filter(({ overrides }) => overrides.includes('own-text')).length,
    idsTaken: diff.taken.length,
  }
}

/** How many files an import leaves out, by the reason. */
export function leftCounts({ selection }: ImportPlan): Record<string, number> {
  const left: Record<string, number> = {}
  for (const { reason } of selection.left) left[reason] = (left[reason] ?? 0) + 1
  return left
}
