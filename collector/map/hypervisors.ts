import { spoken, wordings } from './wording.ts'

/**
 * VMware ESXi: `hostd` (`Event 175 : Cannot login root@192.0.2.7`), `vobd` (`[esx.audit.ssh.enabled] SSH access has been
 * enabled.`) and what was typed into its shell (`[root]: esxcli vm process list`).
 */
export const mapEsxi = spoken(
  wordings(String.raw`
authentication start login failure /Event \d{1,9} : Cannot login (?<user>\S{1,200})@(?<ip>[0-9a-fA-F.:]{2,45})/
authentication start password_rejected failure /Rejected password for user (?<user>\S{1,200}) from (?<ip>[0-9a-fA-F.:]{2,45})/
authentication start login success /Event \d{1,9} : User (?<user>\S{1,200})@(?<ip>[0-9a-fA-F.:]{2,45}) logged in as/
iam change account_locked /\[esx\.audit\.account\.locked\] Remote access for ESXi local user account '(?<user>[^']{1,200})'/
configuration change ssh_enabled /\[esx\.audit\.ssh\.enabled\]/
configuration change shell_enabled /\[esx\.audit\.shell\.enabled\]/
configuration change lockdown_disabled /\[esx\.audit\.lockdownmode\.disabled\]/
process denied uninstalled_file_refused failure /\[esx\.audit\.uw\.security\.execInstalledOnly\.violation\] Execution of non-installed file prevented: (?<object>\S{1,1000})/
process start shell_command /^\[(?<user>[^\]]{1,100})\]: (?<command>.{1,3000})/
`),
  { module: 'vmware', dataset: 'vmware.esxi', vendor: 'VMware', product: 'ESXi', object: 'vmware.esxi.object' },
)

/**
 * VMware vCenter's events as it sends them by syslog: `Event [4184629] [1-1] [2026-08-10T02:44:00Z] [vim.event.VmRemovedEvent]
 * [info] [TINH\an] [Trung-tam] [4184629] [Removed may-1 on esxi-1 from Trung-tam]`.
 */
export const mapVcenter = spoken(
  wordings(String.raw`
authentication start login failure /\[vim\.event\.BadUsernameSessionEvent\].{0,300}\[Cannot login (?<user>[^\]\s]{1,200})@(?<ip>[0-9a-fA-F.:]{2,45})/
authentication start login success /\[vim\.event\.UserLoginSessionEvent\].{0,300}\[User (?<user>[^\]\s]{1,200})@(?<ip>[0-9a-fA-F.:]{2,45}) logged in/
host deletion vm_removed /\[vim\.event\.VmRemovedEvent\] \[[a-z]{1,20}\] \[(?<user>[^\]]{0,200})\].{0,300}\[Removed (?<object>.{1,200}) on /
host end vm_powered_off /\[vim\.event\.VmPoweredOffEvent\] \[[a-z]{1,20}\] \[(?<user>[^\]]{0,200})\].{0,300}\[(?<object>[^\]]{1,200}) on /
iam change permission_added /\[vim\.event\.PermissionAddedEvent\] \[[a-z]{1,20}\] \[(?<user>[^\]]{0,200})\].{0,300}\[Permission created for (?<target>[^\]]{1,200}) on (?<object>[^\]]{1,200}), role is/
host deletion datastore_file_deleted /\[vim\.event\.DatastoreFileDeletedEvent\] \[[a-z]{1,20}\] \[(?<user>[^\]]{0,200})\]/
configuration change ssh_enabled /\[esx\.audit\.ssh\.enabled\] \[[a-z]{1,20}\] \[(?<user>[^\]]{0,200})\]/
`),
  {
    module: 'vmware',
    dataset: 'vmware.vcenter',
    vendor: 'VMware',
    product: 'vCenter',
    object: 'vmware.vcenter.object',
  },
)

/** Proxmox VE: log-ins and tasks (`<root@pam> starting task UPID:pve-01:0001A2B3:…:qmdestroy:101:root@pam:`). */
export const mapProxmox = spoken(
  wordings(String.raw`
authentication start login failure /^authentication failure; rhost=(?<ip>[0-9a-fA-F.:]{2,45}) user=(?<user>\S{1,200}) msg=(?<reason>.{1,300})/
authentication start login success /^successful auth for user '(?<user>[^']{1,200})'/
host deletion guest_destroyed /^<(?<user>[^>]{1,200})> starting task UPID:[^:]{1,100}:[0-9A-F:]{1,60}:(?:qmdestroy|vzdestroy):(?<object>\d{1,9}):/
host deletion snapshot_deleted /^<(?<user>[^>]{1,200})> starting task UPID:[^:]{1,100}:[0-9A-F:]{1,60}:(?:qmdelsnapshot|vzdelsnapshot):(?<object>\d{1,9}):/
process start node_shell_opened /^<(?<user>[^>]{1,200})> starting task UPID:[^:]{1,100}:[0-9A-F:]{1,60}:vncshell:/
`),
  { module: 'proxmox', dataset: 'proxmox.pve', vendor: 'Proxmox', product: 'Proxmox VE', object: 'proxmox.pve.guest' },
)
