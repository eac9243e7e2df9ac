import { Buffer } from 'node:buffer'

/** Longer values get more room when they come. */
const usualRoom = 32 * 1024
/** For the four that is read beyond the end. */
const margin = 8
/** Stands behind each value of a row. Nothing folds to it or composes with it. */
export const border = '\0'

/**
 * Text as UTF-8, for tables that read bytes: it is copied as quickly as memory goes, and reading bytes from one place is
 * several times as quick as reading the characters of ever new strings. In UTF-8 a text stands in another where its bytes
 * stand in the other's; only what is no well-formed Unicode, and U+FFFD which stands for it, cannot be told apart.
 */
export class Utf8Text {
  bytes = Buffer.alloc(0)
  /** The same bytes by fours, and at least one more four than the text fills. */
  words = new Int32Array(0)
  length = 0

  constructor() {
    this.#reserve(usualRoom)
  }

  /** Takes the place of what was there. Answers whether the text is plain ASCII. */
  write(text: string): boolean {
    const most = text.length * 3 + margin
    if (most > this.bytes.length) this.#reserve(most)
    this.length = this.bytes.write(text)
    return this.length === text.length
  }

  #reserve(room: number): void {
    const memory = new ArrayBuffer((room + 3) & ~3)
    this.bytes = Buffer.from(memory)
    this.words = new Int32Array(memory)
  }
}
