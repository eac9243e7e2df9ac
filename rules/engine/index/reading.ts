import type { Scalar } from '../../../core/event/path.ts'
import { textOf } from '../../../core/event/path.ts'
import type { FieldIndex } from './field-index.ts'
import { Hits } from './hits.ts'
import type { LeafTable } from './leaf-table.ts'
import { everywhere } from './leaf-table.ts'
import type { Memo } from './memo.ts'
import type { Answers } from './truth.ts'
import { Truth } from './truth.ts'
import { border, Utf8Text } from './utf8-text.ts'
import type { Visitor } from './walk.ts'
import { Walk } from './walk.ts'
import type { Watch } from './watch.ts'

/** A row of so many characters is read before it grows longer. */
const longRow = 8192

/** What reading goes by. */
export interface ReadingOf {
  /** An index for each place, by its number. */
  readonly indexes: readonly FieldIndex[]
  readonly watch: Watch
  /** The questions that no look answers, by the leaf's number. */
  readonly questions: readonly ((() => boolean) | undefined)[]
  /** The values of the event at hand in which keywords are looked for. */
  readonly leaves: () => readonly Scalar[]
  /** Whether those are all values of the event, so that keywords can be looked for with each value's own field. */
  readonly everyLeaf: boolean
}

/**
 * Reads an event's values and gives the signals of what is found in them. A field that no rule waits for is read when a rule
 * that was woken asks what is in it.
 */
export class Reading implements Visitor<number>, Answers {
  readonly truth: Truth
  readonly #of: ReadingOf
  readonly #hits: Hits
  readonly #walk: Walk<number>
  /** The value that is read. */
  readonly #text = new Utf8Text()
  /** Values of the event at hand in which only keywords are looked for, each with a border behind it. */
  #row = ''
  readonly #keywordsAt: number
  readonly #keywords: FieldIndex | undefined
  /** The signal that every event gives. */
  readonly #anything: number | undefined

  /** Keeps nothing of the table. */
  constructor(table: LeafTable, of: ReadingOf) {
    const { indexes } = of
    this.#of = of
    this.#anything = table.anything
    this.#hits = new Hits(table.size + indexes.reduce((sum, { marks }) => sum + marks, 0))
    this.truth = new Truth(table.placeOf, indexes.length, this)
    this.#walk = new Walk<number>(this)
    for (const [number, { place }] of table.places.entries()) {
      if (place !== everywhere) this.#walk.add(place, { field: number, present: undefined })
    }
    for (const [name, present] of table.presence) this.#walk.add(name, { field: undefined, present })
    this.#keywordsAt = table.places.findIndex(({ place }) => place === everywhere)
    this.#keywords = indexes[this.#keywordsAt]
  }

  /** Turns to another event: what was true is forgotten, rules are woken. */
  begin(event: object): void {
    this.truth.next()
    this.#of.watch.begin()
    if (this.#anything !== undefined) this.#give(this.#anything, true)
    const keywords = this.#keywords
    const awaited = keywords?.awaited === true
    this.#lookTogether(awaited && this.#of.everyLeaf)
    this.#walk.go(event)
    if (keywords === undefined) return
    this.#endRow(keywords)
    if (!awaited) this.truth.putOff(this.#keywordsAt)
    else if (!this.#of.everyLeaf) this.read(this.#keywordsAt)
  }

  /** What is remembered of values holds for the one way of looking alone. */
  #lookTogether(together: boolean): void {
    if (this.#walk.thorough === together) return
    this.#walk.thorough = together
    for (const { memo } of this.#of.indexes) memo.forget()
  }

  present(signal: number): void {
    this.#give(signal, true)
  }

  value(place: number, text: string): void {
    const index = this.#of.indexes[place]!
    const together = this.#walk.thorough ? this.#keywords : undefined
    if (index.awaited) {
      this.#look(index, text, index.memo, together)
      return
    }
    if (this.truth.putOff(place)) index.unreadCount = 0
    index.unread[index.unreadCount++] = text
    if (together !== undefined) this.other(text)
  }

  other(text: string): void {
    const keywords = this.#keywords
    if (keywords === undefined || keywords.isTooShort(text)) return
    if (!keywords.anywhere) {
      this.#look(keywords, text, keywords.memo)
      return
    }
    this.#row += text + border
    if (this.#row.length > longRow) this.#endRow(keywords)
  }

  #endRow(keywords: FieldIndex): void {
    if (this.#row.length === 0) return
    keywords.find(this.#row, this.#text, this.#hits)
    this.#row = ''
    this.#giveHits(keywords)
  }

  ask(id: number): boolean {
    return this.#of.questions[id]?.() ?? false
  }

  read(place: number): void {
    const index = this.#of.indexes[place]!
    if (place === this.#keywordsAt) {
      for (const leaf of this.#of.leaves()) this.other(textOf(leaf))
      this.#endRow(index)
    } else for (let i = 0; i < index.unreadCount; i++) this.#look(index, index.unread[i]!, index.unreadMemo)
  }

  /** Gives the signals of all looks that find something in the value, and of those of `also`. */
  #look(index: FieldIndex, text: string, memo: Memo, also?: FieldIndex): void {
    const hits = this.#hits
    const place = memo.placeOf(text)
    const known = place < 0 ? undefined : memo.at(place, text)
    if (known === undefined) {
      index.find(text, this.#text, hits, also)
      this.#giveHits(index)
      if (place >= 0 && memo.wants(place, text)) memo.put(place, text, hits.kept())
    } else for (let i = 0; i < known.length; i++) this.#give(known[i]!, index.awaited)
  }

  #giveHits({ awaited }: FieldIndex): void {
    const { ids, count } = this.#hits
    for (let i = 0; i < count; i++) this.#give(ids[i]!, awaited)
  }

  #give(id: number, awaited: boolean): void {
    if (this.truth.tell(id) && awaited) this.#of.watch.signal(id, this.truth.turn)
  }
}
