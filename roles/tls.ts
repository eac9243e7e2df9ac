import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../core/config/schema.ts'
import { type CertificateFacts, certificateFacts, isLoopback, keyFits } from '../core/lib/certificate.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { Trouble } from './role.ts'

const day = 86_400_000
/** A certificate of our own making lasts so long, and is made anew so long before its end. */
const ownDays = 397
const renewBefore = 30 * day
/** The operator is told so long before any certificate ends. */
const tellBefore = 21 * day

/** Certificate and key, PEM. */
export interface TlsKeys {
  readonly cert: string
  readonly key: string
}

const ownFolder = (config: Config) => join(config.storage.secrets, 'tls')

function paths(config: Config): { cert: string; key: string; own: boolean } {
  const { certificate, key } = config.tls
  if (certificate !== '' || key !== '') return { cert: certificate, key, own: false }
  return { cert: join(ownFolder(config), 'own.crt'), key: join(ownFolder(config), 'own.key'), own: true }
}

/** True when something that the configuration names listens on TLS. */
const usesTls = (config: Config): boolean =>
  usesOwnForSyslog(config) || [config.console.host, config.bulk.host].some((host) => isTls(config, host))

/** Syslog and RELP share what they know of TLS. */
const syslogOverTls = ({ syslogTls, relpTls }: Config): boolean => syslogTls.listen === 'on' || relpTls.listen === 'on'

/** True when syslog or RELP over TLS is on and names no certificate of its own. */
const usesOwnForSyslog = (config: Config): boolean =>
  syslogOverTls(config) && config.syslogTls.certificate === '' && config.syslogTls.key === ''

/** TLS on every address but this machine's own, unless something in front of the platform does it. */
const isTls = (config: Config, host: string): boolean => config.tls.mode === 'auto' && !isLoopback(host)

/**
 * The keys that a listener on `host` uses; undefined where it speaks plain HTTP. Throws `bad-request` when the files of
 * the configuration cannot be read or do not belong together; a certificate that has expired is used, and told.
 */
export function tlsFor(config: Config, host: string): TlsKeys | undefined {
  if (!isTls(config, host)) return undefined
  const { cert, key } = paths(config)
  return readKeys(cert, key)
}

/** The keys of syslog and RELP over TLS: its own where it names some, else the platform's. Throws as `tlsFor` does. */
export function syslogKeys(config: Config): TlsKeys {
  const { certificate, key } = config.syslogTls
  const common = paths(config)
  return usesOwnForSyslog(config) ? readKeys(common.cert, common.key) : readKeys(certificate, key)
}

function readKeys(cert: string, key: string): TlsKeys {
  try {
    const keys = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
    certificateFacts(keys.cert, [])
    if (keyFits(keys.cert, keys.key)) return keys
  } catch (error) {
    throw new CodedError('bad-request', `cannot read the certificate: ${(error as Error).message}`, {
      hint: 'certificate and key must name PEM files that the platform may read',
      cause: error,
    })
  }
  throw new CodedError('bad-request', `the key ${key} does not belong to the certificate ${cert}`, {
    hint: 'see tls.certificate and tls.key',
  })
}

/** Makes a certificate where one is needed and none is named; also shortly before the one made earlier ends. */
export async function ensureCertificate(config: Config, clock: Clock): Promise<void> {
  const { cert, key, own } = paths(config)
  if (!own || !usesTls(config)) return
  if (existsSync(cert) && existsSync(key)) {
    const { until, missing } = certificateFacts(readFileSync(cert, 'utf8'), wanted(config))
    if (until - clock.now() > renewBefore && missing.length === 0) return
  }
  const { generate } = await import('selfsigned')
  const now = clock.now()
  const made = await generate([{ name: 'commonName', value: hostname() }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - day),
    notAfterDate: new Date(now + ownDays * day),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...[...new Set([hostname(), 'localhost', ...named(config)])].map((value) => ({ type: 2 as const, value })),
          ...addresses(config).map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  mkdirSync(ownFolder(config), { recursive: true, mode: 0o700 })
  write(key, made.private)
  write(cert, made.cert)
}

function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  chmodSync(`${path}.new`, 0o600)
  renameSync(`${path}.new`, path)
}

const isAddress = (host: string) => /^[\d.]+$|:/.test(host)
const anywhere = new Set(['0.0.0.0', '::'])
const hosts = (config: Config) =>
  [config.console.host, config.bulk.host].filter((host) => isTls(config, host) && !anywhere.has(host))
/** Host names that the configuration listens on. */
const named = (config: Config) => hosts(config).filter((host) => !isAddress(host))
const addresses = (config: Config): string[] => {
  const local = Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address))
  return [...new Set(['127.0.0.1', ...local, ...hosts(config).filter(isAddress)])].filter((ip) => !ip.includes('%'))
}

/** What senders and browsers reach the platform by: of this a certificate must cover all. */
const wanted = (config: Config): string[] => [...new Set([hostname(), ...hosts(config)])]

/** What is known of the certificate in use; undefined without TLS. Throws as `tlsFor` does. */
export function certificateInUse(config: Config): CertificateFacts | undefined {
  const host = [config.console.host, config.bulk.host].find((one) => isTls(config, one))
  if (host === undefined && !usesOwnForSyslog(config)) return undefined
  const keys = host === undefined ? syslogKeys(config) : tlsFor(config, host)
  return keys === undefined ? undefined : certificateFacts(keys.cert, wanted(config))
}

/** What is wrong with the certificates in use: the platform's, and that of syslog over TLS where it has one of its own. */
export function certificateTroubles(config: Config, clock: Clock, since: number): readonly Trouble[] {
  const own =
    syslogOverTls(config) && config.syslogTls.certificate !== ''
      ? certificateFacts(syslogKeys(config).cert, [])
      : undefined
  return [certificateInUse(config), own].flatMap((found) => (found ? troublesOf(found, clock.now(), since) : []))
}

function troublesOf(found: CertificateFacts, now: number, since: number): readonly Trouble[] {
  const until = new Date(found.until).toISOString().slice(0, 10)
  const troubles: Trouble[] = []
  if (found.until <= now) troubles.push({ code: 'certificate-expired', since: found.until, detail: until })
  else if (found.until - now < tellBefore) {
    troubles.push({ code: 'certificate-expiring', since: found.until - tellBefore, detail: until })
  }
  if (found.missing.length > 0) {
    troubles.push({ code: 'certificate-name', since, detail: `${found.missing.join(', ')} ∉ ${found.names}` })
  }
  return troubles
}
