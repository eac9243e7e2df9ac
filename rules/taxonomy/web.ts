import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, equals, exists, fromDatasets } from './routes.ts'

/**
 * Fields of web servers and proxies as Sigma's taxonomy names them (after W3C's extended log format). SigmaHQ's rules
 * write whole targets under `cs-uri-query`, so that it also stands for the target as it was sent.
 */
const fields = fieldsBy({
  'c-ip': ['source.ip'],
  'c-uri': ['url.original'],
  'c-uri-extension': ['url.extension'],
  'c-uri-query': ['url.query'],
  'c-useragent': ['user_agent.original'],
  'cs-host': ['url.domain', 'destination.domain'],
  'cs-method': ['http.request.method'],
  'cs-referer': ['http.request.referrer'],
  'cs-referrer': ['http.request.referrer'],
  'cs-uri': ['url.original'],
  'cs-uri-query': ['url.original', 'url.query'],
  'cs-uri-stem': ['url.path'],
  'cs-user-agent': ['user_agent.original'],
  'cs-username': ['user.name'],
  'cs-version': ['http.version'],
  'cs-bytes': ['http.request.bytes'],
  'cs-content-type': ['http.request.mime_type', 'http.request.headers.content-type'],
  'cs-cookie': ['http.request.headers.cookie', 'zeek.http.cookie_vars'],
  'sc-bytes': ['http.response.body.bytes'],
  'sc-status': ['http.response.status_code'],
  's-ip': ['destination.ip'],
  's-port': ['destination.port'],
  src_ip: ['source.ip'],
  dst_ip: ['destination.ip'],
  dst_port: ['destination.port'],
  'r-dns': ['url.domain', 'destination.domain'],
})

/** What a firewall's web filter tells of the people behind it: a target without its scheme. */
const filtered = fieldsBy({
  'c-ip': ['source.ip'],
  'c-uri': ['url.original', 'url.path'],
  'c-uri-extension': ['url.extension'],
  'c-useragent': ['user_agent.original'],
  'cs-host': ['url.domain'],
  'r-dns': ['url.domain'],
  'cs-method': ['http.request.method'],
  'cs-uri': ['url.original', 'url.path'],
  'cs-username': ['user.name'],
  dst_ip: ['destination.ip'],
  dst_port: ['destination.port'],
  src_ip: ['source.ip'],
})

const access = fromDatasets('nginx.access', 'apache.access', 'web.access', 'modsecurity.auditlog')
const nginx = fromDatasets('nginx.access', 'nginx.error')
const apache = fromDatasets('apache.access', 'apache.error')
const modsecurity = fromDatasets('modsecurity.error', 'modsecurity.auditlog')

/** Requests as a sensor on the network saw them, which knows neither servers from proxies nor the other way round. */
const sensors = ['zeek.http', 'network_traffic.http', 'http', 'suricata.eve']
const seen = (...names: readonly string[]) => allOf(fromDatasets(...names, ...sensors), exists('http.request.method'))

/** Web servers, and the application firewall within them. */
export const webSources: readonly MappedSource[] = [
  { logsource: { category: 'webserver' }, route: access, fields },
  {
    logsource: { category: 'proxy' },
    route: allOf(fromDatasets('fortinet.firewall'), equals('fortinet.firewall.subtype', 'webfilter')),
    fields: filtered,
  },
  {
    logsource: { category: 'webserver' },
    route: seen('iis.access', 'tomcat.log', 'traefik.access', 'haproxy.log', 'f5_bigip.log', 'citrix_waf.log'),
    fields,
  },
  {
    logsource: { category: 'proxy' },
    route: seen('squid.log', 'zscaler_zia.web', 'panw.panos', 'cisco_umbrella.log', 'fortinet_fortigate.log'),
    fields,
  },
  { logsource: { product: 'nginx' }, route: nginx, fields },
  { logsource: { service: 'nginx' }, route: nginx, fields },
  { logsource: { product: 'apache' }, route: apache, fields },
  { logsource: { service: 'apache' }, route: apache, fields },
  { logsource: { product: 'modsecurity' }, route: modsecurity, fields },
]
