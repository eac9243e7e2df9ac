import type { Json, JsonObject } from '../../core/lib/json.ts'
import type { Element, Fragment, Piece } from './evtx-binary-xml.ts'

/** Values that fill a template. */
type Filling = readonly (Json | Fragment)[]

/** Characters and elements that one record may grow to: a template can name one value many times. */
const budget = 4 * 1024 * 1024

/**
 * Binary XML as an object in the layout of evtx_dump: attributes under `#attributes`, data by their names, null where a
 * value is null. Throws a RangeError when a record grows out of proportion.
 */
export function eventObject(content: readonly Piece[]): JsonObject {
  const made: JsonObject = {}
  new Maker().children(content, [], made, [])
  return made
}

class Maker {
  #spent = 0

  /** Adds the elements in `content` to `into`, and the text in it to `texts`. */
  children(content: readonly Piece[], filling: Filling, into: JsonObject, texts: Json[]): void {
    for (const piece of content) {
      this.#spend(8)
      if (typeof piece === 'string') {
        this.#spend(piece.length)
        texts.push(piece)
      } else if (piece.kind === 'element') this.#element(piece, filling, into)
      else if (piece.kind === 'instance') this.children(piece.content, piece.values, into, texts)
      else {
        const value = piece.index < filling.length ? filling[piece.index] : null
        if (isFragment(value)) this.children(value.content, [], into, texts)
        else if (value !== undefined) {
          this.#spend(sizeOf(value))
          texts.push(value)
        }
      }
    }
  }

  #element({ name, attributes, content }: Element, filling: Filling, into: JsonObject): void {
    const found: JsonObject = {}
    for (const { name: attribute, value } of attributes) {
      const texts: Json[] = []
      this.children(value, filling, {}, texts)
      const joined = textOf(texts)
      if (joined !== null && attribute !== '__proto__') found[attribute] = joined
    }
    const inner: JsonObject = {}
    const texts: Json[] = []
    this.children(content, filling, inner, texts)
    const text = content.length === 0 ? null : textOf(texts)
    const named = name === 'Data' || name === 'ComplexData' ? found.Name : undefined
    if (typeof named === 'string' && named !== '' && named !== '__proto__') {
      add(into, named, Object.keys(inner).length > 0 ? inner : text)
      return
    }
    if (name === '__proto__') return
    const bare = Object.keys(found).length === 0
    if (Object.keys(inner).length > 0) add(into, name, bare ? inner : { '#attributes': found, ...inner })
    else if (!bare) add(into, name, text === null ? { '#attributes': found } : { '#attributes': found, '#text': text })
    else add(into, name, Array.isArray(text) ? { '#text': text } : text)
  }

  #spend(amount: number): void {
    this.#spent += amount
    if (this.#spent > budget) throw new RangeError('the record grows out of proportion')
  }
}

function isFragment(value: Json | Fragment | undefined): value is Fragment {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && 'kind' in value && value.kind === 'fragment'
  )
}

function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length
  return Array.isArray(value) ? value.reduce((sum: number, one: Json) => sum + sizeOf(one) + 8, 0) : 8
}

/** One value keeps its type; several are joined to a text; nulls say nothing. */
function textOf(texts: readonly Json[]): Json {
  const said = texts.filter((one) => one !== null)
  if (said.length === 0) return null
  const first = said[0]
  return said.length === 1 && first !== undefined
    ? first
    : said.map((one) => (Array.isArray(one) ? one.join('') : String(one))).join('')
}

/** Elements of one name make a list. */
function add(into: JsonObject, name: string, value: Json): void {
  if (!Object.hasOwn(into, name)) {
    into[name] = value
    return
  }
  const before = into[name] ?? null
  into[name] = Array.isArray(before) && name === 'Data' ? [...before, value] : [before, value].flat()
}
