import type { EventDocument } from '../../core/event/event.ts'
import { parseAddress } from '../../core/lib/ip.ts'

/** Digests by how many hexadecimal digits they have. */
const digests: Readonly<Record<number, 'md5' | 'sha1' | 'sha256' | 'sha512'>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256',
  128: 'sha512',
}
/** Digits of the shortest digest. */
const shortestDigest = 32
const hexadecimal = /^[0-9a-f]+$/i
/** What stands around a word without belonging to it. */
const edges = /^[.:@-]+|[.:@-]+$/g

/**
 * What an event's own line and message name, in the fields in which it would stand had they been told apart: an index of
 * indicators looks at it as at any event. The text is only ever split, so that a hostile line costs its length.
 */
export function namedInText(event: EventDocument): object | undefined {
  const texts = [event.event.original, event['message']].filter((text) => typeof text === 'string')
  if (texts.length === 0) return undefined
  const addresses = new Set<string>()
  const names = new Set<string>()
  const mails = new Set<string>()
  const urls = new Set<string>()
  const paths = new Set<string>()
  const hash = { md5: new Set<string>(), sha1: new Set<string>(), sha256: new Set<string>(), sha512: new Set<string>() }

  function word(text: string): void {
    if (text.includes('.') || text.includes(':')) {
      if (parseAddress(text) !== undefined) addresses.add(text)
      const at = text.lastIndexOf('@')
      if (at > 0) mails.add(text)
      for (const part of text.slice(at + 1).split(':')) {
        if (!part.includes('.')) continue
        if (parseAddress(part) !== undefined) addresses.add(part)
        else names.add(part)
      }
    }
    if (text.length < shortestDigest) return
    for (const part of text.split(/[.:@-]/)) {
      const kind = digests[part.length]
      if (kind !== undefined && hexadecimal.test(part)) hash[kind].add(part)
    }
  }

  for (const text of texts) {
    for (const part of text.split(/[^\p{L}\p{N}._:@+-]+/u)) {
      const bare = part.replace(edges, '')
      if (bare !== '') word(bare)
    }
    for (const part of text.split(/[\s"'<>|,;()[\]]+/)) {
      const begin = part.search(/https?:\/\//i)
      if (begin >= 0) urls.add(part.slice(begin))
      else if (part.includes('\\') || part.includes('/')) paths.add(part.slice(part.lastIndexOf('=') + 1))
    }
  }
  const all = (set: ReadonlySet<string>) => [...set]
  return {
    source: { ip: all(addresses) },
    dns: { question: { name: all(names) } },
    user: { email: all(mails) },
    url: { original: all(urls) },
    file: {
      name: all(names),
      path: all(paths),
      hash: Object.fromEntries(Object.entries(hash).map(([kind, found]) => [kind, all(found)])),
    },
  }
}
