import type { RuleFile } from '../engine/load.ts'
import type { RuleSources } from '../live/rule-set.ts'
import { fileOfText } from '../live/rule-text.ts'
import type { FileRules } from '../sigma/read.ts'
import type { Surroundings } from './compare.ts'

/**
 * What an installation has besides the collection of that name. `files` are those of the pack and of the installation;
 * everything is read as it would be loaded.
 */
export function surroundingsOf(
  name: string,
  { texts, settings, exceptions }: Pick<RuleSources, 'texts' | 'settings' | 'exceptions'>,
  files: readonly RuleFile[],
  read: (content: RuleFile['content'], file: string) => FileRules,
): Surroundings {
  const idsIn = ({ content, file }: RuleFile) => {
    const { rules, correlations, filters } = read(content, file)
    return [...rules, ...correlations, ...filters].map(({ id }) => id)
  }
  const all = [...texts.values()]
  const own = new Set(all.filter(({ origin }) => origin.kind === 'console').flatMap((text) => idsIn(fileOfText(text))))
  const others = all.filter(({ origin }) => origin.kind === 'import' && origin.collection !== name).map(fileOfText)
  const holders = new Map<string, string>()
  for (const file of [...files, ...others])
    for (const id of idsIn(file)) if (!holders.has(id)) holders.set(id, file.file)
  const excepted = new Set(
    [...exceptions.values()].flatMap(({ rules, ended }) => (ended === null ? (rules ?? []) : [])),
  )
  return {
    holderOf: (rule) => holders.get(rule),
    overridesOf: (rule) => [
      ...(settings.has(rule) ? (['setting'] as const) : []),
      ...(excepted.has(rule) ? (['exception'] as const) : []),
      ...(own.has(rule) ? (['own-text'] as const) : []),
    ],
  }
}
