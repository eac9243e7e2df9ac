import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { domainParts } from '../domain-parts.ts'
import { part } from '../write-facts.ts'
import { addRelated, setExecutable, setFile, setPeer, setUser } from './ecs-parts.ts'
import type { Happening } from './happenings.ts'
import { happenings } from './happenings.ts'
import { mapSqlServer } from './sql-server.ts'
import { said, whole } from './values.ts'

const system = happenings(`
12 host start operating-system-started
13 host end operating-system-shut-down
41 host end operating-system-not-shut-down-cleanly
104 configuration change,deletion event-log-cleared
1074 host end shutdown-initiated
6005 process start event-log-started
6006 process end event-log-stopped
6008 host end unexpected-shutdown
6013 host info uptime
7022,7023,7024,7031,7034 process end,error service-ended!
7030 configuration info service-interactive
7035 process change service-control-sent
7036 process change service-state-changed
7040 configuration change service-start-type-changed
7045 configuration,process installation,creation service-installed
10016 configuration denied dcom-permission-denied
`)

const defender = happenings(`
1000 process start scan-started
1001 process end scan-completed
1002,1005 process end scan-ended
1006,1116 malware info malware-detected
1007,1117 malware info malware-action-taken
1008,1118,1119 malware info malware-action-failed!
1009 malware info quarantine-restored
1011,1012 malware deletion quarantine-deleted
1013 malware deletion malware-history-deleted
1015 malware info suspicious-behaviour-detected
1121,1122 process denied,info attack-surface-reduction
1123,1124 process denied,info controlled-folder-access
1125,1126 network denied,info network-protection
1127 process denied controlled-folder-access
2000 package change signature-updated
2001,2003 package change signature-update-failed!
3002,3007 configuration error real-time-protection-failed!
5000 configuration change real-time-protection-enabled
5001 configuration change real-time-protection-disabled
5004 configuration change real-time-protection-changed
5007 configuration change configuration-changed
5008 process error engine-failed!
5009 configuration change scanning-enabled
5010,5012 configuration change scanning-disabled
5013 configuration change,denied tamper-protection-blocked
5101 configuration info platform-expired
`)

const taskScheduler = happenings(`
100 process start task-started
102 process end task-completed
106 configuration creation task-registered
107,108,109,110,118,119 process start task-triggered
111 process end task-terminated
129 process start task-process-created
140 configuration change task-updated
141 configuration deletion task-deleted
142 configuration change task-disabled
200 process start task-action-started
201 process end task-action-completed
203 process error task-action-failed!
`)

const firewall = happenings(`
2002,2003,2008,2010,2082,2083 configuration change firewall-setting-changed
2004,2071,2097 configuration creation firewall-rule-added
2005,2073,2099 configuration change firewall-rule-modified
2006,2052 configuration deletion firewall-rule-deleted
2009 configuration error firewall-policy-load-failed!
2032,2060 configuration change firewall-reset
2033,2059 configuration deletion firewall-rules-deleted
2011 network denied firewall-blocked-application
`)

const appLocker = happenings(`
8002,8005,8020,8023 process allowed,start application-allowed
8003,8006,8021,8024 process allowed,start application-would-be-blocked
8004,8007,8022,8025 process denied,start application-blocked
8001 configuration change policy-applied
`)

const terminal = happenings(`
21 authentication,session start session-logon
22 session start shell-started
23 authentication,session end session-logoff
24 session end session-disconnected
25 session start session-reconnected
39,40 session end session-disconnected
1149 authentication start remote-connection-authenticated
`)

const wmi = happenings(`
5857 process start wmi-provider-started
5858 process error wmi-operation-failed!
5859 configuration creation wmi-subscription
5860 configuration creation wmi-temporary-subscription
5861 configuration creation wmi-permanent-subscription
`)

const bits = happenings(`
3 network creation,info transfer-job-created
4 network end transfer-completed
59 network start transfer-started
60 network end transfer-stopped
61 network error transfer-failed!
16403 network creation,info transfer-job-created
`)

const dnsClient = happenings(`
3006 network start,protocol dns-query-started
3008 network protocol,info dns-query
3020 network protocol,info dns-response
`)

const tables: readonly (readonly [start: string, table: ReadonlyMap<string, Happening>])[] = [
  ['windows.system', system],
  ['windows.windows_defender', defender],
  ['windows.taskscheduler', taskScheduler],
  ['windows.firewall', firewall],
  ['windows.applocker', appLocker],
  ['windows.terminalservices', terminal],
  ['windows.wmi_activity', wmi],
  ['windows.bits_client', bits],
  ['windows.dns_client', dnsClient],
]

/** What an event of a channel without a mapping of its own is; undefined for one that no table names. */
export function otherHappening(dataset: string, code: string): Happening | undefined {
  for (const [start, table] of tables) if (dataset.startsWith(start)) return table.get(code)
  return undefined
}

/** What such events have in common: program, file, service, threat, account, far end. */
export function mapOther(document: EventDocument, dataset: string, data: JsonObject, userData: JsonObject): void {
  const from = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = said(data, name) ?? said(userData, name)
      if (value !== undefined) return value
    }
    return undefined
  }
  if (dataset === 'windows.system') {
    const service = from('ServiceName', 'param1')
    if (data.ServiceName !== undefined && service !== undefined) part(document, 'service').name ??= service
    const image = from('ImagePath')
    if (image !== undefined) part(document, 'process').command_line ??= image
  }
  if (dataset === 'windows.application') mapSqlServer(document, data)
  if (dataset === 'windows.windows_defender') threat(document, from)
  if (dataset.startsWith('windows.terminalservices')) {
    setPeer(document, 'source', { ...userData, ...data }, { ip: 'Address' })
    setPeer(document, 'source', { ...userData, ...data }, { ip: 'Param3' })
  }
  if (dataset.startsWith('windows.applocker')) {
    const path = from('FullFilePath', 'FilePath')
    if (path !== undefined) {
      setFile(part(document, 'file'), path)
      setExecutable(part(document, 'process'), path)
    }
  }
  if (dataset.startsWith('windows.taskscheduler')) {
    const action = from('Path', 'ActionName')
    if (action !== undefined) setExecutable(part(document, 'process'), action)
    const pid = whole(from('ProcessID', 'EnginePID'))
    if (pid !== undefined) part(document, 'process').pid ??= pid
  }
  if (dataset.startsWith('windows.firewall')) {
    const path = from('ModifyingApplication')
    if (path !== undefined) setExecutable(part(document, 'process'), path)
    const rule = from('RuleName')
    if (rule !== undefined) part(document, 'rule').name ??= rule
  }
  if (dataset.startsWith('windows.dns_client')) {
    const name = from('QueryName')
    if (name !== undefined) {
      part(document, 'dns').question ??= { name, ...domainParts(name) }
      addRelated(document, 'hosts', [name])
    }
  }
  setUser(document, from('User', 'UserName', 'UserContext', 'SubjectUserName', 'Detection User'))
}

function threat(document: EventDocument, from: (...names: readonly string[]) => string | undefined): void {
  const name = from('Threat Name', 'ThreatName')
  if (name !== undefined) part(document, 'threat').indicator ??= { name }
  // Path says `file:_C:\x.exe; process:_pid:12`; the first file of it is what was found.
  const path = from('Path')
  const file = path === undefined ? undefined : /(?:^|;\s*)(?:containerfile|file):_([^;]+)/i.exec(path)?.[1]
  if (file !== undefined) setFile(part(document, 'file'), file.replace(/->.*$/, ''))
  const process = from('Process Name', 'ProcessName')
  if (process !== undefined && process !== 'Unknown') setExecutable(part(document, 'process'), process)
}
