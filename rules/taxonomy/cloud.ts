import type { MappedSource } from './ecs.ts'
import { fromDatasets } from './routes.ts'
import { vendorFields } from './vendor-fields.ts'

/** AWS CloudTrail's records (CloudTrail User Guide, record contents), beside the fields of Elastic's integration. */
const cloudtrail = vendorFields('aws.cloudtrail', {
  eventName: ['event.action'],
  eventSource: ['event.provider'],
  userAgent: ['user_agent.original'],
  sourceIPAddress: ['source.ip', 'source.address'],
  src_ip: ['source.ip', 'aws.cloudtrail.sourceIPAddress'],
  src_country: ['source.geo.country_iso_code', 'source.geo.country_name'],
  status: ['event.outcome', 'aws.cloudtrail.responseElements.status'],
  // Rules that look for text in the whole of the parameters find it where they stand as text.
  requestParameters: ['aws.cloudtrail.request_parameters', 'event.original'],
  responseElements: ['aws.cloudtrail.response_elements', 'event.original'],
  'requestParameters.attribute': ['aws.cloudtrail.flattened.request_parameters.attribute'],
  'requestParameters.enable': ['aws.cloudtrail.flattened.request_parameters.enable'],
  'requestParameters.layers': ['aws.cloudtrail.flattened.request_parameters.layers'],
  'requestParameters.containerDefinitions.command': [
    'aws.cloudtrail.flattened.request_parameters.containerDefinitions.command',
  ],
  'responseElements.ConsoleLogin': ['aws.cloudtrail.flattened.response_elements.ConsoleLogin'],
  'responseElements.publiclyAccessible': ['aws.cloudtrail.flattened.response_elements.publiclyAccessible'],
  'responseElements.pendingModifiedValues.masterUserPassword': [
    'aws.cloudtrail.flattened.response_elements.pendingModifiedValues.masterUserPassword',
  ],
  'additionalEventData.MFAUsed': ['aws.cloudtrail.flattened.additional_eventdata.MFAUsed'],
})

/** Google Cloud's audit log (LogEntry and AuditLog), beside the fields of Elastic's integration. */
const googleCloud = vendorFields('gcp.audit', {
  'gcp.audit.method_name': ['gcp.audit.method_name', 'event.action', 'gcp.audit.protoPayload.methodName'],
  'data.protoPayload.methodName': ['gcp.audit.method_name', 'event.action', 'gcp.audit.protoPayload.methodName'],
  'data.protoPayload.serviceName': ['gcp.audit.service_name', 'gcp.audit.protoPayload.serviceName'],
  'data.protoPayload.logName': ['log.logger', 'gcp.audit.logName'],
  'data.protoPayload.resource.type': ['gcp.audit.resource.type', 'gcp.audit.flattened.resource.type'],
  'data.protoPayload.authorizationInfo.permission': [
    'gcp.audit.authorization_info.permission',
    'gcp.audit.protoPayload.authorizationInfo.permission',
  ],
  'data.protoPayload.authorizationInfo.granted': [
    'gcp.audit.authorization_info.granted',
    'gcp.audit.protoPayload.authorizationInfo.granted',
  ],
})

const workspaceService = ['gcp.audit.service_name', 'gcp.audit.protoPayload.serviceName']
const workspaceEvent = [
  'gcp.audit.flattened.metadata.event.eventName',
  'gcp.audit.protoPayload.metadata.event.eventName',
  'gcp.audit.metadata.event.eventName',
]
const workspaceParameter = ['gcp.audit.flattened.metadata.event.parameter.value']

/** Google Workspace's audit as Google Cloud's log carries it; rules name its service as that log does. */
const workspace = vendorFields('gcp.audit', {
  eventService: workspaceService,
  'protoPayload.serviceName': workspaceService,
  'protoPayload.Servicename': workspaceService,
  eventName: [...workspaceEvent, 'event.action'],
  'protoPayload.metadata.event.eventName': [...workspaceEvent, 'event.action'],
  setting_name: [
    'google_workspace.admin.setting.name',
    'gcp.audit.protoPayload.metadata.event.parameter.value',
    ...workspaceParameter,
  ],
  new_value: [
    'google_workspace.admin.new_value',
    'gcp.audit.protoPayload.metadata.event.parameter.value',
    ...workspaceParameter,
  ],
})

/** The two large clouds besides Azure, as their own JSON or as Elastic's integrations lay it out. */
export const cloudSources: readonly MappedSource[] = [
  { logsource: { product: 'aws', service: 'cloudtrail' }, route: fromDatasets('aws.cloudtrail'), fields: cloudtrail },
  { logsource: { product: 'gcp', service: 'gcp.audit' }, route: fromDatasets('gcp.audit'), fields: googleCloud },
  ...['google_workspace.admin', 'google_workspace.login'].map((service) => ({
    logsource: { product: 'gcp', service },
    route: fromDatasets('gcp.audit', service),
    fields: workspace,
  })),
]
