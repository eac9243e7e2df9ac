import { DatabaseSync } from 'node:sqlite'
import { compilePath, isIrregular } from '../../core/event/path.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { sqliteFunctions } from '../../core/predicate/sqlite-functions.ts'
import type { SqliteTable } from '../../core/predicate/sqlite-table.ts'
import { listCell, numberCell, textCell } from '../../core/predicate/sqlite-table.ts'
import { toSqlite } from '../../core/predicate/to-sqlite.ts'

/** The layouts under which every predicate must give the same rows. */
export const layouts: Readonly<Record<string, SqliteTable>> = {
  documents: { documentColumn: 'document', irregularColumn: 'irregular', columns: {} },
  'documents unmarked': { documentColumn: 'document', columns: {} },
  columns: {
    documentColumn: 'document',
    irregularColumn: 'irregular',
    columns: {
      'host.name': { column: 'host', kind: 'text' },
      tags: { column: 'tags', kind: 'list' },
      n: { column: 'n', kind: 'number' },
    },
  },
}

/** A table in memory that holds the documents, and the numbers of those that a predicate finds. */
export class PredicateRows {
  readonly #database = new DatabaseSync(':memory:')

  constructor(documents: readonly object[]) {
    for (const { name, fn } of sqliteFunctions) this.#database.function(name, { deterministic: true }, fn)
    this.#database.exec(
      'create table row (number integer primary key, host text, tags text, n integer, irregular integer not null, document text not null)',
    )
    const insert = this.#database.prepare('insert into row values (?, ?, ?, ?, ?, ?)')
    const [host, tags, n] = [compilePath('host.name'), compilePath('tags'), compilePath('n')]
    documents.forEach((document, number) => {
      const text = JSON.stringify(document)
      const irregular = isIrregular(document) ? 1 : 0
      insert.run(number, textCell(host, document), listCell(tags, document), numberCell(n, document), irregular, text)
    })
  }

  /** Row numbers, ascending. Throws if the condition yields anything but 0 and 1. */
  find(predicate: Predicate, table: SqliteTable): number[] {
    const { sql, params } = toSqlite(predicate, table)
    const found: number[] = []
    for (const { number, held } of this.#database.prepare(`select number, ${sql} as held from row`).all(...params)) {
      if (held !== 0 && held !== 1) throw new Error(`row ${number} yields ${held}: ${sql}`)
      if (held === 1) found.push(Number(number))
    }
    return found
  }

  close(): void {
    this.#database.close()
  }
}
