/**
 * Numbers the characters (UTF-16 code units) that the texts of one table are made of: its rows are as wide as the characters
 * in use, not as Unicode. Class 0 is every other character. An ASCII capital shares the class of its small letter, so that
 * text in plain ASCII needs no folding before it is looked at.
 */
export class Classes {
  /** The classes of ASCII. */
  readonly ascii = new Uint16Array(128)
  readonly #beyond = new Map<number, number>()
  /** One more than the highest class. */
  readonly count: number

  /** `texts`: folded. */
  constructor(texts: Iterable<string>) {
    let count = 1
    for (const text of texts) {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i)
        if (this.of(code) !== 0) continue
        if (code > 127) this.#beyond.set(code, count)
        else this.ascii[code] = count
        if (code >= 97 && code <= 122) this.ascii[code - 32] = count
        count++
      }
    }
    this.count = count
  }

  /** The class of a character. */
  of(code: number): number {
    return code < 128 ? this.ascii[code]! : (this.#beyond.get(code) ?? 0)
  }
}
