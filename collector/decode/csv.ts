/**
 * The fields of one record of comma-separated values (RFC 4180 §2): quotes may surround a field, `""` within them is
 * one quote, and the separator within them is text. Lenient where senders are: a quote in the middle of a field is
 * text, and a quote that is never closed holds up to the end. Linear in the text; never throws.
 */
export function decodeCsv(text: string, separator = ','): string[] {
  const fields: string[] = []
  const step = separator.length
  let at = 0
  for (;;) {
    if (text.charCodeAt(at) === 34) {
      const field = quoted(text, at + 1)
      // What stands between the closing quote and the separator belongs to the field, odd as it is.
      const end = next(text, separator, field.end)
      fields.push(field.text + text.slice(field.end, end))
      if (end >= text.length) return fields
      at = end + step
    } else {
      const end = next(text, separator, at)
      fields.push(text.slice(at, end))
      if (end >= text.length) return fields
      at = end + step
    }
  }
}

function next(text: string, separator: string, from: number): number {
  const end = text.indexOf(separator, from)
  return end < 0 ? text.length : end
}

function quoted(text: string, start: number): { text: string; end: number } {
  let out = ''
  let from = start
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', from)) {
    out += text.slice(from, at)
    if (text.charCodeAt(at + 1) !== 34) return { text: out, end: at + 1 }
    out += '"'
    from = at + 2
  }
  return { text: out + text.slice(from), end: text.length }
}
