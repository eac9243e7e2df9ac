const datasets: { readonly [channel: string]: string } = {
  'windows powershell': 'powershell',
  'powershellcore/operational': 'powershell_operational',
  'microsoft-windows-windows defender/operational': 'windows_defender',
  'microsoft-windows-windows firewall with advanced security/firewall': 'firewall',
  forwardedevents: 'forwarded',
}

const cache = new Map<string, string>()

/** Sysmon for Linux writes as Sysmon does, but for these names; its integration is one of its own. */
export const sysmonLinux = {
  provider: 'Linux-Sysmon',
  channel: 'Linux-Sysmon/Operational',
  module: 'sysmon_linux',
  dataset: 'sysmon_linux.log',
} as const

/**
 * `event.dataset` of a channel, as Elastic's integrations name them: `windows.security`, `windows.sysmon_operational`,
 * `windows.powershell`, … and for channels that they do not know the channel's name without `Microsoft-Windows-`.
 */
export function datasetOf(channel: string): string {
  const before = cache.get(channel)
  if (before !== undefined) return before
  if (channel === sysmonLinux.channel) return sysmonLinux.dataset
  const lower = channel.toLowerCase().slice(0, 200)
  const slug =
    datasets[lower] ??
    lower
      .replace(/^microsoft-windows-/, '')
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 80)
  const dataset = `windows.${slug === '' ? 'event' : slug}`
  // Senders choose the names of channels: the memory for them has an end.
  if (cache.size < 1000) cache.set(channel, dataset)
  return dataset
}

const providers: { readonly [provider: string]: string } = {
  'Microsoft-Windows-Security-Auditing': 'Security',
  'Microsoft-Windows-Sysmon': 'Microsoft-Windows-Sysmon/Operational',
  'Microsoft-Windows-PowerShell': 'Microsoft-Windows-PowerShell/Operational',
  PowerShell: 'Windows PowerShell',
  [sysmonLinux.provider]: sysmonLinux.channel,
  'Service Control Manager': 'System',
  EventLog: 'System',
  'Microsoft-Windows-TaskScheduler': 'Microsoft-Windows-TaskScheduler/Operational',
  'Microsoft-Windows-Windows Defender': 'Microsoft-Windows-Windows Defender/Operational',
  'Microsoft-Windows-WMI-Activity': 'Microsoft-Windows-WMI-Activity/Operational',
  'Microsoft-Windows-Bits-Client': 'Microsoft-Windows-Bits-Client/Operational',
}

/** The channel that a provider writes to, for records whose sender left the channel out. */
export function channelOf(provider: string): string | undefined {
  return Object.hasOwn(providers, provider) ? providers[provider] : undefined
}
