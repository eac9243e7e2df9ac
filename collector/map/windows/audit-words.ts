import type { JsonObject } from '../../../core/lib/json.ts'
import { said, whole } from './values.ts'

/** Subcategories of the audit policy (MS-GPAC §2.2.1.4) by the two digits that tell their GUIDs apart. */
const subcategories: readonly (readonly [category: string, names: string])[] = [
  [
    'System',
    '10 Security State Change;11 Security System Extension;12 System Integrity;13 IPsec Driver;14 Other System Events',
  ],
  [
    'Logon/Logoff',
    '15 Logon;16 Logoff;17 Account Lockout;18 IPsec Main Mode;19 IPsec Quick Mode;1A IPsec Extended Mode;1B Special Logon;1C Other Logon/Logoff Events;43 Network Policy Server;47 User / Device Claims;49 Group Membership',
  ],
  [
    'Object Access',
    '1D File System;1E Registry;1F Kernel Object;20 SAM;21 Certification Services;22 Application Generated;23 Handle Manipulation;24 File Share;25 Filtering Platform Packet Drop;26 Filtering Platform Connection;27 Other Object Access Events;44 Detailed File Share;45 Removable Storage;46 Central Policy Staging',
  ],
  ['Privilege Use', '28 Sensitive Privilege Use;29 Non Sensitive Privilege Use;2A Other Privilege Use Events'],
  [
    'Detailed Tracking',
    '2B Process Creation;2C Process Termination;2D DPAPI Activity;2E RPC Events;48 Plug and Play Events;4A Token Right Adjusted Events',
  ],
  [
    'Policy Change',
    '2F Audit Policy Change;30 Authentication Policy Change;31 Authorization Policy Change;32 MPSSVC Rule-Level Policy Change;33 Filtering Platform Policy Change;34 Other Policy Change Events',
  ],
  [
    'Account Management',
    '35 User Account Management;36 Computer Account Management;37 Security Group Management;38 Distribution Group Management;39 Application Group Management;3A Other Account Management Events',
  ],
  [
    'DS Access',
    '3B Directory Service Access;3C Directory Service Changes;3D Directory Service Replication;3E Detailed Directory Service Replication',
  ],
  [
    'Account Logon',
    '3F Credential Validation;40 Kerberos Service Ticket Operations;41 Other Account Logon Events;42 Kerberos Authentication Service',
  ],
]

const bySuffix = new Map(
  subcategories.flatMap(([category, names]) =>
    names.split(';').map((one) => [one.slice(0, 2), { category, name: one.slice(3) }] as const),
  ),
)

/** Messages of `%%84xx` in 4719 and 4912 (msaudite.dll). */
const policyChanges = words('8448 Success removed;8449 Success Added;8450 Failure removed;8451 Failure Added')

/** Access rights as messages `%%…` (msobjs.dll): standard rights, then those of files, keys and directory objects. */
const accessRights = words(
  '1537 DELETE;1538 READ_CONTROL;1539 WRITE_DAC;1540 WRITE_OWNER;1541 SYNCHRONIZE;1542 ACCESS_SYS_SEC;' +
    '4416 ReadData (or ListDirectory);4417 WriteData (or AddFile);' +
    '4418 AppendData (or AddSubdirectory or CreatePipeInstance);4419 ReadEA;4420 WriteEA;4421 Execute/Traverse;' +
    '4422 DeleteChild;4423 ReadAttributes;4424 WriteAttributes;' +
    '4432 Query key value;4433 Set key value;4434 Create sub-key;4435 Enumerate sub-keys;' +
    '4436 Notify about changes to keys;4437 Create Link;' +
    '7680 Create Child;7681 Delete Child;7682 List Contents;7683 Write Self;7684 Read Property;7685 Write Property;' +
    '7686 Delete Tree;7687 List Object;7688 Control Access',
)

/** Flags of userAccountControl as the Security log writes them, lowest first (Microsoft, 4720 and 4738). */
const accountFlags: readonly (readonly [number, string])[] = [
  [0x1, 'SCRIPT'],
  [0x2, 'ACCOUNTDISABLE'],
  [0x8, 'HOMEDIR_REQUIRED'],
  [0x10, 'LOCKOUT'],
  [0x20, 'PASSWD_NOTREQD'],
  [0x40, 'PASSWD_CANT_CHANGE'],
  [0x80, 'ENCRYPTED_TEXT_PWD_ALLOWED'],
  [0x100, 'TEMP_DUPLICATE_ACCOUNT'],
  [0x200, 'NORMAL_ACCOUNT'],
  [0x800, 'INTERDOMAIN_TRUST_ACCOUNT'],
  [0x1000, 'WORKSTATION_TRUST_ACCOUNT'],
  [0x2000, 'SERVER_TRUST_ACCOUNT'],
  [0x10000, 'DONT_EXPIRE_PASSWORD'],
  [0x20000, 'MNS_LOGON_ACCOUNT'],
  [0x40000, 'SMARTCARD_REQUIRED'],
  [0x80000, 'TRUSTED_FOR_DELEGATION'],
  [0x100000, 'NOT_DELEGATED'],
  [0x200000, 'USE_DES_KEY_ONLY'],
  [0x400000, 'DONT_REQ_PREAUTH'],
  [0x800000, 'PASSWORD_EXPIRED'],
  [0x1000000, 'TRUSTED_TO_AUTH_FOR_DELEGATION'],
  [0x4000000, 'PARTIAL_SECRETS_ACCOUNT'],
]

function words(table: string): ReadonlyMap<string, string> {
  return new Map(table.split(';').map((one) => [one.slice(0, 4), one.slice(5)]))
}

/**
 * What numbers of the Security log mean, beside them under the names that Elastic's integration gives them: the audit
 * policy that changed, the rights that were asked for, the flags of an account.
 */
export function auditWords(data: JsonObject): void {
  const guid = said(data, 'SubcategoryGuid')
  const found = guid === undefined ? undefined : bySuffix.get(guid.replace('{', '').slice(6, 8).toUpperCase())
  if (found !== undefined) {
    data.Category ??= found.category
    data.SubCategory ??= found.name
  }
  describe(data, 'AuditPolicyChanges', policyChanges)
  describe(data, 'AccessList', accessRights)
  const flags = whole(said(data, 'NewUacValue'))
  if (flags === undefined) return
  const names = accountFlags.filter(([flag]) => (flags & flag) !== 0).map(([, name]) => name)
  if (names.length > 0) data.NewUACList ??= names
}

function describe(data: JsonObject, field: string, table: ReadonlyMap<string, string>): void {
  const text = said(data, field)
  if (text === undefined || text.length > 2000) return
  const names = (text.match(/%%\d{4}/g) ?? []).map((code) => table.get(code.slice(2)))
  const known = names.filter((name) => name !== undefined)
  if (known.length > 0) data[`${field}Description`] ??= known
}
