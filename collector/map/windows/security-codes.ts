import { happenings } from './happenings.ts'

/**
 * Events of the Security log (Microsoft, Appendix L and the pages of each event), in the words of Elastic's system
 * integration where it has them.
 */
export const securityHappenings = happenings(`
1100 process end logging-service-shutdown
1101 iam admin audit-events-dropped
1102 iam admin,change audit-log-cleared
1104 iam admin logging-full
1105 iam admin auditlog-archieved
1108 iam admin logging-processing-error
4608 host start windows-started
4609 host end windows-shut-down
4610 configuration access authentication-package-loaded
4611 configuration change trusted-logon-process-registered
4614 configuration access notification-package-loaded
4616 configuration change system-time-changed
4622 configuration access security-package-loaded
4624 authentication start logged-in
4625 authentication start logon-failed
4627 iam info group-membership-info
4634 authentication end logged-out
4647 authentication end logged-out
4648 authentication start logged-in-explicit
4649 authentication start replay-attack-detected
4656 file access requested-handle-to-object
4657 registry,configuration change registry-value-modified
4658 file access handle-closed-object
4659 file access object-was-requested-with-intent-to-delete
4660 file,registry deletion object-deleted
4661 file access requested-handle-to-object
4662 iam,configuration admin,info object-operation-performed
4663 file access accessed-object
4664 file creation create-hard-link
4670 iam,configuration admin,change permissions-changed
4672 iam admin logged-in-special
4673 iam admin privileged-service-called
4674 iam admin privileged-operation
4675 authentication info sids-filtered
4688 process start created-process
4689 process end exited-process
4690 process access duplicate-handle-attempt
4691 process access indirect-object-access-requested
4692 configuration access dpapi-master-key-backup-attempted
4693 configuration access dpapi-master-key-recovery-attempted
4694 configuration access auditable-data-protection-attempted
4695 configuration access auditable-data-unprotection-attempted
4696 process change primary-token-assigned
4697 iam,configuration admin,change service-installed
4698 iam,configuration creation,admin scheduled-task-created
4699 iam,configuration deletion,admin scheduled-task-deleted
4700 iam,configuration change,admin scheduled-task-enabled
4701 iam,configuration change,admin scheduled-task-disabled
4702 iam,configuration change,admin scheduled-task-updated
4703 iam admin,change user-right-adjusted
4704 iam user,change user-right-assigned
4705 iam user,change user-right-removed
4706 configuration creation domain-trust-added
4707 configuration deletion domain-trust-removed
4713 configuration change kerberos-policy-changed
4714 configuration change encrypted-data-recovery-policy-changed
4715 configuration change object-audit-policy-changed
4716 configuration change trusted-domain-information-changed
4717 iam,configuration admin,change system-security-access-granted
4718 iam,configuration admin,deletion system-security-access-removed
4719 iam,configuration admin,change changed-audit-config
4720 iam user,creation added-user-account
4722 iam user,change enabled-user-account
4723 iam user,change changed-password
4724 iam user,change reset-password
4725 iam user,deletion disabled-user-account
4726 iam user,deletion deleted-user-account
4727,4731,4754 iam group,creation added-group-account
4728,4732,4756 iam group,change added-member-to-group
4729,4733,4757 iam group,change removed-member-from-group
4730,4734,4758 iam group,deletion deleted-group-account
4735,4737,4755 iam group,change modified-group-account
4738 iam user,change modified-user-account
4739 configuration change domain-policy-changed
4740 iam user,change locked-out-user-account
4741 iam creation,admin added-computer-account
4742 iam change,admin changed-computer-account
4743 iam deletion,admin deleted-computer-account
4744,4749,4759 iam group,creation added-distribution-group-account
4745,4750,4760 iam group,change changed-distribution-group-account
4746,4751,4761 iam group,change added-member-to-distribution-group
4747,4752,4762 iam group,change removed-member-from-distribution-group
4748,4753,4763 iam group,deletion deleted-distribution-group-account
4764 iam group,change type-changed-group-account
4765 iam user,change sid-history-added
4766 iam user,change sid-history-addition-failed
4767 iam user,change unlocked-user-account
4768 authentication start kerberos-authentication-ticket-requested
4769 authentication start kerberos-service-ticket-requested
4770 authentication start kerberos-service-ticket-renewed
4771 authentication start kerberos-preauth-failed
4772 authentication start kerberos-authentication-ticket-request-failed
4773 authentication start kerberos-service-ticket-request-failed
4774 authentication start account-mapped-for-logon
4775 authentication start account-mapping-failed
4776 authentication start credential-validated
4777 authentication start credential-validation-failed
4778 authentication,session start session-reconnected
4779 authentication,session end session-disconnected
4780 iam admin,change administrators-acl-set
4781 iam user,change renamed-user-account
4782 iam user,access password-hash-accessed
4793 iam admin,info password-policy-checked
4794 iam admin,change directory-services-restore-mode-password-set
4797 iam user,info blank-password-queried
4798 iam user,info group-membership-enumerated
4799 iam group,info user-member-enumerated
4800 session end workstation-locked
4801 session start workstation-unlocked
4802 session info screen-saver-invoked
4803 session info screen-saver-dismissed
4817 iam,configuration admin,change object-audit-changed
4825 authentication start remote-desktop-access-denied
4886 iam info certificate-requested
4887 iam creation certificate-issued
4898 configuration info certificate-template-loaded
4899 configuration change certificate-template-updated
4902 iam,configuration admin,creation user-audit-policy-created
4904 iam,configuration admin,change security-event-source-added
4905 iam,configuration admin,deletion security-event-source-removed
4906 iam,configuration admin,change crash-on-audit-changed
4907 iam,configuration admin,change audit-setting-changed
4908 iam,configuration admin,change special-group-table-changed
4912 iam,configuration admin,change per-user-audit-policy-changed
4928,4929,4930,4931,4932,4933,4934,4935,4936,4937 iam info directory-replication
4944 configuration info windows-firewall-policy-active
4945 configuration info windows-firewall-rule-listed
4946 configuration creation windows-firewall-rule-added
4947 configuration change windows-firewall-rule-modified
4948 configuration deletion windows-firewall-rule-deleted
4950 configuration change windows-firewall-setting-changed
4954 configuration change windows-firewall-group-policy-changed
4964 iam admin,group logged-in-special
4985 file change transaction-state-changed
5024 process start windows-firewall-service-started
5025 process end windows-firewall-service-stopped
5031 network denied windows-firewall-blocked-application
5033 driver start windows-firewall-driver-started
5034 driver end windows-firewall-driver-stopped
5037 driver end windows-firewall-driver-error
5038 driver,file info code-integrity-hash-invalid!
5058 file access key-file-operation
5059 file access key-migration-operation
5061 file access cryptographic-operation
5136 iam,configuration admin,change directory-service-object-modified
5137 iam,configuration admin,creation directory-service-object-created
5138 iam,configuration admin,creation directory-service-object-undeleted
5139 iam,configuration admin,change directory-service-object-moved
5140 network,file info,access network-share-object-accessed
5141 iam,configuration admin,deletion directory-service-object-deleted
5142 configuration creation network-share-object-added
5143 configuration change network-share-object-modified
5144 configuration deletion network-share-object-deleted
5145 network,file info,access network-share-object-access-checked
5146,5147 network connection,denied windows-firewall-packet-blocked
5148,5149 network info windows-firewall-dos-attack
5150,5151,5152,5153 network connection,denied windows-firewall-packet-drop
5154 network connection,allowed windows-firewall-listen-allowed
5155 network connection,denied windows-firewall-listen-blocked
5156 network connection,allowed windows-firewall-connection
5157 network connection,denied windows-firewall-packet-block
5158 network connection,allowed windows-firewall-bind-allowed
5159 network connection,denied windows-firewall-bind-blocked
5376 iam admin,info credential-manager-backed-up
5377 iam admin,change credential-manager-restored
5379 iam user,access credential-manager-credentials-read
5381 iam user,access vault-credentials-read
5382 iam user,access vault-credentials-read
5441 configuration info windows-filtering-filter-present
5447 configuration change windows-filtering-filter-changed
5449 configuration change windows-filtering-provider-context-changed
6272 authentication start network-policy-server-granted-access
6273 authentication start network-policy-server-denied-access
6281 driver,file info code-integrity-page-hash-invalid!
6416 host change external-device-recognised
6419,6420,6421,6422,6423,6424 host change device-setting-changed
`)

/** Logon types (Microsoft, Audit logon events). */
export const logonTypes: { readonly [type: string]: string } = {
  2: 'Interactive',
  3: 'Network',
  4: 'Batch',
  5: 'Service',
  7: 'Unlock',
  8: 'NetworkCleartext',
  9: 'NewCredentials',
  10: 'RemoteInteractive',
  11: 'CachedInteractive',
  12: 'CachedRemoteInteractive',
  13: 'CachedUnlock',
}

/** NTSTATUS codes of failed logons (Microsoft, 4625 and 4776). */
export const logonStatus: { readonly [status: string]: string } = {
  '0x0': 'Status OK.',
  '0xc000005e': 'There are currently no logon servers available to service the logon request.',
  '0xc0000064': 'User logon with misspelled or bad user account',
  '0xc000006a': 'User logon with misspelled or bad password',
  '0xc000006d': 'This is either due to a bad username or authentication information',
  '0xc000006e': 'Unknown user name or bad password.',
  '0xc000006f': 'User logon outside authorized hours',
  '0xc0000070': 'User logon from unauthorized workstation',
  '0xc0000071': 'User logon with expired password',
  '0xc0000072': 'User logon to account disabled by administrator',
  '0xc00000dc': 'Indicates the Sam Server was in the wrong state to perform the desired operation.',
  '0xc0000133': 'Clocks between DC and other computer too far out of sync',
  '0xc000015b': 'The user has not been granted the requested logon type (aka logon right) at this machine',
  '0xc000018c':
    'The logon request failed because the trust relationship between the primary domain and the trusted domain failed.',
  '0xc0000192': 'An attempt was made to logon, but the Netlogon service was not started.',
  '0xc0000193': 'User logon with expired account',
  '0xc0000224': 'User is required to change password at next logon',
  '0xc0000225': 'Evidently a bug in Windows and not a risk',
  '0xc0000234': 'User logon with account locked',
  '0xc00002ee': 'Failure Reason: An Error occurred during Logon',
  '0xc0000371': 'The local account store does not contain secret material for the specified account',
  '0xc0000413':
    'Logon Failure: The machine you are logging onto is protected by an authentication firewall. The specified account is not allowed to authenticate to the machine.',
}

/** Messages of `%%23xx` in 4625 (msobjs.dll). */
export const failureReasons: { readonly [code: string]: string } = {
  '%%2304': 'An Error occured during Logon.',
  '%%2305': 'The specified user account has expired.',
  '%%2306': 'The NetLogon component is not active.',
  '%%2307': 'Account locked out.',
  '%%2308': 'The user has not been granted the requested logon type at this machine.',
  '%%2309': "The specified account's password has expired.",
  '%%2310': 'Account currently disabled.',
  '%%2311': 'Account logon time restriction violation.',
  '%%2312': 'User not allowed to logon at this computer.',
  '%%2313': 'Unknown user name or bad password.',
}

/** Kerberos encryption types (RFC 3961 §8 and Microsoft, 4768). */
export const ticketEncryption: { readonly [type: string]: string } = {
  '0x1': 'DES-CBC-CRC',
  '0x3': 'DES-CBC-MD5',
  '0x11': 'AES128-CTS-HMAC-SHA1-96',
  '0x12': 'AES256-CTS-HMAC-SHA1-96',
  '0x17': 'RC4-HMAC',
  '0x18': 'RC4-HMAC-EXP',
  '0xffffffff': 'FAIL',
}

/** Kerberos results (RFC 4120 §7.5.9), by their number. */
export const kerberosStatus: { readonly [code: number]: string } = {
  0: 'KDC_ERR_NONE',
  1: 'KDC_ERR_NAME_EXP',
  2: 'KDC_ERR_SERVICE_EXP',
  3: 'KDC_ERR_BAD_PVNO',
  6: 'KDC_ERR_C_PRINCIPAL_UNKNOWN',
  7: 'KDC_ERR_S_PRINCIPAL_UNKNOWN',
  8: 'KDC_ERR_PRINCIPAL_NOT_UNIQUE',
  9: 'KDC_ERR_NULL_KEY',
  12: 'KDC_ERR_POLICY',
  13: 'KDC_ERR_BADOPTION',
  14: 'KDC_ERR_ETYPE_NOTSUPP',
  16: 'KDC_ERR_PADATA_TYPE_NOSUPP',
  18: 'KDC_ERR_CLIENT_REVOKED',
  19: 'KDC_ERR_SERVICE_REVOKED',
  20: 'KDC_ERR_TGT_REVOKED',
  23: 'KDC_ERR_KEY_EXPIRED',
  24: 'KDC_ERR_PREAUTH_FAILED',
  25: 'KDC_ERR_PREAUTH_REQUIRED',
  27: 'KDC_ERR_MUST_USE_USER2USER',
  31: 'KRB_AP_ERR_BAD_INTEGRITY',
  32: 'KRB_AP_ERR_TKT_EXPIRED',
  33: 'KRB_AP_ERR_TKT_NYV',
  34: 'KRB_AP_ERR_REPEAT',
  36: 'KRB_AP_ERR_BADMATCH',
  37: 'KRB_AP_ERR_SKEW',
  41: 'KRB_AP_ERR_MODIFIED',
  60: 'KRB_ERR_GENERIC',
  68: 'KDC_ERR_WRONG_REALM',
}

/** Flags of a Kerberos ticket request (Microsoft, 4768 and 4769), highest first. */
export const ticketOptions: readonly (readonly [number, string])[] = [
  [0x40000000, 'Forwardable'],
  [0x20000000, 'Forwarded'],
  [0x10000000, 'Proxiable'],
  [0x08000000, 'Proxy'],
  [0x04000000, 'Allow-postdate'],
  [0x02000000, 'Postdated'],
  [0x01000000, 'Invalid'],
  [0x00800000, 'Renewable'],
  [0x00400000, 'Initial'],
  [0x00200000, 'Pre-authent'],
  [0x00100000, 'Opt-hardware-auth'],
  [0x00080000, 'Transited-policy-checked'],
  [0x00040000, 'Ok-as-delegate'],
  [0x00020000, 'Request-anonymous'],
  [0x00010000, 'Name-canonicalize'],
  [0x00000020, 'Disable-transited-check'],
  [0x00000010, 'Renewable-ok'],
  [0x00000008, 'Enc-tkt-in-skey'],
  [0x00000002, 'Renew'],
  [0x00000001, 'Validate'],
]

/** Types of services (Microsoft, 4697). */
export const serviceTypes: { readonly [type: string]: string } = {
  '0x1': 'Kernel Driver',
  '0x2': 'File System Driver',
  '0x8': 'Recognizer Driver',
  '0x10': 'Win32 Own Process',
  '0x20': 'Win32 Share Process',
  '0x110': 'Interactive Own Process',
  '0x120': 'Interactive Share Process',
}
