import type { IndicatorType } from './indicator.ts'

/** The ECS fields in which an indicator of each type is looked for. */
const addressFields = [
  'source.ip',
  'destination.ip',
  'client.ip',
  'server.ip',
  'host.ip',
  'related.ip',
  'source.nat.ip',
  'destination.nat.ip',
  'dns.resolved_ip',
  'dns.answers.data',
  'url.domain',
] as const
export const domainFields = [
  'dns.question.name',
  'dns.answers.name',
  'dns.answers.data',
  'url.domain',
  'destination.domain',
  'source.domain',
  'server.domain',
  'client.domain',
  'destination.address',
  'tls.client.server_name',
  'related.hosts',
] as const
export const urlFields = ['url.original', 'url.full', 'http.request.referrer'] as const
const hashFields = (digest: string) => [
  `file.hash.${digest}`,
  `process.hash.${digest}`,
  `process.parent.hash.${digest}`,
  `dll.hash.${digest}`,
  `email.attachments.file.hash.${digest}`,
  'related.hash',
]
export const emailFields = [
  'email.from.address',
  'email.sender.address',
  'email.reply_to.address',
  'email.to.address',
  'email.cc.address',
  'email.bcc.address',
  'user.email',
  'user.name',
  'related.user',
] as const
export const fileNameFields = [
  'file.name',
  'process.name',
  'process.parent.name',
  'dll.name',
  'email.attachments.file.name',
] as const
export const filePathFields = [
  'file.path',
  'file.target_path',
  'process.executable',
  'process.parent.executable',
  'dll.path',
] as const

/** Every field that is looked at for an indicator of this type. */
export const fieldsOf: Readonly<Record<IndicatorType, readonly string[]>> = {
  address: addressFields,
  network: addressFields,
  domain: [...domainFields, ...urlFields, 'email.from.address', 'email.sender.address', 'email.reply_to.address'],
  url: [...urlFields, 'url.domain'],
  md5: hashFields('md5'),
  sha1: hashFields('sha1'),
  sha256: hashFields('sha256'),
  sha512: hashFields('sha512'),
  email: emailFields,
  file: [...fileNameFields, ...filePathFields],
}
