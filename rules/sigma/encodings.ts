import type { WildcardPart } from '../../core/predicate/predicate.ts'

/** Bytes of text: UTF-16 in either order, with or without the byte order mark, and UTF-8. */
export const encoders = {
  utf8: (text: string) => Buffer.from(text, 'utf8'),
  utf16le: (text: string) => Buffer.from(text, 'utf16le'),
  utf16be: (text: string) => Buffer.from(text, 'utf16le').swap16(),
} as const

/** The byte order mark that `utf16` sets before little-endian text. */
export const byteOrderMark = Buffer.from([0xff, 0xfe])

/**
 * The Base64 texts by which `bytes` show inside a longer encoded text, one for each of the three positions they may
 * start at; characters that also depend on the neighbours are cut off (Sigma 2.1, `base64offset`).
 */
export function base64Offsets(bytes: Uint8Array): string[] {
  const startOffsets = [0, 2, 3]
  const endOffsets = [undefined, -3, -2]
  return [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift, 0x20), bytes])
      .toString('base64')
      .slice(startOffsets[shift], endOffsets[(bytes.length + shift) % 3]),
  )
}

/** Bytes as text: UTF-8, with a leading little-endian mark as U+FEFF. Undefined if they are no text. */
export function bytesAsText(bytes: Uint8Array): string | undefined {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(marked ? bytes.subarray(2) : bytes)
    return marked ? `\ufeff${text}` : text
  } catch {
    return undefined
  }
}

const dashes = ['-', '/', '\u2013', '\u2014', '\u2015']
/** A dash where a parameter begins: nothing or no word character before it, a word character behind. */
const parameter = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu

/** `windash` writes out at most this many dashes of one value (five forms each). */
export const maxDashes = 3

/**
 * Every way to write the parameters of a Windows command line: with `-`, `/`, en dash, em dash and horizontal bar.
 * Undefined when there are more dashes than `maxDashes`.
 */
export function windash(parts: readonly WildcardPart[]): WildcardPart[][] | undefined {
  let found = 0
  let variants: WildcardPart[][] = [[]]
  for (const part of parts) {
    if (typeof part !== 'string') {
      for (const variant of variants) variant.push(part)
      continue
    }
    let from = 0
    for (const dash of part.matchAll(parameter)) {
      if (++found > maxDashes) return undefined
      const before = part.slice(from, dash.index)
      variants = variants.flatMap((variant) => dashes.map((form) => [...variant, before + form]))
      from = dash.index + 1
    }
    for (const variant of variants) variant.push(part.slice(from))
  }
  return variants
}
