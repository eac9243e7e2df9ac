import { existsSync } from 'node:fs'
import { loadConfig } from '../../core/config/load.ts'
import { problemText } from '../../core/lib/errors.ts'
import type { PlaceholderLists } from '../../rules/engine/placeholders.ts'
import { readPlaceholders } from '../../rules/engine/placeholders.ts'
import { UsageError } from './command.ts'
import { requirePaths } from './rule-paths.ts'

/** How verbs that load rules say where the values of placeholders come from. */
export const placeholderUsage = [
  '--placeholders PATH, which may repeat, names a file or folder with the values of %name% in rules: YAML maps from names',
  'to lists, or name.txt with a value a line. Without it, those of the setting rules.placeholders (vonggac.yml here).',
] as const

/** The lists of the files named, else of the configuration in the current folder, if there is one. */
export function placeholdersFrom(paths: readonly string[]): PlaceholderLists {
  if (paths.length > 0) {
    requirePaths(paths)
    return readPlaceholders(paths)
  }
  const config = loadConfig(existsSync(standardConfig) ? standardConfig : undefined)
  if (!config.ok) throw new UsageError(config.error.map(problemText).join('\n'))
  return readPlaceholders(config.value.rules.placeholders)
}

const standardConfig = 'vonggac.yml'

/** The arguments of a verb of `rules`: paths of rules, and of lists for their placeholders. */
export function readRuleArguments(verb: string, argv: readonly string[]): { paths: string[]; lists: string[] } {
  const paths: string[] = []
  const lists: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] as string
    if (argument === '--') {
      paths.push(...argv.slice(at + 1))
      break
    }
    const inline = argument.startsWith('--placeholders=') ? argument.slice('--placeholders='.length) : undefined
    if (inline !== undefined || argument === '--placeholders') {
      const path = inline ?? argv[++at]
      if (path === undefined || path === '') throw new UsageError('--placeholders needs a PATH')
      lists.push(path)
    } else if (argument.startsWith('-')) throw new UsageError(`there is no option ${argument}`)
    else paths.push(argument)
  }
  if (paths.length === 0) throw new UsageError(`${verb} needs at least one PATH`)
  requirePaths(paths)
  return { paths, lists }
}
