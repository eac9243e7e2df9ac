import { type Indicator, readAddress, readDomain, readEmail, readHash, urlParts, urlText } from './indicator.ts'

/** Why a piece of text that looks like an indicator was not taken for one. */
export const unreadReasons = [
  'bad-address',
  'address-range',
  'bad-network',
  'hash-length',
  'bad-email',
  'bad-url',
  'bad-domain',
  'sentence',
  'too-long',
  'nothing',
] as const
export type UnreadReason = (typeof unreadReasons)[number]

/** What a piece of text is: an indicator, something that wanted to be one, or neither. */
export type Recognised =
  | { readonly indicator: Indicator; readonly note?: 'port-left-out' | 'file-or-domain' }
  | { readonly unread: UnreadReason }
  | undefined

/** Around the piece: whether it stands alone on its line or in its cell, and whether it was defanged. */
export interface Around {
  readonly alone: boolean
  readonly defanged: boolean
}

/** Endings of files that are handed about in reports of attacks. Those of `alsoDomains` are top-level domains as well. */
const fileEndings = new Set(
  (
    'exe dll sys scr pif cpl ocx drv msi msix msp hta lnk bat cmd ps1 psm1 vbs vbe js jse wsf wsh jar iso img vhd vhdx rar 7z ' +
    'gz tar tgz cab ace arj doc docx docm dot dotm xls xlsx xlsm xlsb xlam ppt pptx pptm rtf pdf odt one chm reg inf url ' +
    'php jsp jspx asp aspx ashx war elf bin dat tmp log txt csv xml html htm apk dex ipa deb rpm dmg pkg class pyc swf eml msg'
  ).split(' '),
)
const alsoDomains = new Set('zip sh py pl md rs app mov ps cc so cab ai'.split(' '))
const longest = 2_000

/** Tells what one piece of text is; it was refanged and has no blanks around it. */
export function recognise(piece: string, around: Around): Recognised {
  if (piece.length > longest) return /^[\w+/=-]+$/.test(piece) ? undefined : { unread: 'too-long' }
  if (piece.includes('://')) return asUrl(piece)
  return asHash(piece) ?? asAddress(piece) ?? asPath(piece) ?? asEmail(piece) ?? asName(piece, around)
}

function asUrl(piece: string): Recognised {
  const parts = urlParts(piece)
  if (parts === undefined) return { unread: 'bad-url' }
  return { indicator: { type: 'url', value: urlText(parts) } }
}

function asHash(piece: string): Recognised {
  const hash = readHash(piece)
  if (hash !== undefined) return { indicator: hash }
  // Shorter runs of these letters are words and numbers.
  const looksSo = /^[0-9a-f]{24,}$/i.test(piece) && /\d/.test(piece) && /[a-f]/i.test(piece)
  // What a spreadsheet makes of a digest of digits alone.
  const isRounded = /^\d(?:[.,]\d+)?e\+\d\d+$/i.test(piece)
  return looksSo || isRounded ? { unread: 'hash-length' } : undefined
}

function asAddress(piece: string): Recognised {
  const address = readAddress(piece)
  if (address !== undefined) return { indicator: address }
  const ported = /^(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+)):(\d{1,5})$/i.exec(piece)
  const inner = ported && readAddress(ported[1] ?? ported[2] ?? '')
  if (inner) return { indicator: inner, note: 'port-left-out' }
  if (/^\d{1,4}(?:\.\d{1,4}){3}\/\d+$/.test(piece)) return { unread: 'bad-network' }
  if (/^\d{1,4}(?:\.\d{1,4}){3}$/.test(piece)) return { unread: 'bad-address' }
  const path = /^(\d+\.\d+\.\d+\.\d+)(?::\d+)?\/.+/.exec(piece)
  if (path !== null) return asUrl(piece)
  return undefined
}

function asPath(piece: string): Recognised {
  const isPath = /^(?:[a-z]:\\|\\\\|%[a-z]+%\\)[^<>"|*?]+\.[a-z0-9]{1,8}$/i.test(piece)
  const isUnix = /^\/(?:[\w.+@-]+\/)+[\w.+@-]+$/.test(piece)
  return isPath || isUnix ? { indicator: { type: 'file', value: piece } } : undefined
}

function asEmail(piece: string): Recognised {
  if (!piece.includes('@')) return undefined
  const email = readEmail(piece.replace(/^mailto:/i, ''))
  if (email !== undefined) return { indicator: email }
  return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(piece) ? { unread: 'bad-email' } : undefined
}

function asName(piece: string, { alone, defanged }: Around): Recognised {
  if (!piece.includes('.')) return undefined
  const slash = piece.search(/[/?#]/)
  if (slash > 0) {
    const parts = urlParts(piece)
    const known = parts !== undefined && readDomain(parts.host) !== undefined && isKnownEnding(parts.host)
    return known || (parts !== undefined && defanged) ? asUrl(piece) : undefined
  }
  const ending = piece.slice(piece.lastIndexOf('.') + 1).toLowerCase()
  const isFile = /^[^<>:"/\\|?*]+\.[a-z0-9]{1,8}$/i.test(piece)
  if (isFile && fileEndings.has(ending) && !defanged) return { indicator: { type: 'file', value: piece } }
  if (isFile && alsoDomains.has(ending) && !defanged && !piece.slice(0, -ending.length - 1).includes('.')) {
    return { indicator: { type: 'file', value: piece }, note: 'file-or-domain' }
  }
  const ported = piece.replace(/:\d{1,5}$/, '')
  const domain = readDomain(ported)
  if (domain === undefined) return alone || defanged ? { unread: 'bad-domain' } : undefined
  const note = ported === piece ? {} : { note: 'port-left-out' as const }
  if (alone || defanged) return { indicator: { type: 'domain', value: domain }, ...note }
  if (!isKnownEnding(domain)) return { unread: 'sentence' }
  // “… đã xong.Do đó …”: a full stop without a blank behind it.
  if (/\.\p{Lu}\p{Ll}*$/u.test(piece) || /[^\x00-\x7f]/.test(piece)) return { unread: 'sentence' }
  return { indicator: { type: 'domain', value: domain }, ...note }
}

const commonEndings = new Set(
  (
    'com net org info biz edu gov mil int xyz top club online site shop store vip live pro icu cyou click link work space ' +
    'website tech cloud dev app page fun host press news world life today monster buzz wiki ink lol rest bar cfd sbs quest ' +
    'onion local internal zip mov asia mobi name tel cat jobs travel agency digital network systems solutions center email'
  ).split(' '),
)
/** Within a sentence only names that end in a country or in a usual ending are taken for domains. */
const isKnownEnding = (domain: string): boolean => {
  const ending = domain.slice(domain.lastIndexOf('.') + 1)
  return ending.length === 2 || commonEndings.has(ending) || ending.startsWith('xn--')
}
