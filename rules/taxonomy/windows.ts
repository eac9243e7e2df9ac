import type { Predicate } from '../../core/predicate/predicate.ts'
import type { MappedSource } from './ecs.ts'
import { antivirusFields, categoryFields, serviceFields } from './windows-fields.ts'
import type { CategoryPart } from './windows-sources.ts'
import { kernelFileCategories, kernelFileChannels, windowsCategories, windowsServices } from './windows-sources.ts'

const some = (of: readonly Predicate[]): Predicate =>
  of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'any', of }

const inChannels = (channels: readonly string[]): Predicate =>
  some(channels.map((value) => ({ kind: 'equals', field: 'winlog.channel', value, fold: 'case' })))

const withCodes = (codes: readonly number[]): Predicate =>
  some(codes.map((code) => ({ kind: 'equals', field: 'event.code', value: String(code), fold: 'none' })))

const fromPart = ({ service, codes }: CategoryPart): Predicate => ({
  kind: 'all',
  of: [withCodes(codes), inChannels(windowsServices[service] ?? [])],
})

/** Events of Defender that name a threat or a path (Microsoft, Review event logs of Microsoft Defender Antivirus). */
const detections = [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116]

/** Windows as the collector maps its event logs. */
export const windowsSources: readonly MappedSource[] = [
  {
    logsource: { product: 'windows' },
    route: { kind: 'exists', field: 'winlog.channel' },
    fields: serviceFields(undefined),
  },
  ...Object.entries(windowsServices).map(([service, channels]) => ({
    logsource: { product: 'windows', service },
    route: inChannels(channels),
    fields: serviceFields(service),
  })),
  ...Object.entries(windowsCategories).map(([category, parts]) => ({
    logsource: { product: 'windows', category },
    route: some(parts.map(fromPart)),
    fields: categoryFields(category),
  })),
  ...kernelFileCategories.map((category) => ({
    logsource: { product: 'windows', category },
    route: inChannels(kernelFileChannels),
    fields: categoryFields(category),
  })),
  {
    logsource: { category: 'antivirus' },
    route: fromPart({ service: 'windefend', codes: detections }),
    fields: antivirusFields,
  },
]
