import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { textOfCsv } from '../../../core/lib/csv-bytes.ts'
import { CodedError, type Problem, problemText } from '../../../core/lib/errors.ts'
import type { Result } from '../../../core/lib/result.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../command.ts'

const actions = ['list', 'export', 'import'] as const
type Action = (typeof actions)[number]

/** The action and the file of a register that is listed, exported and imported. Throws UsageError for anything else. */
export function registerAction(positionals: readonly string[]): { readonly action: Action; readonly path: string } {
  const [named, path, ...more] = positionals
  const action = actions.find((one) => one === named)
  if (action === undefined) {
    throw new UsageError(`there is no ${named ?? 'action given'}; list, export and import are what there is`)
  }
  if (more.length > 0 || (action === 'import') !== (path !== undefined)) {
    throw new UsageError(action === 'import' ? 'name one file' : `${action} takes no name`)
  }
  return { action, path: path ?? '' }
}

/**
 * Imports a file of comma-separated values: what is wrong goes to stderr, all of it; else `apply` is done (or not, where it
 * is only looked at) and its outcome told as a line of JSON. Gives the exit code.
 */
export async function importFile<Plan>(
  path: string,
  { stdout, stderr }: Pick<Parameters<Command['run']>[1], 'stdout' | 'stderr'>,
  steps: {
    readonly dryRun: boolean
    preview(text: string, file: string): Promise<Result<Plan, readonly Problem[]>>
    apply(text: string, file: string): Promise<Plan>
    told(plan: Plan): object
  },
): Promise<number> {
  const file = basename(path)
  const text = textOfCsv(bytesOf(path), file)
  const plan = text.ok ? await steps.preview(text.value, file) : text
  if (!plan.ok || !text.ok) {
    for (const problem of plan.ok ? [] : plan.error) stderr.write(`${problemText(problem)}\n`)
    return 1
  }
  const done = steps.dryRun ? plan.value : await steps.apply(text.value, file)
  stdout.write(`${JSON.stringify(steps.told(done))}\n`)
  return 0
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new CodedError('bad-request', `cannot read ${path}: ${(cause as Error).message}`, { cause })
  }
}
