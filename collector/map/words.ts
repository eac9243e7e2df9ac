/** The text after `prefix`, or undefined when `text` does not begin with it. */
export function after(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}

/** What stands between the first `open` (from `from` on) and the next `close`; undefined when either is missing. */
export function between(text: string, open: string, close: string, from = 0): string | undefined {
  const start = text.indexOf(open, from)
  if (start < 0) return undefined
  const end = text.indexOf(close, start + open.length)
  return end < 0 ? undefined : text.slice(start + open.length, end)
}

/** The value of `key=` up to the next space (or the end); undefined when the key is absent or its value empty. */
export function keyed(text: string, key: string): string | undefined {
  let at = text.indexOf(`${key}=`)
  while (at > 0 && text.charCodeAt(at - 1) !== 32 && text.charCodeAt(at - 1) !== 59)
    at = text.indexOf(`${key}=`, at + 1)
  if (at < 0) return undefined
  const start = at + key.length + 1
  const end = text.indexOf(' ', start)
  const value = end < 0 ? text.slice(start) : text.slice(start, end)
  return value === '' ? undefined : value
}

/** A name with an optional id: `root(uid=0)` gives `root` and `0`; empty parts are undefined. */
export function nameWithId(text: string): { name: string | undefined; id: string | undefined } {
  const open = text.indexOf('(uid=')
  if (open < 0) return { name: text || undefined, id: undefined }
  const close = text.indexOf(')', open)
  return {
    name: text.slice(0, open) || undefined,
    id: text.slice(open + 5, close < 0 ? undefined : close) || undefined,
  }
}

/** A port number (RFC 6335), or undefined. */
export function port(text: string): number | undefined {
  if (text === '' || text.length > 5) return undefined
  const value = Number(text)
  return Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : undefined
}

/** A name in the quotes that shadow-utils puts around it: `'eve'` or `"eve"` gives `eve`. */
export function unquoted(text: string): string {
  const first = text.charCodeAt(0)
  if ((first === 39 || first === 34) && text.length > 1 && text.charCodeAt(text.length - 1) === first)
    return text.slice(1, -1)
  return text
}
