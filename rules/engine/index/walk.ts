import { isScalar, textOf } from '../../../core/event/path.ts'

/** What is done when the event turns out to hold something under a name that rules know. */
export interface Visitor<Field> {
  present(signal: number): void
  value(field: Field, text: string): void
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
  readonly #root: Step<Field> = { children: new Map(), field: undefined, present: undefined }
  readonly #visitor: Visitor<Field>

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
    let steps: Step<Field>[] = [this.#root]
    const segments = name.split('.')
    const path = [this.#root]
    for (const segment of segments) {
      let next = steps[0]!.children.get(segment)
      if (next === undefined) {
        next = { children: new Map(), field: undefined, present: undefined }
        steps[0]!.children.set(segment, next)
      }
      path.push(next)
      steps = [next]
    }
    // A key may be written with dots at any level: each stretch of the name leads from every step to every later one.
    for (let from = 0; from < segments.length; from++) {
      for (let to = from + 2; to <= segments.length; to++) {
        path[from]!.children.set(segments.slice(from, to).join('.'), path[to]!)
      }
    }
    return steps[0]!
  }

  #into(node: object, { children }: Step<Field>): void {
    for (const key in node) {
      const step = children.get(key)
      if (step !== undefined) this.#at((node as Record<string, unknown>)[key], step)
    }
  }

  #at(value: unknown, step: Step<Field>): void {
    if (typeof value === 'string') {
      if (step.present !== undefined) this.#visitor.present(step.present)
      if (step.field !== undefined) this.#visitor.value(step.field, value)
    } else if (isScalar(value)) {
      if (step.present !== undefined) this.#visitor.present(step.present)
      if (step.field !== undefined) this.#visitor.value(step.field, textOf(value))
    } else if (Array.isArray(value)) this.#elements(value, step)
    else if (typeof value === 'object' && value !== null) {
      // More than is: an object without a value in it is no presence. Whoever is woken by it looks for himself.
      if (step.present !== undefined) this.#visitor.present(step.present)
      if (step.children.size > 0) this.#into(value, step)
    }
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
}
