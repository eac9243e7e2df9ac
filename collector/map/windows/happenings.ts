/** What kind of happening an event is, in ECS categories. */
export interface Happening {
  readonly action: string
  readonly category: readonly string[]
  readonly type: readonly string[]
  readonly outcome?: 'success' | 'failure'
}

/**
 * Reads a table with one line an event code: `code[,code…] category[,…] type[,…] action`, where the action may hold
 * spaces, `-` stands for nothing, and a final `!` for a failure.
 */
export function happenings(table: string): ReadonlyMap<string, Happening> {
  const found = new Map<string, Happening>()
  for (const line of table.split('\n')) {
    const [codes, category, type, ...words] = line.trim().split(' ')
    if (codes === undefined || category === undefined || type === undefined) continue
    const action = words.join(' ')
    const failed = action.endsWith('!')
    const happening: Happening = {
      action: failed ? action.slice(0, -1) : action,
      category: category === '-' ? [] : category.split(','),
      type: type === '-' ? [] : type.split(','),
      ...(failed && { outcome: 'failure' as const }),
    }
    for (const code of codes.split(',')) found.set(code, happening)
  }
  return found
}
