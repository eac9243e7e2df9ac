import { type StoreSchemas, storeSchemas } from '../../core/store/sqlite/store-files.ts'

/** The schemas of an invented later release: each file gets a column and a table, and takes a while. */
export const laterSchemas: StoreSchemas = {
  records: {
    ...storeSchemas.records,
    migrations: [...storeSchemas.records.migrations, 'alter table record add column later text'],
  },
  events: {
    ...storeSchemas.events,
    migrations: [
      ...storeSchemas.events.migrations,
      `alter table event add column later text;
       create table later as with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)
         select i, hex(randomblob(100)) as filler from n;`,
    ],
  },
}
