import { createPrivateKey, X509Certificate } from 'node:crypto'
import { parseAddress } from './ip.ts'

/** Server side only (`node:crypto`). What a TLS certificate (RFC 5280) is good for. */
export interface CertificateFacts {
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
  /** The names and addresses it is for, as it says them. */
  readonly names: string
  /** Which of the names asked for it does not cover. */
  readonly missing: readonly string[]
  readonly selfSigned: boolean
}

/** Reads the first certificate of a PEM text. Throws when there is none. */
export function certificateFacts(pem: string, names: readonly string[]): CertificateFacts {
  const certificate = new X509Certificate(pem)
  const covers = (name: string) =>
    (parseAddress(name) === undefined ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined
  return {
    from: Date.parse(certificate.validFrom),
    until: Date.parse(certificate.validTo),
    names: certificate.subjectAltName ?? certificate.subject,
    missing: names.filter((name) => !covers(name)),
    selfSigned: certificate.checkIssued(certificate),
  }
}

/** True when the key belongs to the certificate. */
export function keyFits(certificatePem: string, keyPem: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem))
  } catch {
    return false
  }
}

/** True for addresses that only this machine reaches: there nothing can listen in. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
