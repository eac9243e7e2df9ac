import type { MappedSource } from './ecs.ts'
import { fromDatasets } from './routes.ts'
import { vendorFields } from './vendor-fields.ts'

/** Okta's system log (LogEvent). */
const okta = vendorFields('okta', {
  eventType: ['event.action', 'okta.event_type'],
  legacyEventType: ['okta.legacyEventType'],
  'outcome.result': ['okta.outcome.result', 'event.outcome'],
  'debugContext.debugData.requestUri': ['okta.debug_context.debug_data.request_uri'],
  'debugContext.debugData.behaviors': [
    'okta.debug_context.debug_data.behaviors',
    'okta.debug_context.debug_data.flattened.behaviors',
  ],
  'debugContext.debugData.logOnlySecurityData': [
    'okta.debug_context.debug_data.logOnlySecurityData',
    'okta.debug_context.debug_data.flattened.logOnlySecurityData',
  ],
})

const oneLogin = vendorFields('onelogin', { event_type_id: ['event.code', 'onelogin.event_type_id'] })
const duo = vendorFields('cisco_duo.auth')
const github = vendorFields('github', { action: ['event.action'], actor: ['user.name'], actor_ip: ['source.ip'] })
const bitbucket = vendorFields('bitbucket.audit', {
  'auditType.category': ['bitbucket.audit.type.category'],
  'auditType.action': ['bitbucket.audit.type.action', 'event.action'],
})

const pod = 'kubernetes.audit.requestObject.spec'
const containers = ['containers', 'initContainers', 'template.spec.containers']

/** The audit log of a cluster (Kubernetes, audit.k8s.io/v1 Event), which Elastic's integration keeps as it is. */
const kubernetes = vendorFields('kubernetes.audit', {
  apiGroup: ['kubernetes.audit.objectRef.apiGroup'],
  resource: ['kubernetes.audit.objectRef.resource'],
  subresource: ['kubernetes.audit.objectRef.subresource'],
  namespace: ['kubernetes.audit.objectRef.namespace'],
  username: ['kubernetes.audit.user.username'],
  hostPath: [`${pod}.volumes.hostPath.path`, `${pod}.template.spec.volumes.hostPath.path`],
  capabilities: containers.map((list) => `${pod}.${list}.securityContext.capabilities.add`),
  privileged: containers.map((list) => `${pod}.${list}.securityContext.privileged`),
  userAgent: ['user_agent.original'],
  // The response's code is a number; that something was allowed stands in an annotation.
  'responseStatus.code': ['kubernetes.audit.annotations.authorization_k8s_io/decision'],
})
const kubernetesAudit = fromDatasets('kubernetes.audit_logs', 'kubernetes.audit')

/** Services for signing in, for code, for containers: each one's own audit log. */
export const serviceSources: readonly MappedSource[] = [
  { logsource: { product: 'okta', service: 'okta' }, route: fromDatasets('okta.system'), fields: okta },
  {
    logsource: { product: 'onelogin', service: 'onelogin.events' },
    route: fromDatasets('onelogin.events'),
    fields: oneLogin,
  },
  { logsource: { product: 'cisco', service: 'duo' }, route: fromDatasets('cisco_duo.auth'), fields: duo },
  { logsource: { product: 'github', service: 'audit' }, route: fromDatasets('github.audit'), fields: github },
  {
    logsource: { product: 'bitbucket', service: 'audit' },
    route: fromDatasets('bitbucket.audit', 'atlassian_bitbucket.audit'),
    fields: bitbucket,
  },
  { logsource: { product: 'kubernetes', service: 'audit' }, route: kubernetesAudit, fields: kubernetes },
  {
    logsource: { product: 'kubernetes', category: 'application', service: 'audit' },
    route: kubernetesAudit,
    fields: kubernetes,
  },
]
