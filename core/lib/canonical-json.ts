import { isObject } from './json.ts'

/**
 * The value as JSON that is the same text for the same value, whoever writes it (JSON Canonicalization Scheme, RFC 8785
 * §3.2): members sorted by the UTF-16 units of their names, no blanks, numbers and texts as ECMAScript writes them. What
 * JSON does not hold is left out as `JSON.stringify` does. Apart from the RFC, which refuses it, half of a surrogate pair is
 * written as its escape: a log line may hold one, and is evidence all the same.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${members.join(',')}}`
}
