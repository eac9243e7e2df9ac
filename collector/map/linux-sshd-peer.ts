import type { Facts } from './facts.ts'
import { after, port } from './words.ts'

/** The far end of a connection as a line names it. */
interface Peer {
  /** Where ` from ` begins: the name before it ends here. */
  readonly start: number
  readonly end: number
  readonly address: string
  readonly port: number | undefined
}

/**
 * `… from ADDRESS port PORT …` with the last ` from ` of the text: what stands before it is the stranger's own choice.
 * Undefined when the text names nobody.
 */
export function peerOf(text: string): Peer | undefined {
  const start = text.lastIndexOf(' from ')
  if (start < 0 && !text.startsWith('from ')) return undefined
  const at = start < 0 ? 5 : start + 6
  const word = wordEnd(text, at)
  if (word === at) return undefined
  const address = text.slice(at, word)
  if (!text.startsWith(' port ', word)) return { start: Math.max(start, 0), end: word, address, port: undefined }
  const end = wordEnd(text, word + 6)
  return { start: Math.max(start, 0), end, address, port: port(text.slice(word + 6, end)) }
}

/** `[authenticating user NAME |invalid user NAME |user NAME ]ADDRESS port PORT…` */
export function party(text: string): Pick<Facts, 'user' | 'source' | 'sourcePort' | 'extra'> {
  const words = after(text, 'authenticating ') ?? text
  const { user: named, invalid } = validity(words.startsWith('user ') ? words.slice(5) : words)
  const hasUser = invalid || words.startsWith('user ')
  const at = named.lastIndexOf(' port ')
  if (at < 0) {
    const address = named.slice(0, wordEnd(named, 0)).replace(/:$/, '')
    return hasUser ? { user: named } : { source: address }
  }
  const head = named.slice(0, at)
  const space = head.lastIndexOf(' ')
  const digitsEnd = digitRun(named, at + 6)
  return {
    source: head.slice(space + 1),
    sourcePort: port(named.slice(at + 6, digitsEnd)),
    ...(hasUser && { user: space < 0 ? '' : head.slice(0, space) }),
    ...(invalid && { extra: { invalid_user: true } }),
  }
}

/** A user name without the words by which sshd says that there is no such user. */
export function validity(text: string): { user: string; invalid: boolean } {
  const name = after(text, 'invalid user ') ?? after(text, 'illegal user ')
  return name === undefined ? { user: text, invalid: false } : { user: name, invalid: true }
}

function wordEnd(text: string, at: number): number {
  const end = text.indexOf(' ', at)
  return end < 0 ? text.length : end
}

function digitRun(text: string, at: number): number {
  let end = at
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1
  return end
}
