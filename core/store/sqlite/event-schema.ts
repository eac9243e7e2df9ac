import { facetColumns } from '../facet-columns.ts'
import type { Schema } from './schema.ts'

const facets = Object.values(facetColumns)

/**
 * A partition's file: its events and the matches on them. Rows are only ever added, one after another, so that the
 * highest row number is also the count, and a row number is a place in the order of arrival.
 */
export const eventSchema: Schema = {
  name: 'events',
  applicationId: 0x56476576,
  migrations: [
    `create table event (
      row integer primary key,
      id text not null,
      ts integer not null,
      unit text,
      unit_ids text,
      severity any,
      ${facets.map((column) => `${column} text`).join(', ')},
      irregular integer not null,
      document text not null
    ) strict;
    create unique index event_id on event (id);
    create index event_facets on event (ts, id, unit, unit_ids, severity, irregular, ${facets.join(', ')});
    create table match (
      row integer primary key,
      id text not null,
      rule text not null,
      event text not null,
      alert text not null,
      ts integer not null,
      seen integer not null,
      unit_ids text,
      facts text not null
    ) strict;
    create unique index match_id on match (id);
    create index match_ts on match (ts);
    create index match_alert on match (alert, seen, ts, id, event, unit_ids);`,
    `create table segment (
      number integer primary key,
      first integer not null,
      last integer not null,
      oldest integer not null,
      newest integer not null
    ) strict;
    create table segment_part (
      segment integer not null,
      part text not null,
      content blob not null
    ) strict;
    create unique index segment_part_name on segment_part (part, segment);`,
    `create index match_rule on match (rule, ts, id);`,
  ],
}
