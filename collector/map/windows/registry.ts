import type { EventDocument } from '../../../core/event/event.ts'
import { part } from '../write-facts.ts'

const hives: { readonly [root: string]: string } = {
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_CURRENT_CONFIG: 'HKCC',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_DYN_DATA: 'HKDD',
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_PERFORMANCE_DATA: 'HKPD',
  HKEY_USERS: 'HKU',
}
const short = new Set(Object.values(hives))

/** `registry.*` of a path as Sysmon writes it (`HKLM\…`, `HKU\…`) and of what was set there. */
export function setRegistry(document: EventDocument, path: string | undefined, details: string | undefined): void {
  if (path === undefined) return
  const registry = part(document, 'registry')
  registry.path ??= path
  const first = path.indexOf('\\')
  const root = first < 0 ? path : path.slice(0, first)
  const hive = short.has(root) ? root : hives[root]
  if (hive !== undefined) {
    registry.hive ??= hive
    if (first >= 0) registry.key ??= path.slice(first + 1)
  }
  registry.value ??= path.slice(path.lastIndexOf('\\') + 1)
  if (details !== undefined && details !== '' && details !== '-') registry.data ??= dataOf(details)
}

/** Sysmon writes numbers as `DWORD (0x00000001)` and `QWORD (0x00000000-0x00000001)`, bytes as `Binary Data`. */
function dataOf(details: string): { type: string; strings: string[] } {
  const qword = /^QWORD \((0x[0-9a-f]{8})-(0x[0-9a-f]{8})\)$/i.exec(details)
  if (qword !== null) {
    const value = (BigInt(qword[1] ?? 0) << 32n) | BigInt(qword[2] ?? 0)
    return { type: 'SZ_QWORD', strings: [value.toString()] }
  }
  const dword = /^DWORD \((0x[0-9a-f]{8})\)$/i.exec(details)
  if (dword !== null) return { type: 'SZ_DWORD', strings: [String(Number(dword[1]))] }
  return { type: details === 'Binary Data' ? 'REG_BINARY' : 'REG_SZ', strings: [details] }
}
