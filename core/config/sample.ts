import { stringify } from 'yaml'
import { environmentName } from './load.ts'
import { schema } from './schema.ts'
import type { Setting } from './setting.ts'

/** The whole configuration with its defaults as a commented YAML file, every value commented out. */
export function sampleConfig(): string {
  const lines: string[] = []
  for (const [section, settings] of Object.entries(schema) as [string, Record<string, Setting>][]) {
    lines.push(`${section}:`)
    for (const [key, setting] of Object.entries(settings)) {
      lines.push(`  ## ${setting.about}${setting.choices ? ` (${setting.choices.join(' | ')})` : ''}`)
      lines.push(`  ## ${environmentName(section, key)}`)
      lines.push(`  # ${key}: ${stringify(setting.default, { collectionStyle: 'flow' }).trim()}`)
    }
  }
  return `${lines.join('\n')}\n`
}
