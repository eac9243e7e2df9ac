/**
 * The fields that a search counts unless told otherwise. Each has a column of its own in every back end
 * (`core/store/facet-columns.ts`), which is what makes counting them quick.
 */
export const defaultFacets = [
  'event.dataset',
  'event.action',
  'event.outcome',
  'event.kind',
  'host.name',
  'user.name',
  'source.ip',
  'destination.ip',
  'process.name',
  'vonggac.source.id',
] as const
