/** What Elasticsearch's processors are called; Filebeat looks for those that its modules need. */
const processors = [
  'append,bytes,circle,community_id,convert,csv,date,date_index_name,dissect,dot_expander,drop,enrich,fail,fingerprint',
  'foreach,geoip,grok,gsub,html_strip,inference,join,json,kv,lowercase,network_direction,pipeline,redact',
  'registered_domain,remove,rename,reroute,script,set,set_security_user,sort,split,trim,uppercase,uri_parts',
  'urldecode,user_agent',
]
  .join(',')
  .split(',')

/** Name and body of what is there, by the endpoint that is asked. */
const things: Readonly<Record<string, (name: string) => object>> = {
  _template: (name) => ({ [name]: { order: 0, index_patterns: ['*'], settings: {}, mappings: {}, aliases: {} } }),
  _index_template: (name) => ({
    index_templates: [{ name, index_template: { index_patterns: ['*'], composed_of: [], data_stream: {} } }],
  }),
  _component_template: (name) => ({ component_templates: [{ name, component_template: { template: {} } }] }),
  _data_stream: (name) => ({ data_streams: [{ name, timestamp_field: { name: '@timestamp' }, indices: [] }] }),
  _alias: (name) => ({ [name]: { aliases: { [name]: {} } } }),
  '_ilm/policy': (name) => ({ [name]: { version: 1, policy: { phases: {} } } }),
  '_ingest/pipeline': (name) => ({ [name]: { processors: [] } }),
}

/**
 * The answers to what Beats, Elastic Agent and Logstash set up before they send: index templates, lifecycle policies,
 * ingest pipelines, data streams. Whatever is asked for is there already and whatever is written is acknowledged: none
 * of it has a meaning here. Undefined for a path that is no part of that.
 */
export function setupAnswer(method: string, parts: readonly string[]): object | undefined {
  const [first = '', second, third] = parts
  if (method === 'GET' && first === '_nodes') {
    const node = { name: 'vonggac', ingest: { processors: processors.map((type) => ({ type })) } }
    return { cluster_name: 'vonggac', nodes: { vonggac: node } }
  }
  if (method === 'GET' && first === '_xpack' && second === undefined) return xpack
  const endpoint = second !== undefined && `${first}/${second}` in things ? `${first}/${second}` : first
  const name = endpoint === first ? second : third
  const thing = Object.hasOwn(things, endpoint) ? things[endpoint] : undefined
  const reads = method === 'GET' || method === 'HEAD'
  if (thing !== undefined) {
    if (name === undefined) return reads ? {} : undefined
    if (reads) return thing(name)
    return method === 'PUT' || method === 'POST' ? { acknowledged: true } : undefined
  }
  // An index or an alias by its own name.
  if (first === '' || first.startsWith('_') || second !== undefined) return undefined
  if (reads) return { [first]: { aliases: {}, mappings: {}, settings: {} } }
  return method === 'PUT' ? { acknowledged: true, shards_acknowledged: true, index: first } : undefined
}

const feature = { available: true, enabled: true }
const xpack = {
  build: {},
  license: { uid: 'vonggac', type: 'basic', mode: 'basic', status: 'active' },
  features: { ilm: feature, security: feature, data_streams: feature },
  tagline: 'You know, for X',
}
