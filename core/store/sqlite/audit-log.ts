import type { Clock } from '../../lib/clock.ts'
import { advanceHead, type CopiedAuditRow, headAfter } from '../audit-adopt.ts'
import { type AuditCells, chainHash } from '../audit-chain.ts'
import { emptyHead, openAuditSecrets } from '../audit-secrets.ts'
import { type StoredAuditRow, verifyAudit, verifyPart } from '../audit-verify.ts'
import type { AuditEntry, AuditHead, AuditLog } from '../store.ts'
import { auditFacets, auditRow, searchAudit } from './audit-search.ts'
import { visible } from './condition.ts'
import type { Connection } from './connection.ts'
import { columnOfUnits } from './unit-list.ts'

/** The audit log, and what a record's write does to have its entries in its own transaction. */
export interface SqliteAuditLog extends AuditLog {
  /** Adds the entries; the caller holds the write transaction. */
  addRows(entries: readonly AuditEntry[]): void
  /** Puts rows of another store at the end as they are; see `headAfter`. */
  adopt(rows: readonly CopiedAuditRow[]): void
  /** After the commit: puts the newest row's number and hash outside the store. */
  publishHead(): void
}

/** The reads of the audit log, which a connection that may not write has too. */
export function openAuditReads(connection: Connection): Pick<AuditLog, 'list' | 'search' | 'follow' | 'facets'> {
  return {
    async list(scope, { limit, before, target }) {
      const seen = visible(scope, 'audit')
      const asked = target === undefined ? '' : 'and target = ?'
      const rows = connection
        .prepare(`select * from audit where number < ? ${asked} and ${seen.sql} order by number desc limit ?`)
        .all(before ?? Number.MAX_SAFE_INTEGER, ...(target === undefined ? [] : [target]), ...seen.params, limit)
      return rows.map(auditRow)
    },
    search: (scope, filter, page) => searchAudit(connection, scope, filter, page),
    facets: (scope, filter, limit) => auditFacets(connection, scope, filter, limit),
    async follow(scope, { after, limit }) {
      const seen = visible(scope, 'audit')
      return connection
        .prepare(`select * from audit where number > ? and ${seen.sql} order by number limit ?`)
        .all(after, ...seen.params, limit)
        .map(auditRow)
    },
  }
}

/**
 * The audit log in the records' file, its key and head in the secrets directory. The head is written after the commit:
 * a crash in between leaves the log ahead of its head, which verifies as long as the chain goes on from there.
 */
export function openAuditLog(connection: Connection, secretsDirectory: string, clock: Clock): SqliteAuditLog {
  const lastHead = (): AuditHead => {
    const row = connection.prepare('select number, hash from audit order by number desc limit 1').get()
    return row === undefined ? emptyHead : { number: Number(row.number), hash: String(row.hash) }
  }
  const secrets = openAuditSecrets(secretsDirectory, lastHead().number > 0)

  const storedRows = (after: number, limit: number) =>
    connection
      .prepare('select * from audit where number > ? order by number limit ?')
      .all(after, limit) as unknown as StoredAuditRow[]

  const addRows = (entries: readonly AuditEntry[]): void => {
    let { number, hash } = lastHead()
    const insert = connection.prepare('insert into audit values (?, ?, ?, ?, ?, ?, ?, ?)')
    for (const { actor, action, target, unitIds, details } of entries) {
      const time = clock.now()
      const cells: AuditCells = {
        time,
        actor,
        action,
        target,
        unit_ids: columnOfUnits(unitIds),
        details: JSON.stringify(details),
      }
      number += 1
      hash = chainHash(secrets.key, hash, cells)
      insert.run(number, time, actor, action, target, cells.unit_ids, cells.details, hash)
    }
  }
  // Under the write lock, so that of two processes the later row wins the file.
  const publishHead = (): void => connection.transaction(() => secrets.writeHead(lastHead()))

  return {
    addRows,
    publishHead,
    adopt(rows) {
      const head = connection.transaction(() => {
        const after = headAfter(lastHead(), rows, secrets.key)
        const insert = connection.prepare('insert into audit values (?, ?, ?, ?, ?, ?, ?, ?)')
        for (const { number, time, actor, action, target, unit_ids: units, details, hash } of rows)
          insert.run(number, time, actor, action, target, units, details, hash)
        return after
      })
      advanceHead(secrets, head)
    },
    async append(entries) {
      if (entries.length === 0) return
      connection.transaction(() => addRows(entries))
      publishHead()
    },
    ...openAuditReads(connection),
    verify: () => verifyAudit(storedRows, secrets),
    verifyPart: (before) => verifyPart(storedRows, secrets, before),
  }
}
