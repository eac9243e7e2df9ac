import type { Release } from '../../rules/collections/source-file.ts'

/** The id of an invented rule. */
export const ruleId = (n: number) => `10000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** The text of an invented rule for cron. */
export const ruleText = (n: number, value: string, more: Readonly<Record<string, string>> = {}) => {
  const { level = 'high', status = 'test', logsource = '{ product: linux, service: cron }', name } = more
  return `title: Rule ${n}
id: ${ruleId(n)}${name === undefined ? '' : `\nname: ${name}`}
status: ${status}
logsource: ${logsource}
detection:
  selection:
    message|contains: ${value}
  condition: selection
level: ${level}
`
}

/** A release of these files. */
export const releaseOf = (release: string, files: Readonly<Record<string, string>>): Release => ({
  kind: 'git',
  release,
  files: Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) })),
})
