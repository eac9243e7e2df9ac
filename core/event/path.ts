/**
 * How a dotted field name finds values in a document. A name addresses nested objects, literal dotted keys at any level
 * and mixes of the two, and walks through arrays of objects. null, the empty list and numbers that JSON cannot hold are
 * absent. Only own properties count: nothing is ever read from a prototype.
 */

/** A value that a leaf of a predicate can look at. */
export type Scalar = string | number | boolean
/** The values of a field: none, one, or several. */
export type Values = Scalar | readonly Scalar[] | undefined

/** A field name made ready to be looked up many times. */
export interface Path {
  readonly name: string
  /** Every scalar value of the field, in the order of the document. */
  values(document: object): Values
  /** True when the field holds anything: a scalar, or an object with a scalar somewhere in it. */
  present(document: object): boolean
}

/** The canonical text of a value, by which it is compared: 10 and 10.0 are `10`, true is `true`. */
export function textOf(value: Scalar): string {
  return typeof value === 'string' ? value : String(value)
}

/** Prepares the lookup of a dotted name. A plain nested path that ends in a scalar is read without allocating. */
export function compilePath(name: string): Path {
  const segments = name.split('.').map(asKey)
  const depth = segments.length
  /** `joined[i][j]`: the literal key that segments i … i + j + 1 make, longer ones than the segment alone. */
  const joined = segments.map((_, i) =>
    segments.slice(i + 1).map((_, j) => asKey(segments.slice(i, i + j + 2).join('.'))),
  )

  /** Walks the plain path; `slow` when the document is not plain there. */
  function plain(document: object): unknown {
    let node: unknown = document
    for (let i = 0; i < depth; i++) {
      if (typeof node !== 'object' || node === null) return undefined
      if (Array.isArray(node)) return slow
      const literals = joined[i]!
      for (let j = 0; j < literals.length; j++) if (Object.hasOwn(node, literals[j]!)) return slow
      node = own(node, segments[i]!)
    }
    return node
  }

  /** Everything the name reaches, list elements one by one, objects included. */
  function reached(document: object): unknown[] {
    const found: unknown[] = []
    const open: { node: unknown; at: number }[] = [{ node: document, at: 0 }]
    for (let top = open.pop(); top !== undefined; top = open.pop()) {
      const { node, at } = top
      if (Array.isArray(node)) {
        for (let i = node.length - 1; i >= 0; i--) open.push({ node: node[i], at })
      } else if (at === depth) {
        found.push(node)
      } else if (typeof node === 'object' && node !== null) {
        const literals = joined[at]!
        for (let j = literals.length - 1; j >= 0; j--) open.push({ node: own(node, literals[j]!), at: at + j + 2 })
        open.push({ node: own(node, segments[at]!), at: at + 1 })
      }
    }
    return found
  }

  return {
    name,
    values(document) {
      const end = plain(document)
      if (typeof end === 'string' || typeof end === 'boolean') return end
      if (typeof end === 'number') return Number.isFinite(end) ? end : undefined
      if (end === undefined || end === null) return undefined
      if (Array.isArray(end)) {
        if (end.every(isScalar)) return end.length === 0 ? undefined : end
      } else if (end !== slow) return undefined
      const scalars = reached(document).filter(isScalar)
      return scalars.length > 1 ? scalars : scalars[0]
    },
    present(document) {
      const end = plain(document)
      if (isScalar(end)) return true
      if (end === undefined || end === null) return false
      if (end !== slow) return holdsScalar(end)
      return reached(document).some(holdsScalar)
    },
  }
}

/** The text in the form in which the engine keeps property names: looked up several times as fast as text made by joining. */
function asKey(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text
}

const slow = Symbol('not a plain nested path')

function own(node: object, key: string): unknown {
  const value = (node as Record<string, unknown>)[key]
  return value !== undefined && Object.hasOwn(node, key) ? value : undefined
}

/** True for what a leaf of a predicate can look at: text, true and false, a number that JSON can hold. */
export function isScalar(value: unknown): value is Scalar {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  )
}

function holdsScalar(root: unknown): boolean {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const node = open.pop()
    if (isScalar(node)) return true
    if (typeof node === 'object' && node !== null) for (const child of Object.values(node)) open.push(child)
  }
  return false
}

/** A leaf of a document: its dotted name and its value. */
export interface FieldValue {
  readonly field: string
  readonly value: Scalar
}

/**
 * The leaves of the vendor's document: all but our own stamps, that is all but `vonggac`, `ecs`, `related`, and all of
 * `event` but `event.original`. Walks with a stack of its own, so no depth of nesting can overflow.
 */
export function vendorLeaves(document: object): readonly Scalar[] {
  const leaves: Scalar[] = []
  const open: unknown[] = []
  for (const key of Object.keys(document)) {
    const value = (document as Record<string, unknown>)[key]
    if (isScalar(value)) {
      if (!isStamp(key)) leaves.push(value)
    } else if (key === 'event') open.push(originalOf(value))
    else if (!isStamp(key)) open.push(value)
    while (open.length > 0) {
      const node = open.pop()
      if (isScalar(node)) leaves.push(node)
      else if (Array.isArray(node)) for (let i = node.length - 1; i >= 0; i--) open.push(node[i])
      else if (typeof node === 'object' && node !== null)
        for (const child of Object.values(node).reverse()) open.push(child)
    }
  }
  return leaves
}

/** As `vendorLeaves`, each with its dotted name; for showing which field matched. */
export function vendorFields(document: object): readonly FieldValue[] {
  const fields: FieldValue[] = []
  const open: { name: string; node: unknown }[] = []
  const push = (name: string, node: unknown): void => {
    open.push({ name, node })
  }
  for (const [key, value] of Object.entries(document).reverse()) {
    if (key === 'event' && !isScalar(value)) push('event.original', originalOf(value))
    else if (!isStamp(key)) push(key, value)
  }
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { name, node } = top
    if (isScalar(node)) fields.push({ field: name, value: node })
    else if (Array.isArray(node)) for (const element of node.toReversed()) push(name, element)
    else if (typeof node === 'object' && node !== null) {
      for (const [key, child] of Object.entries(node).reverse()) push(`${name}.${key}`, child)
    }
  }
  return fields
}

/** `event.original` of the `event` object, or of each in a list of them. */
function originalOf(event: unknown): unknown {
  if (Array.isArray(event)) return event.map((one) => (Array.isArray(one) ? undefined : originalOf(one)))
  return typeof event === 'object' && event !== null ? own(event, 'original') : undefined
}

/** True for a name at the top of a document under which our own stamps stand: see `vendorLeaves`. */
export function isStamp(key: string): boolean {
  const dot = key.indexOf('.')
  switch (dot < 0 ? key : key.slice(0, dot)) {
    case 'vonggac':
    case 'ecs':
    case 'related':
      return true
    case 'event':
      return key !== 'event.original'
    default:
      return false
  }
}

/** Deeper documents count as irregular, well below where SQLite's JSON functions refuse (1,000). */
const regularDepth = 100

/**
 * True for a document that SQL's JSON functions would read otherwise than `compilePath` does: literal dotted keys, lists
 * of objects or of lists, text with NUL or half a surrogate pair, extreme depth. A store stamps it at write. `json` is the
 * document as JSON.stringify wrote it: without an escape by code in it no text can be odd, which spares looking at each.
 */
export function isIrregular(document: object, json?: string): boolean {
  return irregularAt(document, 0, json === undefined || json.includes('\\u'))
}

function irregularAt(node: object, depth: number, texts: boolean): boolean {
  if (depth > regularDepth) return true
  if (Array.isArray(node)) {
    for (const element of node) {
      if (typeof element === 'object' && element !== null) return true
      if (texts && typeof element === 'string' && isOddText(element)) return true
    }
    return false
  }
  for (const key in node) {
    if (key.includes('.') || (texts && isOddText(key))) return true
    const value = (node as Record<string, unknown>)[key]
    if (typeof value === 'string') {
      if (texts && isOddText(value)) return true
    } else if (typeof value === 'object' && value !== null && irregularAt(value, depth + 1, texts)) return true
  }
  return false
}

/** Text that does not survive the way through SQLite unchanged. */
export function isOddText(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed()
}
