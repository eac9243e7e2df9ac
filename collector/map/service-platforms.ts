import type { Service } from './service-tables.ts'

/** Services for signing in, for code, for containers. */
export const platforms: readonly Service[] = [
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
]
