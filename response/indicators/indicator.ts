import { domainToASCII } from 'node:url'
import { parseAddress, parseNetwork } from '../../core/lib/ip.ts'

/** What an indicator can be. */
export const indicatorTypes = [
  'address',
  'network',
  'domain',
  'url',
  'md5',
  'sha1',
  'sha256',
  'sha512',
  'email',
  'file',
] as const
export type IndicatorType = (typeof indicatorTypes)[number]

/** One thing that is looked for, in its canonical writing. */
export interface Indicator {
  readonly type: IndicatorType
  readonly value: string
}

/** Where an indicator stood: a line of a text (from 1), or a cell of a sheet or of a table (`Sheet1!B7`). */
export type Place = { readonly line: number } | { readonly cell: string }

/** Names an indicator within its list: the same thing written twice has the same key. */
export const keyOf = ({ type, value }: Indicator): string => `${type} ${value}`

const hashLengths: Readonly<Record<number, IndicatorType>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' }

/** The digest that the text is, by its length in hexadecimal digits. */
export function readHash(text: string): Indicator | undefined {
  const type = hashLengths[text.length]
  return type !== undefined && /^[0-9a-f]+$/i.test(text) ? { type, value: text.toLowerCase() } : undefined
}

/** An IPv4 or IPv6 address, or a network in CIDR writing; one of a single address is that address. */
export function readAddress(text: string): Indicator | undefined {
  if (!text.includes('/')) {
    return parseAddress(text) === undefined || text.includes('%') ? undefined : { type: 'address', value: plain(text) }
  }
  const network = parseNetwork(text)
  if (network === undefined) return undefined
  const [host = '', width = ''] = text.split('/')
  if (network.prefix === 128) return { type: 'address', value: plain(host) }
  return { type: 'network', value: `${textOfWords(network.base, host.includes(':'))}/${width}` }
}

const plain = (text: string): string => {
  const words = parseAddress(text)
  return words === undefined ? text : textOfWords(words, text.includes(':'))
}

/** RFC 5952 for IPv6; an IPv4-mapped one as the IPv4 that it is. */
function textOfWords(words: readonly [number, number, number, number], six: boolean): string {
  const last = words[3]
  const mapped = words[0] === 0 && words[1] === 0 && words[2] === 0xffff
  if (!six || mapped) return [24, 16, 8, 0].map((bits) => (last >>> bits) & 255).join('.')
  const full = words.flatMap((word) => [word >>> 16, word & 0xffff]).map((group) => group.toString(16))
  return new URL(`http://[${full.join(':')}]/`).hostname.slice(1, -1)
}

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/
/**
 * A domain name in lower case and in Punycode (RFC 5891), without a dot at its end; undefined for anything that is none. At
 * least two labels, the last of letters.
 */
export function readDomain(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  if (name.length > 253 || !name.includes('.')) return undefined
  if (/[^\p{L}\p{M}\p{N}._-]/u.test(name)) return undefined
  const ascii = /^[\x21-\x7e]+$/.test(name) ? name.toLowerCase() : domainToASCII(name)
  const labels = ascii.split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length < 2 || !labels.every((one) => label.test(one))) return undefined
  return /^(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/.test(last) ? ascii : undefined
}

const mailbox = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/i
/** An e-mail address, its domain in lower case; the part before it too, as no provider tells cases apart. */
export function readEmail(text: string): Indicator | undefined {
  const at = text.lastIndexOf('@')
  if (at < 1) return undefined
  const [local, domain] = [text.slice(0, at), readDomain(text.slice(at + 1))]
  if (domain === undefined || !mailbox.test(local) || local.startsWith('.') || local.endsWith('.')) return undefined
  return { type: 'email', value: `${local.toLowerCase()}@${domain}` }
}

/** A URL's pieces as they are compared: host in canonical writing, port unless it is the scheme's own, path with query. */
export interface UrlParts {
  readonly scheme: string
  readonly host: string
  readonly port: string
  /** From the first slash on; empty for the root alone. */
  readonly rest: string
}

const ownPorts: Readonly<Record<string, string>> = { http: '80', https: '443', ftp: '21', ws: '80', wss: '443' }
const urlForm =
  /^(?:([a-z][a-z0-9+.-]{1,15}):\/\/)?(?:[^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[^/?#:@\s[\]]+)(?::(\d{1,5}))?([/?#]\S*)?$/iu

/** Reads a URL, with or without its scheme; undefined when its host is neither a domain nor an address. */
export function urlParts(text: string): UrlParts | undefined {
  if (text.length > 4_000) return undefined
  const found = urlForm.exec(text)
  if (found === null) return undefined
  const [, scheme = '', authority = '', port = '', rest = ''] = found
  const host = hostOf(authority)
  if (host === undefined) return undefined
  const lower = scheme.toLowerCase()
  return { scheme: lower, host, port: ownPorts[lower] === port ? '' : port, rest: rest === '/' ? '' : rest }
}

function hostOf(authority: string): string | undefined {
  if (authority.startsWith('[')) return readAddress(authority.slice(1, -1))?.value
  return readAddress(authority)?.value ?? readDomain(authority) ?? oneLabel(authority)
}
/** A host of one label (`http://mail/x`) is one of an intranet. */
const oneLabel = (authority: string) => (label.test(authority.toLowerCase()) ? authority.toLowerCase() : undefined)

/** The URL in canonical writing. */
export function urlText({ scheme, host, port, rest }: UrlParts): string {
  const shown = host.includes(':') ? `[${host}]` : host
  return `${scheme === '' ? '' : `${scheme}://`}${shown}${port === '' ? '' : `:${port}`}${rest}`
}
