import { CodedError } from '../../lib/errors.ts'
import { checkPartition } from '../partition-name.ts'
import type { Partition } from '../store.ts'

/** Transactions in one index of the journal; old ones are dropped index by index. */
export const journalSegment = 100_000

/** The names of our indices: `<prefix>-events-<class>-<yyyy.MM.dd>` and so on. */
export interface IndexNames {
  events(partition: Partition): string
  /** Every partition's index of a day, or of all days. */
  allEvents(day?: string): string
  /** The partition that an index of events is; undefined for another index. */
  partitionOf(index: string): Partition | undefined
  /** Matches lie by class and month: an index a day more would double the shards (docs/adr/0006). */
  matches(partition: Partition): string
  readonly allMatches: string
  readonly records: string
  readonly audit: string
  /** The index that holds the transaction of this number. */
  journal(transaction: number): string
  readonly allJournals: string
  readonly deadLetters: string
  readonly meta: string
  /** All of them. */
  readonly all: string
}

const prefixShape = /^[a-z][a-z0-9-]{0,39}$/

const dotted = (day: string): string => day.replaceAll('-', '.')

/** Throws CodedError `bad-request` on a prefix that is none. */
export function indexNames(prefix: string): IndexNames {
  if (!prefixShape.test(prefix)) {
    throw new CodedError('bad-request', `"${prefix}" cannot begin the name of an index`, {
      hint: 'elasticsearch.prefix takes small letters, digits and hyphens, a letter first, 40 at most.',
    })
  }
  const events = `${prefix}-events-`
  return {
    events(partition) {
      checkPartition(partition)
      return `${events}${partition.class}-${dotted(partition.day)}`
    },
    allEvents: (day) => `${events}*${day === undefined ? '' : `-${dotted(day)}`}`,
    partitionOf(index) {
      const found = index.startsWith(events) ? /^(.+)-(\d{4})\.(\d\d)\.(\d\d)$/.exec(index.slice(events.length)) : null
      if (found === null) return undefined
      const [, name = '', year, month, day] = found
      return { class: name, day: `${year}-${month}-${day}` }
    },
    matches(partition) {
      checkPartition(partition)
      return `${prefix}-matches-${partition.class}-${dotted(partition.day.slice(0, 7))}`
    },
    allMatches: `${prefix}-matches-*`,
    records: `${prefix}-records`,
    audit: `${prefix}-audit`,
    journal: (transaction) =>
      `${prefix}-journal-${String(Math.floor((transaction - 1) / journalSegment)).padStart(6, '0')}`,
    allJournals: `${prefix}-journal-*`,
    deadLetters: `${prefix}-dead-letters`,
    meta: `${prefix}-meta`,
    all: `${prefix}-*`,
  }
}
