import { domainToASCII } from 'node:url'
import { compilePath, type Path, textOf } from '../../core/event/path.ts'
import { addressKey, parseAddress, parseNetwork } from '../../core/lib/ip.ts'
import { type Indicator, type IndicatorType, keyOf, type UrlParts, urlParts } from './indicator.ts'
import { fileName } from './indicator-query.ts'
import { domainFields, emailFields, fieldsOf, fileNameFields, filePathFields, urlFields } from './search-fields.ts'

type Texts = (event: object) => readonly string[]
const paths = new Map<string, Path>()
const textsOf =
  (fields: readonly string[]): Texts =>
  (event) =>
    fields.flatMap((field) => {
      let path = paths.get(field)
      if (path === undefined) {
        path = compilePath(field)
        paths.set(field, path)
      }
      const values = path.values(event)
      if (values === undefined) return []
      return typeof values === 'object' ? values.map(textOf) : [textOf(values)]
    })

const addresses = textsOf(fieldsOf.address)
const domains = textsOf(domainFields)
const senders = textsOf(['email.from.address', 'email.sender.address', 'email.reply_to.address'])
const urls = textsOf(urlFields)
const urlHosts = textsOf(['url.domain'])
const urlPaths = textsOf(['url.path', 'url.original'])
const emails = textsOf(emailFields)
const fileNames = textsOf(fileNameFields)
const filePaths = textsOf(filePathFields)
const hashTypes = ['md5', 'sha1', 'sha256', 'sha512'] as const
const hashes = Object.fromEntries(hashTypes.map((type) => [type, textsOf(fieldsOf[type])])) as Record<
  (typeof hashTypes)[number],
  Texts
>

/**
 * Which indicators of a list an event holds, exactly. However many there are, an event costs a few look-ups: addresses by the
 * widths of the networks, domains by the ends of a name, URLs by host, files by name.
 */
export class IndicatorIndex {
  /** Prefix → address key → indicators. */
  readonly #networks = new Map<number, Map<string, Indicator[]>>()
  readonly #whole = new Map<string, Indicator>()
  readonly #domains = new Map<string, Indicator>()
  readonly #urls = new Map<string, { readonly parts: UrlParts; readonly indicator: Indicator }[]>()
  readonly #files = new Map<string, Indicator[]>()
  readonly #types: ReadonlySet<IndicatorType>

  constructor(indicators: readonly Indicator[]) {
    this.#types = new Set(indicators.map(({ type }) => type))
    for (const indicator of indicators) this.#add(indicator)
  }

  #add(indicator: Indicator): void {
    const { type, value } = indicator
    if (type === 'address' || type === 'network') {
      const network = parseNetwork(value)
      if (network === undefined) return
      const width = this.#networks.get(network.prefix) ?? new Map<string, Indicator[]>()
      this.#networks.set(network.prefix, width)
      push(width, addressKey(network.base, network.prefix), indicator)
    } else if (type === 'domain') this.#domains.set(value, indicator)
    else if (type === 'url') {
      const parts = urlParts(value)
      if (parts !== undefined) push(this.#urls, parts.host, { parts, indicator })
    } else if (type === 'file') push(this.#files, fileName(value).toLowerCase(), indicator)
    else this.#whole.set(keyOf(indicator), indicator)
  }

  /** The indicators that the event holds, each once. */
  find(event: object): readonly Indicator[] {
    const found = new Set<Indicator>()
    if (this.#networks.size > 0) this.#findAddresses(event, found)
    if (this.#domains.size > 0) this.#findDomains(event, found)
    if (this.#urls.size > 0) this.#findUrls(event, found)
    for (const type of hashTypes) if (this.#types.has(type)) this.#findWhole(type, hashes[type](event), found)
    if (this.#types.has('email')) this.#findWhole('email', emails(event), found)
    if (this.#files.size > 0) this.#findFiles(event, found)
    return [...found]
  }

  #findWhole(type: IndicatorType, texts: readonly string[], found: Set<Indicator>): void {
    for (const text of texts) {
      const one = this.#whole.get(keyOf({ type, value: text.toLowerCase() }))
      if (one !== undefined) found.add(one)
    }
  }

  #findAddresses(event: object, found: Set<Indicator>): void {
    for (const text of new Set(addresses(event))) {
      const address = parseAddress(text)
      if (address === undefined) continue
      for (const [prefix, keys] of this.#networks) {
        for (const one of keys.get(addressKey(address, prefix)) ?? []) found.add(one)
      }
    }
  }

  #findDomains(event: object, found: Set<Indicator>): void {
    const names = new Set<string>(domains(event).map(asDomain))
    for (const url of urls(event)) names.add(urlParts(url)?.host ?? '')
    for (const sender of senders(event)) names.add(asDomain(sender.slice(sender.lastIndexOf('@') + 1)))
    for (const name of names) {
      for (let at = 0; at >= 0 && at < name.length; ) {
        const one = this.#domains.get(name.slice(at))
        if (one !== undefined) found.add(one)
        const dot = name.indexOf('.', at)
        at = dot < 0 ? -1 : dot + 1
      }
    }
  }

  #findUrls(event: object, found: Set<Indicator>): void {
    for (const url of urls(event)) this.#findUrl(urlParts(url), found)
    for (const host of urlHosts(event)) {
      for (const path of urlPaths(event))
        if (path.startsWith('/')) this.#findUrl(urlParts(`${host}${path}`), found, true)
    }
  }

  /** A proxy that tells host and path apart tells the port elsewhere: then it is not looked at. */
  #findUrl(seen: UrlParts | undefined, found: Set<Indicator>, anyPort = false): void {
    if (seen === undefined) return
    for (const { parts, indicator } of this.#urls.get(seen.host) ?? []) {
      if (!anyPort && parts.port !== seen.port) continue
      const more = seen.rest.slice(parts.rest.length)
      const isSame = seen.rest.startsWith(parts.rest) && (more === '' || parts.rest === '' || /^[?#&]/.test(more))
      if (isSame) found.add(indicator)
    }
  }

  #findFiles(event: object, found: Set<Indicator>): void {
    const seen = filePaths(event)
    for (const text of [...fileNames(event), ...seen]) {
      for (const one of this.#files.get(fileName(text).toLowerCase()) ?? []) {
        if (!/[\\/]/.test(one.value) || seen.some((path) => isPath(path, one.value))) found.add(one)
      }
    }
  }
}

/** The path itself; where the indicator begins with a variable (`%TEMP%\x`), what ends so. */
function isPath(path: string, wanted: string): boolean {
  const tail = wanted.replace(/^%[^%]*%/, '').toLowerCase()
  return tail.length < wanted.length ? path.toLowerCase().endsWith(tail) : path.toLowerCase() === tail
}

function asDomain(text: string): string {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase()
  return /^[\x00-\x7f]*$/.test(name) ? name : domainToASCII(name)
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
