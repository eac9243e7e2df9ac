import { createHash } from 'node:crypto'

/** Elasticsearch takes ids of 1 to 512 bytes. */
const longest = 500

/** The `_id` of a document of ours: the text itself, or its hash where it is too long. Two texts never share one. */
export function documentId(text: string): string {
  if (text !== '' && !text.startsWith('#') && text.isWellFormed() && Buffer.byteLength(text) <= longest) return text
  return `#${createHash('sha256').update(JSON.stringify(text)).digest('hex')}`
}
