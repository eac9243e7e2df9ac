/**
 * An address as four unsigned 32-bit words, most significant first. IPv4 is held as its IPv4-mapped IPv6 form
 * (`::ffff:a.b.c.d`, RFC 4291 §2.5.5.2), so that the two writings of one address are one value.
 */
export type Address = readonly [number, number, number, number]

/** The addresses that share the first `prefix` bits (of 128) with `base`. */
export interface Network {
  readonly base: Address
  readonly prefix: number
}

const zero = 48
const nine = 57
const dot = 46
const colon = 58

/**
 * Reads an IPv4 or IPv6 address; undefined for any other text. Strict: four decimal parts without leading zeros
 * (`010.1.1.1` and `1.2.3` are no addresses), RFC 4291 §2.2 for IPv6. A zone (`fe80::1%eth0`, RFC 4007 §11) is left aside.
 */
export function parseAddress(text: string): Address | undefined {
  // The longest is 45 characters; a zone may follow.
  if (text.length < 2 || text.length > 100) return undefined
  if (text.indexOf(':') >= 0) return parseV6(text)
  const v4 = parseV4(text, 0)
  return v4 < 0 ? undefined : [0, 0, 0xffff, v4]
}

/** Reads `address/prefix`, or an address alone as the network of just itself. Bits beyond the prefix are cleared. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  const host = slash < 0 ? text : text.slice(0, slash)
  const address = host.includes('%') ? undefined : parseAddress(host)
  if (address === undefined) return undefined
  const width = host.includes(':') ? 128 : 32
  let prefix = width
  if (slash >= 0) {
    const digits = text.slice(slash + 1)
    if (!/^(0|[1-9]\d{0,2})$/.test(digits)) return undefined
    prefix = Number(digits)
    if (prefix > width) return undefined
  }
  prefix += 128 - width
  const base = address.map((word, i) => (word & maskOf(prefix, i)) >>> 0) as unknown as Address
  return { base, prefix }
}

/** True when the address lies within the network (RFC 4632 §3.1, RFC 4291 §2.3). */
export function inNetwork(address: Address, network: Network): boolean {
  const { base, prefix } = network
  return (
    ((address[0] ^ base[0]) & maskOf(prefix, 0)) === 0 &&
    ((address[1] ^ base[1]) & maskOf(prefix, 1)) === 0 &&
    ((address[2] ^ base[2]) & maskOf(prefix, 2)) === 0 &&
    ((address[3] ^ base[3]) & maskOf(prefix, 3)) === 0
  )
}

/** The first `prefix` bits (of 128) of an address, as a key: equal for the addresses of one network of that width. */
export function addressKey(address: Address, prefix: number): string {
  return address.map((word, i) => (word & maskOf(prefix, i)) >>> 0).join('.')
}

/** The bits of word `i` that a prefix covers. */
function maskOf(prefix: number, i: number): number {
  const bits = prefix - i * 32
  if (bits >= 32) return -1
  return bits <= 0 ? 0 : -1 << (32 - bits)
}

/** Dotted decimal from `start` to the end; -1 when it is not. */
function parseV4(text: string, start: number): number {
  let value = 0
  let part = 0
  let digits = 0
  let parts = 0
  for (let i = start; i <= text.length; i++) {
    const code = i === text.length ? dot : text.charCodeAt(i)
    if (code === dot) {
      if (digits === 0 || part > 255 || parts === 4) return -1
      value = value * 256 + part
      parts++
      part = 0
      digits = 0
    } else if (code >= zero && code <= nine) {
      if (digits === 3 || (digits > 0 && part === 0)) return -1
      part = part * 10 + code - zero
      digits++
    } else return -1
  }
  return parts === 4 ? value : -1
}

function parseV6(text: string): Address | undefined {
  const percent = text.indexOf('%')
  if (percent === text.length - 1) return undefined
  const body = percent < 0 ? text : text.slice(0, percent)
  const gap = body.indexOf('::')
  if (gap < 0) {
    const groups = readGroups(body, true)
    return groups?.length === 8 ? join(groups) : undefined
  }
  const left = gap === 0 ? [] : readGroups(body.slice(0, gap), false)
  const right = gap + 2 === body.length ? [] : readGroups(body.slice(gap + 2), true)
  if (left === undefined || right === undefined || left.length + right.length > 7) return undefined
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0)
  return join([...left, ...zeros, ...right])
}

/** Groups of up to four hexadecimal digits; the last may be dotted decimal, which counts as two. */
function readGroups(text: string, mayEndDotted: boolean): number[] | undefined {
  const groups: number[] = []
  let start = 0
  while (start <= text.length) {
    let end = text.indexOf(':', start)
    if (end < 0) end = text.length
    const piece = text.slice(start, end)
    if (/^[0-9a-fA-F]{1,4}$/.test(piece)) groups.push(Number.parseInt(piece, 16))
    else {
      const v4 = mayEndDotted && end === text.length && text.charCodeAt(start) !== colon ? parseV4(text, start) : -1
      if (v4 < 0) return undefined
      groups.push(Math.floor(v4 / 0x10000), v4 % 0x10000)
    }
    start = end + 1
  }
  return groups.length > 8 ? undefined : groups
}

function join(groups: readonly number[]): Address {
  const word = (i: number): number => (groups[i] ?? 0) * 0x10000 + (groups[i + 1] ?? 0)
  return [word(0), word(2), word(4), word(6)]
}
