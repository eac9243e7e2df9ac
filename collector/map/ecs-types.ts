/** What ECS 9 lets a field hold, as far as a wrong value would break readers and stores. */
export type EcsType = 'object' | 'text' | 'ip' | 'number' | 'boolean' | 'date'

const types = new Map<string, EcsType>()
function declare(type: EcsType, names: string): void {
  for (const name of names.split(/\s+/)) if (name !== '') types.set(name, type)
}

declare(
  'object',
  `agent client cloud code_signature container data_stream destination device dll dns ecs elf email entity error event
  faas file gen_ai geo group hash host http interface log macho network observer orchestrator organization os package
  pe process registry related risk rule server service source span threat tls trace transaction url user user_agent
  vlan volume vulnerability x509 labels
  client.geo client.as client.user destination.geo destination.as destination.user source.geo source.as source.user
  host.os host.geo host.risk log.file log.origin log.syslog log.syslog.facility log.syslog.severity
  process.parent process.hash process.user process.thread process.tty user.effective user.target user.changes user.group
  user.risk user_agent.os user_agent.device file.hash file.owner observer.os observer.geo http.request http.response`,
)
declare(
  'text',
  `message agent.id agent.name agent.type agent.version ecs.version error.message error.type event.action event.code
  event.dataset event.id event.kind event.module event.original event.outcome event.provider event.reason event.category
  event.type event.timezone event.url event.hash event.reference file.name file.path file.extension group.id group.name
  host.architecture host.hostname host.id host.name host.type http.request.method log.file.path log.level log.logger
  log.syslog.appname log.syslog.hostname log.syslog.msgid log.syslog.procid network.protocol network.transport
  network.type observer.name observer.vendor observer.product process.command_line process.executable process.name
  process.title process.working_directory process.args related.hosts related.user rule.id rule.name service.name
  service.type source.address source.domain source.mac destination.address destination.domain destination.mac
  client.address client.domain server.address server.domain tags url.domain url.full url.original url.path url.query
  user.domain user.email user.full_name user.id user.name user.effective.name user.target.name user_agent.original`,
)
declare(
  'ip',
  'source.ip destination.ip client.ip server.ip host.ip observer.ip related.ip source.nat.ip destination.nat.ip',
)
declare(
  'number',
  `source.port destination.port client.port server.port source.bytes destination.bytes source.packets
  destination.packets network.bytes network.packets process.pid process.parent.pid process.exit_code process.ppid
  process.thread.id event.duration event.severity event.sequence event.risk_score http.response.status_code
  http.request.bytes http.response.bytes file.size log.syslog.priority log.syslog.facility.code
  log.syslog.severity.code url.port`,
)
declare('boolean', 'process.interactive')
declare(
  'date',
  '@timestamp event.created event.start event.end event.ingested file.mtime file.ctime file.created process.start',
)

/** The type of a field by its dotted name; undefined where any value is fine. */
export function ecsType(name: string): EcsType | undefined {
  return types.get(name)
}

/** True for the first part of a dotted name that ECS defines as an object. */
export function isEcsRoot(name: string): boolean {
  return types.get(name) === 'object'
}
