import type { LogSource } from '../sigma/rule.ts'
import type { SourceMapping, Taxonomy } from '../sigma/taxonomy.ts'
import { antivirusSources } from './antivirus.ts'
import { linuxSources } from './linux.ts'
import { mailSources } from './mail.ts'
import { networkSources } from './network.ts'
import { probeSources } from './probe.ts'
import { webSources } from './web.ts'
import { windowsSources } from './windows.ts'

/** One kind of log as the collector maps it. */
export interface MappedSource extends SourceMapping {
  readonly logsource: LogSource
}

/** All log sources that the collector maps to ECS. Add the next product here. */
const mapped: readonly MappedSource[] = [
  ...linuxSources,
  ...windowsSources,
  ...webSources,
  ...networkSources,
  ...mailSources,
  ...antivirusSources,
  ...probeSources,
]

const keyOf = ({ product, category, service }: LogSource) =>
  [product, category, service].map((part) => part ?? '').join('/')
const byKey = new Map<string, MappedSource>()
for (const source of mapped) {
  const key = keyOf(source.logsource).toLowerCase()
  const before = byKey.get(key)
  byKey.set(key, before === undefined ? source : either(before, source))
}

/** Several products give what one log source means (antivirus): events of any of them, fields of all. */
function either(a: MappedSource, b: MappedSource): MappedSource {
  return {
    logsource: a.logsource,
    route: { kind: 'any', of: [a.route, b.route] },
    fields: (field) => [...new Set([...a.fields(field), ...b.fields(field)])],
  }
}

/** Rule fields and log sources in terms of ECS events (Elastic Common Schema 9). */
export const ecs: Taxonomy = {
  source: (logsource) => byKey.get(keyOf(logsource).toLowerCase()),
}
