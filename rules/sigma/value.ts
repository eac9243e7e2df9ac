import type { Compare, FieldEquals, WildcardPart } from '../../core/predicate/predicate.ts'

/** A value on its way through the modifiers of its field, in the order they are written (Sigma 2.1, Modifiers). */
export type Value =
  | {
      readonly kind: 'text'
      readonly parts: readonly WildcardPart[]
      readonly cased: boolean
      /** True while nothing was opened: the value still stands for the whole of a field. */
      readonly anchored: boolean
    }
  | { readonly kind: 'bytes'; readonly parts: readonly (Uint8Array | { any: 'run' | 'one' })[] }
  | { readonly kind: 'number'; readonly number: number; readonly written: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'regex'; readonly pattern: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string }
  | { readonly kind: 'compare'; readonly op: Compare['op']; readonly value: number; readonly as: Compare['as'] }
  | { readonly kind: 'exists'; readonly exists: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly how: FieldEquals['how']; readonly cased: boolean }

/** What was wrong with a modifier or with a value under it. */
export interface Fault {
  readonly code:
    | 'modifier-value'
    | 'modifier-combination'
    | 'unresolved-placeholder'
    | 'invalid-regex'
    | 'invalid-network'
  readonly message: string
  readonly hint: string
}

/** The lists from which `expand` fills `%name%`. */
export type Placeholders = { readonly [name: string]: readonly string[] }

/** A modifier: one value becomes one or several alternatives. */
export type Step = (value: Value, context: StepContext) => Value[] | Fault
interface StepContext {
  readonly placeholders: Placeholders
}

/** A fault; `hint` says what to do about it. */
export const fault = (code: Fault['code'], message: string, hint: string): Fault => ({ code, message, hint })
/** The fault of a modifier that comes behind one that leaves nothing for it to work on. */
export const combination = (name: string, after: string) =>
  fault(
    'modifier-combination',
    `${name} cannot follow ${after}`,
    `check the order of the modifiers; ${name} works on text`,
  )

/** What a value is, in the words of a rule's author. */
export const described: { readonly [K in Value['kind']]: string } = {
  text: 'text',
  bytes: 'text that was encoded as UTF-16',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  regex: 're',
  cidr: 'cidr',
  compare: 'a comparison',
  exists: 'exists',
  field: 'fieldref',
}
