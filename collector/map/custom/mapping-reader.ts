import type { Document, Node, YAMLMap } from 'yaml'
import { isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../../../core/lib/errors.ts'
import type { Json } from '../../../core/lib/json.ts'

/** A mapping file while it is read: its YAML, and every problem found so far with its place. */
export class MappingReader {
  readonly problems: Problem[] = []
  readonly document: Document.Parsed
  /** Names of values that the reading gives; undefined where the line decides. */
  names: readonly string[] | undefined
  readonly #file: string
  readonly #lines = new LineCounter()

  constructor(text: string, file: string) {
    this.#file = file
    this.document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true })
    for (const error of this.document.errors) this.report('yaml', error.pos[0], error.message.split('\n')[0] ?? '')
  }

  report(
    code: string,
    at: number | undefined,
    message: string,
    hint?: string,
    level: Problem['level'] = 'error',
  ): void {
    const place = at === undefined ? undefined : this.#lines.linePos(at)
    this.problems.push({
      code: `mapping-${code}`,
      level,
      file: this.#file,
      ...(place && { line: place.line, column: place.col }),
      message,
      ...(hint !== undefined && { hint }),
    })
  }

  /** Tells of keys that the map must not have. */
  keys(map: YAMLMap, known: readonly string[], what: string): void {
    for (const { key } of map.items) {
      const word = isScalar(key) ? String(key.value) : ''
      if (!known.includes(word))
        this.report('unknown-key', offset(key), `${what} has no ${word}`, `it has ${known.join(', ')}`)
    }
  }

  /** A text or number at the key, as text. */
  text(map: YAMLMap, key: string): string | undefined {
    const node = map.get(key, true)
    if (node === undefined) return undefined
    if (isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number')) return String(node.value)
    this.report('text', offset(node), `${key} must be a text`)
    return undefined
  }

  /** A short name in small letters. */
  identifier(map: YAMLMap, key: string): string | undefined {
    const text = this.text(map, key)
    if (text === undefined || /^[a-z][a-z0-9_-]{0,40}$/.test(text)) return text
    this.report('name', offset(map.get(key, true)), `${key} must be small letters, digits, - and _`, 'e.g. eoffice')
    return undefined
  }

  /** A text or a list of texts. */
  texts(map: YAMLMap, key: string): string[] {
    const node = map.get(key, true) as Node | undefined
    if (node === undefined) return []
    const found = isSeq(node) ? node.items : [node]
    return found.flatMap((item) => {
      if (isScalar(item) && item.value !== null && item.value !== '') return [String(item.value)]
      this.report('text', offset(item) ?? offset(node), `${key} must be a text or a list of texts`)
      return []
    })
  }

  /** The value at the key as plain data. */
  json(node: YAMLMap, key: string): Json | undefined {
    const value = node.get(key, true) as Node | undefined
    return value === undefined ? undefined : (value.toJS(this.document) as Json)
  }

  /** A name must be one that the reading gives, where that is known beforehand. */
  known(name: string, node: unknown): void {
    if (this.names === undefined || this.names.includes(name)) return
    this.report(
      'unknown-value',
      offset(node),
      `there is no value ${name}`,
      `read gives ${this.names.join(', ') || 'nothing'}`,
    )
  }
}

/** Where a node of the YAML begins. */
export function offset(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] } | null | undefined)?.range
  return range?.[0]
}
