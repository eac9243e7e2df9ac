import { isIP } from 'node:net'
import type { Client, Entry } from 'ldapts'
import { CodedError } from '../../core/lib/errors.ts'
import type { ExternalProof } from './external.ts'

/** A directory of people, as the configuration has it: OpenLDAP, Active Directory or their like. */
export interface DirectorySettings {
  readonly url: string
  readonly startTls: boolean
  /** PEM. */
  readonly ca: string | undefined
  readonly bindDn: string
  readonly bindPassword: string
  readonly upnSuffix: string
  readonly base: string
  /** With `{login}` where the name that was typed in goes. */
  readonly filter: string
  readonly subject: string
  readonly displayName: string
  readonly groups: 'memberOf' | 'member' | 'nested'
  readonly groupBase: string
  /** For all that is asked at one log-in. */
  readonly seconds: number
}

/** Log-in by name and password at a directory (RFC 4513 §5.1.3 simple bind, over TLS). */
export interface Directory {
  /** Whom name and password prove; undefined when they do not. Rejects with `provider-unreachable`. */
  prove(login: string, password: string): Promise<ExternalProof | undefined>
  /** Rejects when the directory cannot be asked. */
  reach(): Promise<void>
}

/** LDAP_MATCHING_RULE_IN_CHAIN of Active Directory ([MS-ADTS] §3.1.1.3.4.4.3): groups that hold groups. */
const inChain = '1.2.840.113556.1.4.1941'
const mostGroups = 1000

export function createDirectory(settings: DirectorySettings): Directory {
  const { url, startTls, ca, bindDn, bindPassword, upnSuffix, base, seconds } = settings
  const host = hostOf(url)
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    minVersion: 'TLSv1.2' as const,
    // Whose certificate it must be, also after StartTLS; an address is no server name (RFC 6066 §3).
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  }

  /** One connection a log-in, within one deadline; whoever is late is cut off. */
  async function connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { Client } = await import('ldapts')
    const wait = seconds * 1000
    const client = new Client({
      url,
      // The deadline below comes first, so that all that is late is told alike.
      timeout: wait + 1000,
      connectTimeout: wait + 1000,
      ...(url.startsWith('ldaps:') ? { tlsOptions: tls } : {}),
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(away('provider-late')), wait)
    })
    try {
      const asked = (async () => {
        if (url.startsWith('ldap:') && startTls) await client.startTLS({ ...tls })
        return work(client)
      })()
      return await Promise.race([asked, late])
    } catch (error) {
      throw error instanceof CodedError ? error : away('provider-away', error)
    } finally {
      clearTimeout(timer)
      client.unbind().catch(() => {})
    }
  }

  /** The one entry of that name; undefined when there is none, or more than one. */
  async function find(client: Client, login: string): Promise<Entry | undefined> {
    const filter = settings.filter.replaceAll('{login}', () => escapeFilter(login))
    const attributes = [settings.subject, settings.displayName, 'memberOf']
    const { searchEntries } = await client.search(base, {
      scope: 'sub',
      derefAliases: 'never',
      filter,
      attributes,
      explicitBufferAttributes: [settings.subject],
      sizeLimit: 2,
      timeLimit: seconds,
    })
    return searchEntries.length === 1 ? searchEntries[0] : undefined
  }

  async function groupsOf(client: Client, entry: Entry): Promise<readonly string[]> {
    if (settings.groups === 'memberOf') return texts(entry['memberOf'])
    const rule = settings.groups === 'nested' ? `member:${inChain}:` : 'member'
    const { searchEntries } = await client.search(settings.groupBase || base, {
      scope: 'sub',
      derefAliases: 'never',
      filter: `(${rule}=${escapeFilter(entry.dn)})`,
      attributes: ['1.1'],
      sizeLimit: mostGroups,
      timeLimit: seconds,
    })
    return searchEntries.map(({ dn }) => dn)
  }

  return {
    async prove(login, password) {
      // An empty password is an unauthenticated bind, which a server may take (RFC 4513 §5.1.2).
      if (login === '' || password === '' || hasControl(login)) return undefined
      // With a domain of its own it would bind as somebody else than is looked up.
      if (bindDn === '' && /[@\\]/.test(login)) return undefined
      return connected(async (client) => {
        if (bindDn !== '') await client.bind(bindDn, bindPassword)
        else if (!(await binds(client, `${login}@${upnSuffix}`, password))) return undefined
        const entry = await find(client, login)
        if (entry === undefined) return undefined
        // What the group search needs is asked before the person's own bind, which may see less.
        const groups = await groupsOf(client, entry)
        if (bindDn !== '' && !(await binds(client, entry.dn, password))) return undefined
        const subject = subjectOf(entry[settings.subject])
        if (subject === undefined) throw new CodedError('sign-in-refused', 'no lasting id', { hint: 'ldap-subject' })
        const displayName = texts(entry[settings.displayName])[0] ?? login
        // Names of a directory are told apart without regard to case: one person, one name.
        return {
          provider: 'ldap',
          issuer: issuerOf(url, base),
          subject,
          login: login.toLowerCase(),
          displayName,
          groups,
        }
      })
    },
    reach: () =>
      connected(async (client) => {
        if (bindDn !== '') await client.bind(bindDn, bindPassword)
        else await client.search('', { scope: 'base', attributes: ['1.1'] })
      }),
  }
}

/** A value as it stands in a filter (RFC 4515 §3): nothing of it is taken for the filter's own signs. */
export function escapeFilter(value: string): string {
  return value.replace(/[\0()*\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

async function binds(client: Client, name: string, password: string): Promise<boolean> {
  try {
    await client.bind(name, password)
    return true
  } catch (error) {
    // RFC 4511 §4.1.9: invalidCredentials; unwillingToPerform and the like are the server's trouble.
    if (error instanceof Error && 'code' in error && error.code === 49) return false
    throw error
  }
}

/** What a directory is known by: its tree, whichever of its servers answers. */
const issuerOf = (url: string, base: string) => `ldap:${base === '' ? hostOf(url) : base.toLowerCase()}`
const hostOf = (url: string) => new URL(url).hostname.replace(/^\[|\]$/g, '')

const texts = (value: Entry[string] | undefined): string[] =>
  [value ?? []].flat().map((one) => (typeof one === 'string' ? one : one.toString('utf8')))

/** Text as it is (entryUUID), other bytes (objectGUID) in hexadecimal. */
function subjectOf(value: Entry[string] | undefined): string | undefined {
  const first = [value ?? []].flat()[0]
  if (first === undefined || first.length === 0) return undefined
  if (typeof first === 'string') return first
  const text = first.toString('utf8')
  return /^[\x21-\x7e]+$/.test(text) ? text : first.toString('hex')
}

const hasControl = (login: string) => /\p{Cc}/u.test(login)

const away = (why: string, cause?: unknown) =>
  new CodedError('provider-unreachable', 'the directory does not answer', { hint: why, cause })
