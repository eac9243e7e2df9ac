import type { Facts } from './facts.ts'

/**
 * cron's lines (Vixie cron, cronie): `(root) CMD (/usr/bin/true)`, and crontab's: `(alice) REPLACE (alice)`. The
 * command may contain brackets, so it runs to the last one.
 */
export function mapCron(message: string): Facts | undefined {
  if (message.charCodeAt(0) !== 40) return undefined
  const close = message.indexOf(') ')
  if (close < 0) return undefined
  const user = message.slice(1, close)
  const rest = message.slice(close + 2)
  const open = rest.indexOf(' (')
  const verb = open < 0 ? rest : rest.slice(0, open)
  const inside = open < 0 ? '' : rest.slice(open + 2, rest.endsWith(')') ? -1 : undefined)
  switch (verb) {
    case 'CMD':
      return {
        category: ['process'],
        type: ['start'],
        action: 'cron_command',
        user,
        effectiveUser: user,
        commandLine: inside.trim(),
      }
    case 'CMDEND':
      return { category: ['process'], type: ['end'], action: 'cron_command_end', user, commandLine: inside.trim() }
    case 'REPLACE':
    case 'BEGIN EDIT':
    case 'END EDIT':
    case 'DELETE':
      return {
        category: ['configuration', 'file'],
        type: verb === 'DELETE' ? ['deletion'] : ['change'],
        action: `crontab_${verb.toLowerCase().replace(' ', '_')}`,
        user,
        targetUser: inside || undefined,
      }
    case 'LIST':
      return {
        category: ['configuration'],
        type: ['access'],
        action: 'crontab_list',
        user,
        targetUser: inside || undefined,
      }
    case 'RELOAD':
      return {
        category: ['configuration'],
        type: ['change'],
        action: 'crontab_reload',
        user,
        extra: { crontab: inside },
      }
    default:
      return undefined
  }
}
