import { fillListed, listedTable } from './listed-rows.ts'
import type { Schema } from './schema.ts'

/**
 * The records' file. A record's version is the number of its last change, so that one deleted and made again never
 * repeats a version. The change log and the audit log only grow.
 */
export const recordSchema: Schema = {
  name: 'records',
  applicationId: 0x56477265,
  migrations: [
    `create table record (
      kind text not null,
      id text not null,
      version integer not null,
      unit_ids text,
      irregular integer not null,
      document text not null,
      primary key (kind, id)
    ) strict, without rowid;
    create table change (
      sequence integer primary key autoincrement,
      kind text not null,
      id text not null,
      unit_ids text
    ) strict;
    create table audit (
      number integer primary key,
      time integer not null,
      actor text not null,
      action text not null,
      target text not null,
      unit_ids text,
      details text not null,
      hash text not null
    ) strict;
    create index audit_target on audit (target, number);`,
    (database) => {
      database.exec(listedTable)
      fillListed(database)
    },
    // Narrow rows with all that alerts are asked by now; an index of the log's rows ends with their number: what is found by
    // one of these comes in its order.
    (database) => {
      database.exec('drop table listed')
      database.exec(listedTable)
      fillListed(database)
      database.exec(`create index audit_time on audit (time);
        create index audit_actor on audit (actor);
        create index audit_action on audit (action);`)
    },
  ],
}
