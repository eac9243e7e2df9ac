import { isScalar, textOf } from '../../../core/event/path.ts'

/** What is done when the event turns out to hold something. */
export interface Visitor<Field> {
  /** Something stands under a name whose presence is a signal. */
  present(signal: number): void
  /** A value stands under a name that rules know. */
  value(field: Field, text: string): void
  /** A value stands under another name. Told only while the walk is `thorough`. */
  other(text: string): void
}

interface Step<Field> {
  readonly children: Map<string, Step<Field>>
  field: Field | undefined
  present: number | undefined
}

/**
 * Finds the fields that rules know in an event by going through what the event holds, not through the rules' names. A name
 * reaches what `compilePath` says: nested objects, literal dotted keys, and through arrays.
 */
export class Walk<Field> {
  readonly #root: Step<Field> = newStep()
  readonly #visitor: Visitor<Field>
  /** Whether values under names that no rule knows are visited too. */
  thorough = false

  constructor(visitor: Visitor<Field>) {
    this.#visitor = visitor
  }

  /** Makes a name known. `present` is the signal for the field's being there. */
  add(name: string, { field, present }: { field: Field | undefined; present: number | undefined }): void {
    const end = this.#stepTo(name)
    end.field ??= field
    end.present ??= present
  }

  /** Visits everything that the event holds under known names. */
  go(event: object): void {
    this.#into(event, this.#root)
  }

  #stepTo(name: string): Step<Field> {
    const segments = name.split('.')
    const path = [this.#root]
    let end = this.#root
    for (const segment of segments) {
      let next = end.children.get(segment)
      if (next === undefined) {
        next = newStep()
        end.children.set(segment, next)
      }
      path.push(next)
      end = next
    }
    // A key may be written with dots at any level: each stretch of the name leads from every step to every later one.
    for (let from = 0; from < segments.length; from++) {
      for (let to = from + 2; to <= segments.length; to++) {
        path[from]!.children.set(segments.slice(from, to).join('.'), path[to]!)
      }
    }
    return end
  }

  #into(node: object, { children }: Step<Field>): void {
    for (const key in node) {
      const step = children.get(key)
      if (step !== undefined) this.#at((node as Record<string, unknown>)[key], step)
      else if (this.thorough) this.#beneath((node as Record<string, unknown>)[key])
    }
  }

  #at(value: unknown, step: Step<Field>): void {
    if (typeof value === 'string') this.#text(value, step)
    else if (isScalar(value)) this.#text(textOf(value), step)
    else if (Array.isArray(value)) this.#elements(value, step)
    else if (typeof value === 'object' && value !== null) {
      // More than is: an object without a value in it is no presence. Whoever is woken by it looks for himself.
      if (step.present !== undefined) this.#visitor.present(step.present)
      if (step.children.size > 0) this.#into(value, step)
      else if (this.thorough) this.#beneath(value)
    }
  }

  #text(text: string, step: Step<Field>): void {
    if (step.present !== undefined) this.#visitor.present(step.present)
    if (step.field !== undefined) this.#visitor.value(step.field, text)
    else if (this.thorough) this.#visitor.other(text)
  }

  /** With a stack of its own: lists may be nested in lists as deep as a sender likes. */
  #elements(list: readonly unknown[], step: Step<Field>): void {
    const open: unknown[] = [list]
    while (open.length > 0) {
      const next = open.pop()
      if (Array.isArray(next)) for (const element of next) open.push(element)
      else this.#at(next, step)
    }
  }

  /** What no name reaches into, as deep as it goes. */
  #beneath(value: unknown): void {
    if (typeof value === 'string') this.#visitor.other(value)
    else if (isScalar(value)) this.#visitor.other(textOf(value))
    else if (typeof value === 'object' && value !== null) this.#within(value)
  }

  #within(object: object): void {
    const open: unknown[] = [object]
    while (open.length > 0) {
      const next = open.pop()
      if (isScalar(next)) this.#visitor.other(textOf(next))
      else if (typeof next === 'object' && next !== null) for (const value of Object.values(next)) open.push(value)
    }
  }
}

function newStep<Field>(): Step<Field> {
  return { children: new Map(), field: undefined, present: undefined }
}
