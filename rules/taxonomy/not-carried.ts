import type { LogSource } from '../sigma/rule.ts'
import { sourceKey } from './source-key.ts'

/** Log sources of public rules that no event can stand for, and why. A rule for one says so instead of waiting. */
const reasons: readonly (readonly [logsource: LogSource, reason: string])[] = [
  [
    { product: 'paloalto', category: 'file_event', service: 'globalprotect' },
    'PAN-OS logs no file operations of its own disk',
  ],
  [{ product: 'azure', service: 'pim' }, 'PIM alerts are in Microsoft Graph alone; no log export has them'],
]

const byKey = new Map(reasons.map(([logsource, reason]) => [sourceKey(logsource), reason]))

/** Why no event can come from the log source; undefined where one can, or where nothing is known of it. */
export function notCarried(logsource: LogSource): string | undefined {
  return byKey.get(sourceKey(logsource))
}
