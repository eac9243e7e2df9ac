/**
 * Numbers the bytes that the texts of one table are made of: its rows are as wide as the bytes in use. Class 0 is every
 * other byte. An ASCII capital shares the class of its small letter, so that plain ASCII needs no folding before it is
 * looked at.
 */
export class Classes {
  /** The class of each byte. */
  readonly of = new Uint8Array(256)
  /** One more than the highest class. */
  readonly count: number

  /** `texts`: folded, in UTF-8, which uses fewer than 255 bytes. */
  constructor(texts: Iterable<Uint8Array>) {
    let count = 1
    for (const text of texts) {
      for (const byte of text) {
        if (this.of[byte] !== 0) continue
        this.of[byte] = count
        if (byte >= 97 && byte <= 122) this.of[byte - 32] = count
        count++
      }
    }
    this.count = count
  }
}
