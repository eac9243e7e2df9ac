/** How a value goes into ECS: as text, as an address, … */
type Kind = 'text' | 'lower' | 'integer' | 'ip' | 'endpoint' | 'user' | 'agent' | 'url' | 'outcome'
export type Row = readonly [from: string, to: string, kind: Kind]

/** A service whose log is made of JSON objects, and how it is told from others. */
export interface Service {
  /** `event.dataset`, as Elastic's integration names it; `*` stands for the variant. */
  readonly dataset: string
  /** Where the object is kept as it came. */
  readonly root: string
  /** Names that must all be there; dots lead into objects. */
  readonly signs: readonly string[]
  /** A field that must have one of these values besides. */
  readonly where?: { readonly field: string; readonly values: readonly string[] }
  /** Field that names the kind of log within the service. */
  readonly variant?: string
  /** Fields of the event's own time, the surest first. */
  readonly times?: readonly string[]
  /** Field with the words of the event. */
  readonly message?: string
  readonly rows: readonly Row[]
  /** ECS fields that are the same for every event. */
  readonly always?: { readonly [field: string]: readonly string[] }
}

const azure: readonly Row[] = [
  ['operationName', 'event.action', 'text'],
  ['resourceId', 'azure.resource.id', 'text'],
  ['callerIpAddress', 'source.ip', 'ip'],
  ['properties.ipAddress', 'source.ip', 'ip'],
  ['properties.userPrincipalName', 'user.name', 'user'],
  ['properties.initiatedBy.user.userPrincipalName', 'user.name', 'user'],
  ['properties.userAgent', 'user_agent.original', 'agent'],
  ['resultType', 'event.outcome', 'outcome'],
  ['properties.result', 'event.outcome', 'outcome'],
]

const connection: readonly Row[] = [
  ['id.orig_h', 'source', 'endpoint'],
  ['id.orig_p', 'source.port', 'integer'],
  ['id.resp_h', 'destination', 'endpoint'],
  ['id.resp_p', 'destination.port', 'integer'],
  ['proto', 'network.transport', 'lower'],
  ['uid', 'zeek.session_id', 'text'],
]

/** The services by the names in their objects. The first whose signs are there is taken. */
export const services: readonly Service[] = [
  {
    dataset: 'aws.cloudtrail',
    root: 'aws.cloudtrail',
    signs: ['eventVersion', 'eventSource', 'eventName'],
    times: ['eventTime'],
    rows: [
      ['eventName', 'event.action', 'text'],
      ['eventSource', 'event.provider', 'text'],
      ['sourceIPAddress', 'source', 'endpoint'],
      ['userAgent', 'user_agent.original', 'agent'],
      ['userIdentity.userName', 'user.name', 'user'],
      ['userIdentity.principalId', 'user.id', 'text'],
      ['awsRegion', 'cloud.region', 'text'],
      ['recipientAccountId', 'cloud.account.id', 'text'],
    ],
  },
  {
    dataset: 'gcp.audit',
    root: 'gcp.audit',
    signs: ['protoPayload.methodName', 'logName'],
    times: ['timestamp'],
    rows: [
      ['protoPayload.methodName', 'event.action', 'text'],
      ['protoPayload.serviceName', 'service.name', 'text'],
      ['protoPayload.requestMetadata.callerIp', 'source.ip', 'ip'],
      ['protoPayload.requestMetadata.callerSuppliedUserAgent', 'user_agent.original', 'agent'],
      ['protoPayload.authenticationInfo.principalEmail', 'user.name', 'user'],
      ['logName', 'log.logger', 'text'],
    ],
  },
  {
    dataset: 'azure.signinlogs',
    root: 'azure.signinlogs',
    signs: ['category', 'operationName', 'properties'],
    where: {
      field: 'category',
      values: ['SignInLogs', 'NonInteractiveUserSignInLogs', 'ServicePrincipalSignInLogs', 'ManagedIdentitySignInLogs'],
    },
    times: ['time'],
    rows: azure,
    always: { 'event.category': ['authentication'], 'event.type': ['start'] },
  },
  {
    dataset: 'azure.auditlogs',
    root: 'azure.auditlogs',
    signs: ['category', 'operationName', 'properties'],
    where: { field: 'category', values: ['AuditLogs'] },
    times: ['time'],
    rows: azure,
    always: { 'event.category': ['iam'] },
  },
  {
    dataset: 'azure.identity_protection',
    root: 'azure.identityprotection',
    signs: ['category', 'operationName', 'properties'],
    where: { field: 'category', values: ['RiskyUsers', 'UserRiskEvents'] },
    times: ['time'],
    rows: azure,
  },
  {
    dataset: 'azure.activitylogs',
    root: 'azure.activitylogs',
    signs: ['operationName', 'category', 'resourceId'],
    where: {
      field: 'category',
      values: [
        'Administrative',
        'Action',
        'Write',
        'Delete',
        'Security',
        'Policy',
        'Alert',
        'Autoscale',
        'Recommendation',
      ],
    },
    times: ['time', 'eventTimestamp'],
    rows: azure,
  },
  {
    dataset: 'o365.audit',
    root: 'o365.audit',
    signs: ['Workload', 'Operation', 'CreationTime'],
    times: ['CreationTime'],
    rows: [
      ['Operation', 'event.action', 'text'],
      ['Workload', 'event.provider', 'text'],
      ['UserId', 'user.name', 'user'],
      ['ClientIP', 'source.ip', 'ip'],
      ['ResultStatus', 'event.outcome', 'outcome'],
      ['UserAgent', 'user_agent.original', 'agent'],
    ],
  },
  {
    dataset: 'okta.system',
    root: 'okta',
    signs: ['eventType', 'published', 'actor', 'outcome'],
    times: ['published'],
    message: 'displayMessage',
    rows: [
      ['eventType', 'event.action', 'text'],
      ['actor.alternateId', 'user.name', 'user'],
      ['client.ipAddress', 'source.ip', 'ip'],
      ['client.userAgent.rawUserAgent', 'user_agent.original', 'agent'],
      ['outcome.result', 'event.outcome', 'outcome'],
    ],
  },
  {
    dataset: 'onelogin.events',
    root: 'onelogin',
    signs: ['event_type_id', 'account_id', 'actor_user_name'],
    times: ['event_timestamp', 'created_at'],
    rows: [
      ['event_type_id', 'event.code', 'text'],
      ['user_name', 'user.name', 'user'],
      ['ipaddr', 'source.ip', 'ip'],
    ],
  },
  {
    dataset: 'cisco_duo.auth',
    root: 'cisco_duo.auth',
    signs: ['event_type', 'factor', 'txid'],
    times: ['isotimestamp', 'timestamp'],
    rows: [
      ['user.name', 'user.name', 'user'],
      ['access_device.ip', 'source.ip', 'ip'],
      ['result', 'event.outcome', 'outcome'],
      ['reason', 'event.reason', 'text'],
    ],
    always: { 'event.category': ['authentication'], 'event.type': ['start'] },
  },
  {
    dataset: 'github.audit',
    root: 'github',
    signs: ['action', 'actor', '_document_id'],
    times: ['@timestamp', 'created_at'],
    rows: [
      ['action', 'event.action', 'text'],
      ['actor', 'user.name', 'user'],
      ['actor_ip', 'source.ip', 'ip'],
      ['user_agent', 'user_agent.original', 'agent'],
    ],
  },
  {
    dataset: 'bitbucket.audit',
    root: 'bitbucket.audit',
    signs: ['auditType.category', 'auditType.action'],
    times: ['timestamp'],
    rows: [
      ['auditType.action', 'event.action', 'text'],
      ['author.name', 'user.name', 'user'],
      ['source', 'source.ip', 'ip'],
    ],
  },
  {
    dataset: 'kubernetes.audit_logs',
    root: 'kubernetes.audit',
    signs: ['auditID', 'verb', 'stage'],
    times: ['requestReceivedTimestamp', 'stageTimestamp'],
    rows: [
      ['verb', 'event.action', 'text'],
      ['user.username', 'user.name', 'user'],
      ['sourceIPs', 'source.ip', 'ip'],
      ['userAgent', 'user_agent.original', 'agent'],
      ['objectRef.namespace', 'orchestrator.namespace', 'text'],
      ['objectRef.name', 'orchestrator.resource.name', 'text'],
      ['objectRef.resource', 'orchestrator.resource.type', 'text'],
    ],
  },
  {
    dataset: 'opencanary.events',
    root: 'opencanary',
    signs: ['logtype', 'node_id', 'logdata'],
    times: ['utc_time'],
    rows: [
      ['src_host', 'source', 'endpoint'],
      ['src_port', 'source.port', 'integer'],
      ['dst_host', 'destination', 'endpoint'],
      ['dst_port', 'destination.port', 'integer'],
      ['logdata.USERNAME', 'user.name', 'user'],
      ['logtype', 'event.code', 'text'],
    ],
    always: { 'event.category': ['intrusion_detection'] },
  },
  {
    dataset: 'suricata.eve',
    root: 'suricata.eve',
    signs: ['event_type', 'flow_id'],
    times: ['timestamp'],
    message: 'alert.signature',
    rows: [
      ['src_ip', 'source', 'endpoint'],
      ['src_port', 'source.port', 'integer'],
      ['dest_ip', 'destination', 'endpoint'],
      ['dest_port', 'destination.port', 'integer'],
      ['proto', 'network.transport', 'lower'],
      ['app_proto', 'network.protocol', 'text'],
      ['event_type', 'event.action', 'text'],
      ['alert.signature', 'rule.name', 'text'],
      ['alert.signature_id', 'rule.id', 'text'],
      ['alert.category', 'rule.category', 'text'],
      ['dns.rrname', 'dns.question.name', 'text'],
      ['dns.rrtype', 'dns.question.type', 'text'],
      ['dns.queries.rrname', 'dns.question.name', 'text'],
      ['dns.queries.rrtype', 'dns.question.type', 'text'],
      ['http.http_method', 'http.request.method', 'text'],
      ['http.status', 'http.response.status_code', 'integer'],
      ['http.http_refer', 'http.request.referrer', 'text'],
      ['http.http_user_agent', 'user_agent.original', 'agent'],
      ['http.url', 'url.original', 'url'],
      ['http.hostname', 'url.domain', 'text'],
      ['tls.sni', 'tls.client.server_name', 'text'],
    ],
    always: { 'event.category': ['network'] },
  },
  {
    dataset: 'zeek.dns',
    root: 'zeek.dns',
    signs: ['_path', 'uid', 'id.orig_h'],
    where: { field: '_path', values: ['dns'] },
    times: ['ts'],
    rows: [
      ...connection,
      ['query', 'dns.question.name', 'text'],
      ['qtype_name', 'dns.question.type', 'text'],
      ['rcode_name', 'dns.response_code', 'text'],
    ],
    always: { 'event.category': ['network'] },
  },
  {
    dataset: 'zeek.http',
    root: 'zeek.http',
    signs: ['_path', 'uid', 'id.orig_h'],
    where: { field: '_path', values: ['http'] },
    times: ['ts'],
    rows: [
      ...connection,
      ['method', 'http.request.method', 'text'],
      ['status_code', 'http.response.status_code', 'integer'],
      ['referrer', 'http.request.referrer', 'text'],
      ['user_agent', 'user_agent.original', 'agent'],
      ['request_body_len', 'http.request.body.bytes', 'integer'],
      ['response_body_len', 'http.response.body.bytes', 'integer'],
      ['uri', 'url.original', 'url'],
      ['host', 'url.domain', 'text'],
    ],
    always: { 'event.category': ['network', 'web'] },
  },
  {
    dataset: 'zeek.connection',
    root: 'zeek.connection',
    signs: ['_path', 'uid', 'id.orig_h'],
    where: { field: '_path', values: ['conn'] },
    times: ['ts'],
    rows: [
      ...connection,
      ['service', 'network.protocol', 'text'],
      ['orig_bytes', 'source.bytes', 'integer'],
      ['resp_bytes', 'destination.bytes', 'integer'],
    ],
    always: { 'event.category': ['network'] },
  },
  {
    dataset: 'zeek.*',
    root: 'zeek.*',
    signs: ['_path', 'ts'],
    variant: '_path',
    times: ['ts'],
    rows: connection,
    always: { 'event.category': ['network'] },
  },
]
