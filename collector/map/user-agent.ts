import type { JsonObject } from '../../core/lib/json.ts'
import { put } from './put.ts'

/** Browsers by the token that tells them apart, the more particular first: most claim to be Chrome and Safari too. */
const browsers: readonly (readonly [token: string, name: string])[] = [
  ['Edg/', 'Edge'],
  ['EdgA/', 'Edge Mobile'],
  ['EdgiOS/', 'Edge Mobile'],
  ['Edge/', 'Edge'],
  ['OPR/', 'Opera'],
  ['OPX/', 'Opera'],
  ['Vivaldi/', 'Vivaldi'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['coc_coc_browser/', 'Coc Coc'],
  ['YaBrowser/', 'Yandex Browser'],
  ['UCBrowser/', 'UC Browser'],
  ['Silk/', 'Amazon Silk'],
  ['CriOS/', 'Chrome Mobile iOS'],
  ['FxiOS/', 'Firefox iOS'],
  ['HeadlessChrome/', 'HeadlessChrome'],
  ['Chromium/', 'Chromium'],
]

/** Programs that name themselves first, as readers know them. */
const programs: { readonly [token: string]: string } = {
  'python-requests': 'Python Requests',
  'Python-urllib': 'Python-urllib',
  Wget: 'Wget',
  curl: 'curl',
}

/**
 * `user_agent.name`, `.version`, `.os.*` and `.device.name` out of the User-Agent header, in the names of the uap
 * project that Elastic's parser uses. Looks for fixed words only, so that a hostile header costs no more than another.
 */
export function putUserAgent(root: JsonObject, header: string | undefined): void {
  if (header === undefined || header === '' || header === '-') return
  put(root, 'user_agent.original', header)
  const text = header.length > 1024 ? header.slice(0, 1024) : header
  const bot = botOf(text)
  const browser = bot ?? browserOf(text)
  put(root, 'user_agent.name', browser.name)
  put(root, 'user_agent.version', browser.version)
  const os = osOf(text)
  if (os !== undefined) {
    put(root, 'user_agent.os.name', os.name)
    put(root, 'user_agent.os.version', os.version)
    put(root, 'user_agent.os.full', os.version === undefined ? undefined : `${os.name} ${os.version}`)
  }
  put(root, 'user_agent.device.name', bot === undefined ? deviceOf(text) : 'Spider')
}

interface Named {
  readonly name: string
  readonly version: string | undefined
}

const botWords = ['bot', 'Bot', 'spider', 'Spider', 'crawler', 'Crawler']

/** `Googlebot/2.1`, `Facebot 1.0`, `Baiduspider/2.0`: the word that has `bot`, `spider` or `crawler` in it. */
function botOf(text: string): Named | undefined {
  for (const word of botWords) {
    const at = text.indexOf(word)
    if (at < 0) continue
    let start = at
    while (start > 0 && isNameCharacter(text.charCodeAt(start - 1))) start -= 1
    let end = at + word.length
    while (end < text.length && isNameCharacter(text.charCodeAt(end))) end += 1
    // `…/bot.html` is an address about a bot, not its name.
    if (text.charCodeAt(start - 1) === 47 || text.charCodeAt(start - 1) === 46) continue
    return { name: text.slice(start, end), version: versionAt(text, end + 1) }
  }
  return undefined
}

function browserOf(text: string): Named {
  for (const [token, name] of browsers) {
    const at = text.indexOf(token)
    if (at >= 0) return { name, version: versionAt(text, at + token.length) }
  }
  const firefox = text.indexOf('Firefox/')
  if (firefox >= 0) return firefoxOf(text, versionAt(text, firefox + 8))
  const chrome = text.indexOf('Chrome/')
  if (chrome >= 0) {
    const view = text.includes('; wv)') ? 'Chrome Mobile WebView' : undefined
    const name = view ?? (text.includes(' Mobile ') ? 'Chrome Mobile' : 'Chrome')
    return { name, version: versionAt(text, chrome + 7) }
  }
  const safari = text.indexOf('Safari/')
  const version = text.indexOf('Version/')
  if (safari >= 0 && version >= 0) {
    const mobile = text.includes('iPhone') || text.includes('iPad') || text.includes('iPod')
    const android = text.includes('Android')
    return {
      name: android ? 'Android' : mobile ? 'Mobile Safari' : 'Safari',
      version: versionAt(text, version + 8),
    }
  }
  const ie = text.indexOf('MSIE ')
  if (ie >= 0) return { name: 'IE', version: versionAt(text, ie + 5) }
  const trident = text.includes('Trident/') ? text.indexOf('rv:') : -1
  if (trident >= 0) return { name: 'IE', version: versionAt(text, trident + 3) }
  return programOf(text)
}

/** `15.0a2` is an alpha, `4.0b8` a beta. */
function firefoxOf(text: string, version: string | undefined): Named {
  const mobile = text.includes('Mobile;') || text.includes('Tablet;') ? 'Firefox Mobile' : 'Firefox'
  for (const [letter, kind] of [
    ['a', 'Firefox Alpha'],
    ['b', 'Firefox Beta'],
  ] as const) {
    const at = version?.indexOf(letter) ?? -1
    if (version !== undefined && at > 0) return { name: kind, version: `${version.slice(0, at)}.${version.slice(at)}` }
  }
  return { name: mobile, version }
}

/** A program's own `name/version` at the beginning; anything else is Other. */
function programOf(text: string): Named {
  let end = 0
  while (end < text.length && isNameCharacter(text.charCodeAt(end))) end += 1
  if (end === 0 || text.charCodeAt(end) !== 47 || text.startsWith('Mozilla'))
    return { name: 'Other', version: undefined }
  const name = text.slice(0, end)
  return { name: Object.hasOwn(programs, name) ? (programs[name] ?? name) : name, version: versionAt(text, end + 1) }
}

const windows: { readonly [version: string]: string } = {
  '10.0': '10',
  '6.3': '8.1',
  '6.2': '8',
  '6.1': '7',
  '6.0': 'Vista',
  '5.2': 'XP',
  '5.1': 'XP',
  '5.0': '2000',
}

function osOf(text: string): Named | undefined {
  const nt = text.indexOf('Windows NT ')
  if (nt >= 0) {
    const version = versionAt(text, nt + 11) ?? ''
    return { name: 'Windows', version: Object.hasOwn(windows, version) ? windows[version] : undefined }
  }
  for (const mark of ['CPU iPhone OS ', 'CPU OS ', 'iPhone OS ']) {
    const at = text.indexOf(mark)
    if (at >= 0) return { name: 'iOS', version: versionAt(text, at + mark.length) }
  }
  const mac = text.indexOf('Mac OS X ')
  if (mac >= 0) return { name: 'Mac OS X', version: versionAt(text, mac + 9) }
  const android = text.indexOf('Android ')
  if (android >= 0) return { name: 'Android', version: versionAt(text, android + 8) }
  if (text.includes('Android')) return { name: 'Android', version: undefined }
  if (text.includes('CrOS ')) return { name: 'Chrome OS', version: undefined }
  for (const name of ['Ubuntu', 'Fedora', 'Linux', 'FreeBSD', 'OpenBSD']) {
    const at = text.indexOf(name)
    if (at < 0) continue
    return {
      name,
      version: text.charCodeAt(at + name.length) === 47 ? versionAt(text, at + name.length + 1) : undefined,
    }
  }
  return text.includes('Windows') ? { name: 'Windows', version: undefined } : undefined
}

function deviceOf(text: string): string {
  for (const name of ['iPhone', 'iPad', 'iPod']) if (text.includes(name)) return name
  if (text.includes('Macintosh')) return 'Mac'
  const android = text.indexOf('Android')
  if (android >= 0) return modelOf(text, android)
  return 'Other'
}

/** `Android 14; SM-S918B)` or `Android 5.1.1; KFFOWI Build/LVY48F)`: what follows the version. */
function modelOf(text: string, android: number): string {
  const start = text.indexOf('; ', android)
  const close = text.indexOf(')', android)
  if (start < 0 || close < start) return 'Generic Smartphone'
  const build = text.indexOf(' Build/', start)
  const model = text.slice(start + 2, build > 0 && build < close ? build : close)
  const end = model.indexOf(';')
  const name = (end < 0 ? model : model.slice(0, end)).trim()
  if (name === '' || name === 'wv' || name.startsWith('rv:') || name === 'Mobile' || name === 'Tablet')
    return 'Generic Smartphone'
  return name === 'K' ? 'Generic Smartphone' : name
}

/** Digits, points and a letter of a version; `10_12_0` counts as `10.12.0`. */
function versionAt(text: string, start: number): string | undefined {
  const first = text.charCodeAt(start)
  if (!(first >= 48 && first <= 57)) return undefined
  let end = start
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    const known = (code >= 48 && code <= 57) || code === 46 || code === 95 || (code >= 97 && code <= 122)
    if (!known) break
  }
  const version = text.slice(start, end).replaceAll('_', '.')
  return version.endsWith('.') ? version.slice(0, -1) : version
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95
  )
}
