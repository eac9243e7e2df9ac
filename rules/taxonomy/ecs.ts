import type { LogSource } from '../sigma/rule.ts'
import type { SourceMapping, Taxonomy } from '../sigma/taxonomy.ts'
import { antivirusSources } from './antivirus.ts'
import { applicationSources } from './applications.ts'
import { auditdSources } from './auditd.ts'
import { azureSources } from './azure.ts'
import { cloudSources } from './cloud.ts'
import { deviceSources } from './devices.ts'
import { dnsSources } from './dns.ts'
import { endpointSources } from './endpoints.ts'
import { linuxSources } from './linux.ts'
import { mailSources } from './mail.ts'
import { microsoft365Sources } from './microsoft365.ts'
import { networkSources } from './network.ts'
import { notCarried } from './not-carried.ts'
import { platformSources } from './platforms.ts'
import { probeSources } from './probe.ts'
import { serviceSources } from './services.ts'
import { sourceKey } from './source-key.ts'
import { webSources } from './web.ts'
import { windowsSources } from './windows.ts'
import { zeekSources } from './zeek.ts'

/** One kind of log as events of it look in ECS. */
export interface MappedSource extends SourceMapping {
  readonly logsource: LogSource
}

/** All log sources whose events can be told. Add the next product here. */
const mapped: readonly MappedSource[] = [
  ...linuxSources,
  ...auditdSources,
  ...endpointSources,
  ...windowsSources,
  ...webSources,
  ...networkSources,
  ...zeekSources,
  ...dnsSources,
  ...deviceSources,
  ...mailSources,
  ...antivirusSources,
  ...cloudSources,
  ...azureSources,
  ...microsoft365Sources,
  ...serviceSources,
  ...applicationSources,
  ...platformSources,
  ...probeSources,
]

const byKey = new Map<string, SourceMapping>()
for (const source of mapped) {
  const key = sourceKey(source.logsource)
  const before = byKey.get(key)
  byKey.set(key, before === undefined ? source : either(before, source))
}

/** Several products give what one log source means (antivirus): events of any of them, fields of all. */
function either(a: SourceMapping, b: SourceMapping): SourceMapping {
  return {
    route: { kind: 'any', of: [a.route, b.route] },
    fields: (field) => [...new Set([...a.fields(field), ...b.fields(field)])],
  }
}

/** A rule that names category and service of a product looks at events that are of both. */
function both({ product, category, service }: LogSource): SourceMapping | undefined {
  if (product === undefined || category === undefined || service === undefined) return undefined
  const kind = byKey.get(sourceKey({ product, category }))
  const log = byKey.get(sourceKey({ product, service }))
  return kind && log && { route: { kind: 'all', of: [kind.route, log.route] }, fields: kind.fields }
}

/** A rule that names a category alone looks at every product's events of it. */
function everyProduct({ product, category, service }: LogSource): SourceMapping | undefined {
  if (product !== undefined || category === undefined || service !== undefined) return undefined
  const wanted = category.toLowerCase()
  const found = mapped.filter(({ logsource }) => logsource.category === wanted && logsource.service === undefined)
  const [first, ...more] = found
  return first && more.reduce<SourceMapping>(either, first)
}

/** Rule fields and log sources in terms of ECS events (Elastic Common Schema 9). */
export const ecs: Taxonomy = {
  source: (logsource) => byKey.get(sourceKey(logsource)) ?? both(logsource) ?? everyProduct(logsource),
  notCarried,
}
