/** Fields of the event's own head, the same in every log. */
const head: { readonly [field: string]: readonly string[] } = {
  EventID: ['event.code'],
  Provider_Name: ['winlog.provider_name'],
  Channel: ['winlog.channel'],
  Computer: ['winlog.computer_name'],
  ComputerName: ['winlog.computer_name'],
  Level: ['event.severity'],
  Keywords: ['winlog.keyword_mask', 'winlog.keywords'],
  Task: ['winlog.task'],
  Message: ['message'],
  Execution_ProcessID: ['winlog.process.pid'],
}

/**
 * Fields that several logs give under names of their own (Sysmon and 4688 for a new process), or that other platforms
 * have too: rules find them in ECS, where each stands as the vendor wrote it.
 */
const shared: { readonly [field: string]: readonly string[] } = {
  Image: ['process.executable'],
  CommandLine: ['process.command_line'],
  CurrentDirectory: ['process.working_directory'],
  ProcessId: ['process.pid'],
  ParentImage: ['process.parent.executable'],
  ParentCommandLine: ['process.parent.command_line'],
  ParentProcessId: ['process.parent.pid'],
  TargetFilename: ['file.path'],
  TargetObject: ['registry.path'],
  QueryName: ['dns.question.name'],
  SourceIp: ['source.ip'],
  SourcePort: ['source.port'],
  SourceHostname: ['source.domain'],
  DestinationIp: ['destination.ip'],
  DestinationPort: ['destination.port'],
  DestinationHostname: ['destination.domain'],
}

/** 4688 says these in other words, which rules list beside Sysmon's (`High` and `S-1-16-12288`). */
const newProcess: { readonly [field: string]: readonly string[] } = {
  ...shared,
  IntegrityLevel: ['winlog.event_data.IntegrityLevel', 'winlog.event_data.MandatoryLabel'],
  LogonId: ['winlog.event_data.LogonId', 'winlog.event_data.SubjectLogonId'],
}

/** Defender writes its names with spaces. */
const defender: { readonly [field: string]: readonly string[] } = {
  Feature_Name: ['winlog.event_data.Feature Name'],
  NewValue: ['winlog.event_data.New Value'],
  OldValue: ['winlog.event_data.Old Value'],
  ProcessName: ['winlog.event_data.Process Name'],
  SourceName: ['winlog.event_data.Source Name'],
  ThreatName: ['winlog.event_data.Threat Name'],
}

/** Rules of these look for the cleared log's name, which stands in the event's user data. */
const clearedLog: { readonly [field: string]: readonly string[] } = { Channel: ['winlog.user_data.Channel'] }

/** Services of which events (also) carry user data. */
const withUserData = new Set([
  'applocker',
  'appxpackaging-om',
  'capi2',
  'certificateservicesclient-lifecycle-system',
  'dns-server',
  'dns-server-analytic',
  'dns-server-audit',
  'driver-framework',
  'lsa-server',
  'printservice-admin',
  'printservice-operational',
  'smbclient-connectivity',
  'smbclient-security',
  'smbserver-connectivity',
  'system',
  'terminalservices-localsessionmanager',
  'wmi',
])

type Lookup = (field: string) => readonly string[]

function looked(field: string, tables: readonly { readonly [field: string]: readonly string[] }[]): readonly string[] {
  for (const table of tables) {
    const found = Object.hasOwn(table, field) ? table[field] : undefined
    if (found !== undefined) return found
  }
  // Dotted names are ECS already; everything else is a field of the vendor's event data.
  return field.includes('.') ? [field] : [`winlog.event_data.${field}`]
}

/** The event fields of a rule's field, for rules of a category. */
export function categoryFields(category: string): Lookup {
  const tables =
    category === 'process_creation' ? [head, newProcess] : category.startsWith('ps_') ? [head] : [head, shared]
  return (field) => looked(field, tables)
}

/** The event fields of a rule's field, for rules of a service; undefined for rules of all of Windows. */
export function serviceFields(service: string | undefined): Lookup {
  if (service === 'windefend') {
    return (field) => {
      const spaced = Object.hasOwn(defender, field) ? (defender[field] ?? []) : []
      return [...spaced, ...looked(field, [head])]
    }
  }
  const tables = service === 'system' ? [clearedLog, head] : [head]
  if (service !== undefined && !withUserData.has(service)) return (field) => looked(field, tables)
  return (field) => {
    const found = looked(field, tables)
    const plain = found.length === 1 && found[0] === `winlog.event_data.${field}`
    return plain ? [...found, `winlog.user_data.${field}`] : found
  }
}

/** Rules on any antivirus name its finding so. */
export function antivirusFields(field: string): readonly string[] {
  if (field === 'Signature') return ['winlog.event_data.Threat Name', 'winlog.event_data.ThreatName']
  return field === 'Filename' ? ['winlog.event_data.Path'] : looked(field, [head])
}
