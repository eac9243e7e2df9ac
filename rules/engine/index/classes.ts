/**
 * Numbers the characters (UTF-16 code units) that indexed texts are made of: tables are as wide as the characters in use,
 * not as Unicode. Class 0 is every other character. An ASCII capital shares the class of its small letter, so that text in
 * plain ASCII needs no folding before it is looked at.
 */
export class Classes {
  /** The class of a code unit. */
  readonly of = new Uint16Array(65536)
  #count = 1

  /** One more than the highest class. */
  get count(): number {
    return this.#count
  }

  /** Gives every character of a folded text a class. */
  learn(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (this.of[code] !== 0) continue
      this.of[code] = this.#count
      if (code >= 97 && code <= 122) this.of[code - 32] = this.#count
      this.#count++
    }
  }
}
