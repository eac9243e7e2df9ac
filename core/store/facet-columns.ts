import type { defaultFacets } from '../event/default-facets.ts'

/** The default facets, each with a column of its own, in every back end, under the name given here. */
export const facetColumns = {
  'event.dataset': 'dataset',
  'event.action': 'action',
  'event.outcome': 'outcome',
  'event.kind': 'kind',
  'host.name': 'host',
  'user.name': 'user',
  'source.ip': 'source_ip',
  'destination.ip': 'destination_ip',
  'process.name': 'process',
  'vonggac.source.id': 'source',
} as const satisfies Record<(typeof defaultFacets)[number], string>
