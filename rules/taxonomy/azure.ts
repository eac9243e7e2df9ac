import type { MappedSource } from './ecs.ts'
import { fromDatasets } from './routes.ts'
import { vendorFields } from './vendor-fields.ts'

/** Fields of the entries of a list, which Elastic's integration numbers as the keys of an object. */
const numbered = (list: string, field: string): readonly string[] =>
  [0, 1, 2, 3].map((at) => `azure.auditlogs.properties.${list}.${at}.${field}`)

const activityOperation = ['event.action', 'azure.activitylogs.operation_name', 'azure.activitylogs.operationName']

/** Azure's activity log (Azure Monitor, activity log event schema). */
const activity = vendorFields('azure.activitylogs', {
  operationName: activityOperation,
  OperationNameValue: activityOperation,
  'properties.message': [...activityOperation, 'azure.activitylogs.properties.message'],
  CategoryValue: ['azure.activitylogs.event_category', 'azure.activitylogs.category'],
  ResourceProviderValue: ['azure.resource.provider', 'azure.activitylogs.resourceProviderName.value'],
  ResourceId: ['azure.resource.id', 'azure.activitylogs.resourceId'],
})

const auditOperation = [
  'azure.auditlogs.operation_name',
  'azure.auditlogs.properties.activity_display_name',
  'azure.auditlogs.operationName',
  'azure.auditlogs.properties.activityDisplayName',
]
const auditCategory = ['azure.auditlogs.properties.category', 'azure.auditlogs.category']
const auditResult = ['azure.auditlogs.properties.result', 'event.outcome']
const auditReason = ['azure.auditlogs.properties.result_reason', 'azure.auditlogs.properties.resultReason']
const auditTarget = 'azure.auditlogs.properties.targetResources'
const auditInitiator = [
  'azure.auditlogs.properties.initiated_by.user.userPrincipalName',
  'azure.auditlogs.properties.initiatedBy.user.userPrincipalName',
]
const newValue = [
  ...numbered('target_resources.0.modified_properties', 'new_value'),
  `${auditTarget}.modifiedProperties.newValue`,
]
const changedName = [
  ...numbered('target_resources.0.modified_properties', 'display_name'),
  `${auditTarget}.modifiedProperties.displayName`,
]

/** The audit log of Microsoft Entra ID (Graph, directoryAudit). Rules name its fields in several ways. */
const audit = vendorFields('azure.auditlogs', {
  OperationName: auditOperation,
  operationName: auditOperation,
  ActivityDisplayName: auditOperation,
  activityType: auditOperation,
  ActivityType: auditOperation,
  // Rules write the activity here, and once a piece of the changed properties as text.
  'properties.message': [...auditOperation, 'azure.auditlogs.properties.message', 'event.original'],
  Category: auditCategory,
  category: auditCategory,
  LoggedByService: ['azure.auditlogs.properties.logged_by_service', 'azure.auditlogs.properties.loggedByService'],
  Status: [...auditResult, ...auditReason],
  'properties.result': auditResult,
  failure_status_reason: auditReason,
  'Initiatied.By': auditInitiator,
  Initiatedby: auditInitiator,
  'properties.initiatedBy': auditInitiator,
  Target: [
    ...numbered('target_resources', 'user_principal_name'),
    ...numbered('target_resources', 'display_name'),
    `${auditTarget}.userPrincipalName`,
    `${auditTarget}.displayName`,
  ],
  TargetResources: [
    ...numbered('target_resources', 'id'),
    ...newValue,
    `${auditTarget}.id`,
    `${auditTarget}.displayName`,
    'event.original',
  ],
  'properties.targetResources': [
    ...numbered('target_resources', 'display_name'),
    ...newValue,
    `${auditTarget}.displayName`,
    'event.original',
  ],
  'targetResources.type': [...numbered('target_resources', 'type'), `${auditTarget}.type`],
  'TargetResources.modifiedProperties': [...changedName, ...newValue],
  'TargetResources.ModifiedProperties.DisplayName': changedName,
  'TargetResources.ModifiedProperties.NewValue': newValue,
  'TargetResources.modifiedProperties.newValue': newValue,
  'additionalDetails.additionalInfo': [
    'azure.auditlogs.properties.additional_details.value',
    'azure.auditlogs.properties.additionalDetails.value',
  ],
  'ConsentContext.IsAdminConsent': newValue,
})

const signIn = (snake: string, raw: string): readonly string[] => [
  `azure.signinlogs.properties.${snake}`,
  `azure.signinlogs.properties.${raw}`,
]
const resultType = ['azure.signinlogs.result_type', 'azure.signinlogs.resultType']
const resultWords = ['azure.signinlogs.result_description', 'azure.signinlogs.resultDescription']
const requirement = signIn('authentication_requirement', 'authenticationRequirement')
const deviceId = signIn('device_detail.device_id', 'deviceDetail.deviceId')

/** The sign-in log of Microsoft Entra ID (Graph, signIn). */
const signIns = vendorFields('azure.signinlogs', {
  ResultType: resultType,
  resultType,
  ResultDescription: resultWords,
  Resultdescription: resultWords,
  Status: ['event.outcome', ...resultWords, 'azure.signinlogs.properties.status.additionalDetails'],
  userAgent: ['user_agent.original', 'azure.signinlogs.properties.userAgent'],
  AuthenticationRequirement: requirement,
  'properties.authenticationRequirement': requirement,
  RiskState: signIn('risk_state', 'riskState'),
  'DeviceDetail.trusttype': signIn('device_detail.trust_type', 'deviceDetail.trustType'),
  'DeviceDetail.deviceId': deviceId,
  'properties.deviceDetail.deviceId': deviceId,
  'DeviceDetail.isCompliant': signIn('device_detail.is_compliant', 'deviceDetail.isCompliant'),
  ResourceDisplayName: signIn('resource_display_name', 'resourceDisplayName'),
  conditionalAccessStatus: signIn('conditional_access_status', 'conditionalAccessStatus'),
  NetworkLocationDetails: signIn('network_location_details', 'networkLocationDetails'),
  ClientApp: signIn('client_app_used', 'clientAppUsed'),
  Username: ['user.name', ...signIn('user_principal_name', 'userPrincipalName')],
  ActivityDetails: ['azure.signinlogs.operation_name', 'azure.signinlogs.operationName'],
  'properties.message': [...signIn('authentication_protocol', 'authenticationProtocol'), 'event.action'],
  'properties.appId': signIn('app_id', 'appId'),
  homeTenantId: signIn('home_tenant_id', 'homeTenantId'),
  resourceTenantId: signIn('resource_tenant_id', 'resourceTenantId'),
  location: ['source.geo.country_iso_code', 'azure.signinlogs.properties.location.countryOrRegion'],
  callerIpAddress: ['source.ip', 'azure.signinlogs.caller_ip_address'],
})

const risk = vendorFields('azure.identityprotection', {
  riskEventType: [
    'azure.identityprotection.properties.risk_event_type',
    'azure.identityprotection.properties.riskEventType',
  ],
})

/** Azure and Microsoft Entra ID, as diagnostic settings export them or as Elastic's integration lays them out. */
export const azureSources: readonly MappedSource[] = [
  {
    logsource: { product: 'azure', service: 'activitylogs' },
    route: fromDatasets('azure.activitylogs'),
    fields: activity,
  },
  { logsource: { product: 'azure', service: 'auditlogs' }, route: fromDatasets('azure.auditlogs'), fields: audit },
  { logsource: { product: 'azure', service: 'signinlogs' }, route: fromDatasets('azure.signinlogs'), fields: signIns },
  {
    logsource: { product: 'azure', service: 'riskdetection' },
    route: fromDatasets('azure.identity_protection', 'azure.identityprotection'),
    fields: risk,
  },
]
