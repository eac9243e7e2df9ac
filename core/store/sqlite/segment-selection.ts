import { createHash } from 'node:crypto'
import type { Scope } from '../../access/scope.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { visible, visiblePredicate } from './condition.ts'
import { type KnownPartition, overlaps } from './partition-catalog.ts'
import type { SegmentHead } from './segment.ts'
import { maybe, no, SegmentJudge, type Verdict, yes } from './segment-verdict.ts'
import type { PartitionSegments } from './segments.ts'
import type { TimeRange } from './time-range.ts'

/** Places of rows in a segment, ascending. */
type Places = Uint16Array | Uint32Array

/** Rows of a segment by their place in it; `all` of them without a list. */
export type Selection = Places | 'all'

/** A row that may match, and its time. */
export interface Candidate {
  readonly ts: number
  readonly row: number
}

/** What a segment says of a question. */
interface Judged {
  readonly rows: Selection
  readonly sure: boolean
}

const mostCandidates = 16_384
/** Segments of a slice may hold so many times the rows that it shall have. */
const mostCut = 4
const none = new Uint16Array(0)
/** Segments of no more rows are told by narrow places: what is found is kept, and there is much of it. */
const narrowRows = 2 ** 16

/** What a read finds in the segments of one partition: the rows that its scope lets through and its condition holds for. */
export class SegmentReads {
  readonly partition: KnownPartition
  readonly segments: PartitionSegments
  /** Newest first. */
  readonly heads: readonly SegmentHead[]
  /** Rows up to this one are in segments. */
  readonly sealed: number
  /** Stands for scope and condition in what is kept. */
  readonly question: string
  readonly #scope: Scope
  readonly #where: Predicate
  readonly #judge: SegmentJudge
  #last: { readonly head: SegmentHead; readonly verdict: Verdict } | undefined

  constructor(partition: KnownPartition, range: TimeRange, scope: Scope, where: Predicate) {
    this.partition = partition
    this.#scope = scope
    this.#where = where
    this.segments = partition.segments()
    const heads = this.segments.heads()
    this.sealed = heads.at(-1)?.last ?? 0
    this.heads = heads.filter(({ oldest, newest }) => oldest < range.to && newest >= range.from).toReversed()
    const asked = visiblePredicate(scope, where)
    this.#judge = new SegmentJudge(this.segments, asked)
    this.question = createHash('sha1').update(JSON.stringify(asked)).digest('base64')
  }

  /**
   * The time from which the partition has at least `rows` events up to the end of the range, by what its segments span;
   * undefined where rows alone can tell: there are fewer than a segment's asked for, many without a segment, or events so
   * late that most segments overlap.
   */
  cut(range: TimeRange, rows: number): number | undefined {
    const { partition, heads, sealed } = this
    if (heads.some(({ first, last }) => last - first >= rows)) return undefined
    if (partition.lastEvent - sealed > rows && overlaps(unsealed(partition, sealed).events, range)) return undefined
    const within = heads
      .filter(({ oldest, newest }) => oldest < range.to && newest >= range.from)
      .sort((a, b) => b.oldest - a.oldest)
    const from = Math.max(range.from, reach(within, rows)?.oldest ?? range.from)
    const behind = within.filter(({ newest }) => newest >= from)
    return behind.reduce((sum, head) => sum + rowsIn(head), 0) > mostCut * rows ? undefined : from
  }

  /**
   * Rows of the table, with their times, that may match within the range; undefined where they are so many that asking
   * the table costs no more. Only rows up to `sealed`.
   */
  candidates(range: TimeRange): readonly Candidate[] | undefined {
    const found: Candidate[] = []
    for (const head of this.heads) {
      if (head.oldest >= range.to || head.newest < range.from) continue
      const { rows } = this.#judged(head)
      if (rows === 'all') return undefined
      if (rows.length === 0) continue
      const times = this.segments.times(head)
      for (const i of rows) {
        const ts = times[i] ?? 0
        if (ts >= range.from && ts < range.to) found.push({ ts, row: head.first + i })
      }
      if (found.length > mostCandidates) return undefined
    }
    return found
  }

  /** The rows that may match, found out once a question; `sure` when each of them does. */
  #judged(head: SegmentHead): Judged {
    return this.segments.keep<Judged>(
      head,
      this.question,
      ({ rows }) => sizeOf(rows),
      () => {
        const verdict = this.#verdict(head)
        if (typeof verdict !== 'number') return { rows: rowsFrom(verdict, maybe), sure: !verdict.includes(maybe) }
        return { rows: verdict === no ? none : 'all', sure: verdict !== maybe }
      },
    )
  }

  /** Asked of a segment once for those that may match and once more for those that do. */
  #verdict(head: SegmentHead): Verdict {
    if (this.#last?.head !== head) this.#last = { head, verdict: this.#judge.verdict(head) }
    return this.#last.verdict
  }

  /** The rows within the range; documents are looked at where the segment cannot tell. */
  select(head: SegmentHead, range: TimeRange): Selection {
    const { rows, sure } = this.#judged(head)
    const selected = sure
      ? rows
      : this.segments.keep<Selection>(head, `held ${this.question}`, sizeOf, () => this.#settle(head))
    if (head.oldest >= range.from && head.newest < range.to) return selected
    const times = this.segments.times(head)
    const within = (row: number): boolean => {
      const ts = times[row] ?? 0
      return ts >= range.from && ts < range.to
    }
    return selected === 'all' ? Uint32Array.from(times.keys()).filter(within) : selected.filter(within)
  }

  /** The rows that match, where documents must be looked at. */
  #settle(head: SegmentHead): Places {
    const verdict = this.#verdict(head)
    const doubtful = typeof verdict === 'number' ? undefined : rowsFrom(verdict, maybe, maybe)
    const held = new Set(this.#matching(head, doubtful))
    if (typeof verdict === 'number') return Uint32Array.from(held).sort()
    return rowsFrom(verdict, maybe).filter((row) => verdict[row] === yes || held.has(row))
  }

  /** Of the rows those whose documents match; of all without a list. */
  #matching(head: SegmentHead, rows: Places | undefined): number[] {
    const { sql, params } = visible(this.#scope, 'event', this.#where)
    const many = rows === undefined || rows.length > (head.last - head.first) / 4
    const which = many ? 'row between ? and ?' : 'row in (select value from json_each(?))'
    const statement = this.partition.open().prepare(`select row from event not indexed where ${which} and ${sql}`)
    const asked = many ? [head.first, head.last] : [JSON.stringify(Array.from(rows, (row) => row + head.first))]
    const found = statement.all(...asked, ...params).map(({ row }) => Number(row) - head.first)
    if (!many || rows === undefined) return found
    const wanted = new Set(rows)
    return found.filter((row) => wanted.has(row))
  }
}

const rowsIn = ({ first, last }: SegmentHead): number => last - first + 1

/** The segment with which they come to so many rows. */
function reach(heads: readonly SegmentHead[], rows: number): SegmentHead | undefined {
  let sum = 0
  return heads.find((head) => {
    sum += rowsIn(head)
    return sum >= rows
  })
}

const sizeOf = (rows: Selection): number => (rows === 'all' ? 0 : rows.byteLength)

/** The places at which the verdict is one of these. */
function rowsFrom(verdict: Uint8Array, lowest: number, highest: number = yes): Places {
  const rows = new (verdict.length <= narrowRows ? Uint16Array : Uint32Array)(verdict.length)
  let count = 0
  // Written at each place and gone on from where it counts: a branch that is taken now and then costs more.
  for (let i = 0; i < verdict.length; i++) {
    const answer = verdict[i] ?? no
    rows[count] = i
    count += Number(answer >= lowest) & Number(answer <= highest)
  }
  return rows.slice(0, count)
}

/** The partition as far as it has no segments: its range of time narrowed, for `slices`. */
export function unsealed(partition: KnownPartition, sealed: number): KnownPartition & { readonly after: number } {
  const { events, lastEvent } = partition
  if (sealed === 0 || events === undefined) return { ...partition, after: sealed }
  if (sealed >= lastEvent) return { ...partition, events: undefined, after: sealed }
  const from = Math.max(events.from, partition.segments().oldestAfter(sealed, lastEvent))
  return { ...partition, events: { ...events, from }, after: sealed }
}
