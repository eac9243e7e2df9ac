/** An access log's line (NCSA common and combined, and what servers put around them), taken apart. */
export interface AccessLine {
  /** The virtual host before the addresses, with its port; undefined where the format has none. */
  readonly vhost: string | undefined
  /** The far end, the outermost proxy's view first: one address, or the X-Forwarded-For list before it. */
  readonly addresses: readonly string[]
  readonly ident: string | undefined
  readonly user: string | undefined
  /** `30/Nov/2026:12:04:05 +0700` */
  readonly time: string
  readonly request: string
  readonly status: string
  /** Bytes of the body; `-` for none. */
  readonly bytes: string
  /** What stands between the bytes and the first quote: a response time in some formats. */
  readonly number: string | undefined
  /** The quoted and bare words after that, in order: referrer, agent, and what the administrator added. */
  readonly rest: readonly Word[]
}

export interface Word {
  /** The name before `=`, as in `rt=0.120` or `X-Forwarded-For="…"`. */
  readonly name: string | undefined
  readonly text: string
  readonly quoted: boolean
}

/** Reads a line; undefined when it is no access log. Linear in the text; never throws. */
export function decodeAccessLog(text: string): AccessLine | undefined {
  const open = timeAt(text)
  if (open < 0) return undefined
  const close = text.indexOf('] ', open)
  if (close < 0 || close - open > 40 || text.charCodeAt(close + 2) !== 34) return undefined
  const request = quotedAt(text, close + 3)
  if (request === undefined || text.charCodeAt(request.end) !== 32) return undefined
  const status = wordAt(text, request.end + 1)
  if (status.length !== 3 || !isDigits(status)) return undefined
  let at = request.end + 1 + status.length
  let bytes = '-'
  if (text.charCodeAt(at) === 32) {
    bytes = wordAt(text, at + 1)
    if (bytes !== '-' && !isDigits(bytes)) return undefined
    at += 1 + bytes.length
  }
  const front = frontOf(text.slice(0, open).trimEnd())
  if (front === undefined) return undefined
  const rest = words(text, at)
  const number = rest[0] !== undefined && !rest[0].quoted && rest[0].name === undefined ? rest.shift()?.text : undefined
  return { ...front, time: text.slice(open + 1, close), request: request.text, status, bytes, number, rest }
}

/** Where ` [dd/Mon/yyyy:` begins, at the bracket; -1 for nowhere within the first 2,000 characters. */
function timeAt(text: string): number {
  const limit = Math.min(text.length, 2000)
  for (let at = text.indexOf('['); at >= 0 && at < limit; at = text.indexOf('[', at + 1)) {
    if (
      text.charCodeAt(at + 3) === 47 &&
      text.charCodeAt(at + 7) === 47 &&
      text.charCodeAt(at + 12) === 58 &&
      isDigits(text.slice(at + 1, at + 3)) &&
      isDigits(text.slice(at + 8, at + 12))
    )
      return at
  }
  return -1
}

/** `[vhost ]address[, address…] ident user` */
function frontOf(text: string): Pick<AccessLine, 'vhost' | 'addresses' | 'ident' | 'user'> | undefined {
  // The user may hold spaces, but ident is `-` wherever it does.
  const dash = text.indexOf(' - ')
  let far = text
  let ident: string | undefined
  let user: string | undefined
  if (dash >= 0) {
    far = text.slice(0, dash)
    user = text.slice(dash + 3)
  } else {
    const last = text.lastIndexOf(' ')
    const before = last > 0 ? text.lastIndexOf(' ', last - 1) : -1
    if (before < 0) return undefined
    far = text.slice(0, before)
    ident = text.slice(before + 1, last)
    user = text.slice(last + 1)
  }
  const found = far.split(' ').filter((word) => word !== '')
  const [first] = found
  if (first === undefined || found.length > 64) return undefined
  const hasVhost = found.length > 1 && !first.endsWith(',') && !first.startsWith('"')
  const addresses: string[] = []
  for (const word of hasVhost ? found.slice(1) : found)
    for (const address of word.split(',')) {
      const bare = address.replaceAll('"', '')
      if (bare !== '') addresses.push(bare)
    }
  return {
    vhost: hasVhost ? first : undefined,
    addresses,
    ident,
    user: user === '-' || user === '' || user === '""' ? undefined : user,
  }
}

/** What follows the opening quote, up to the closing one; `\"` is text (Apache escapes so, nginx writes `\x22`). */
function quotedAt(text: string, start: number): { text: string; end: number } | undefined {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 92) i += 1
    else if (code === 34) return { text: text.slice(start, i), end: i + 1 }
  }
  return undefined
}

function wordAt(text: string, start: number): string {
  const end = text.indexOf(' ', start)
  return end < 0 ? text.slice(start) : text.slice(start, end)
}

const mostWords = 64

function words(text: string, start: number): Word[] {
  const out: Word[] = []
  let at = start
  while (at < text.length && out.length < mostWords) {
    if (text.charCodeAt(at) === 32) {
      at += 1
      continue
    }
    let from = at
    let name: string | undefined
    while (at < text.length && isNameCharacter(text.charCodeAt(at))) at += 1
    if (at > from && (text.charCodeAt(at) === 61 || text.charCodeAt(at) === 58) && text.charCodeAt(at + 1) !== 47) {
      name = text.slice(from, at)
      at += 1
      from = at
    } else {
      at = from
    }
    const quoted = text.charCodeAt(at) === 34 ? quotedAt(text, at + 1) : undefined
    if (quoted !== undefined) {
      out.push({ name, text: quoted.text, quoted: true })
      at = quoted.end
    } else {
      const word = wordAt(text, from)
      if (word !== '' || name !== undefined) out.push({ name, text: word, quoted: false })
      at = from + word.length
    }
  }
  return out
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 45
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!(code >= 48 && code <= 57)) return false
  }
  return text.length > 0
}
