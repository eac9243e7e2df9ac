import type { Facts } from './facts.ts'
import { after, between, unquoted } from './words.ts'

/**
 * What shadow-utils say when accounts and groups change: useradd, userdel, usermod, groupadd, groupdel, groupmod,
 * gpasswd, passwd, chpasswd, chage, chsh, chfn (shadow 4.x).
 */
export function mapAccounts(message: string): Facts | undefined {
  const facts = created(message) ?? membership(message) ?? deleted(message) ?? changed(message) ?? passwordLine(message)
  return facts === undefined ? undefined : aloneIsUser(facts)
}

/**
 * Most of these lines do not say who did it. The one account that an event of a user names is then its user as well,
 * as Elastic's integration has it, so that a search for a user finds what became of the account.
 */
export function aloneIsUser(facts: Facts): Facts {
  if (facts.user !== undefined || facts.targetUser === undefined || !facts.type.includes('user')) return facts
  return { ...facts, user: facts.targetUser, userId: facts.targetUserId }
}

function created(message: string): Facts | undefined {
  const user = after(message, 'new user: name=')
  if (user !== undefined) {
    return {
      ...done('user', 'creation', 'user_added'),
      targetUser: upToComma(user),
      targetUserId: value(message, 'UID='),
      groupId: value(message, 'GID='),
      extra: picked(message, { home: 'home=', shell: 'shell=', from: 'from=' }),
    }
  }
  const group =
    after(message, 'new group: name=') ??
    after(message, 'group added to /etc/group: name=') ??
    after(message, 'group added to /etc/gshadow: name=')
  if (group !== undefined) {
    return { ...done('group', 'creation', 'group_added'), group: upToComma(group), groupId: value(message, 'GID=') }
  }
  const refused = between(message, "failed adding user '", "'")
  if (refused === undefined) return undefined
  return { ...done('user', 'creation', 'user_added'), outcome: 'failure', targetUser: refused }
}

function membership(message: string): Facts | undefined {
  // `add 'eve' to group 'sudo'`, `add 'eve' to shadow group 'sudo'`; newer versions use double quotes
  const added = after(message, 'add ')
  if (added !== undefined) {
    const to = added.indexOf(' to ')
    if (to > 0) return member('user_added_to_group', added.slice(0, to), lastWord(added))
  }
  const removed = after(message, 'delete ')
  const from = removed?.indexOf(' from ') ?? -1
  if (removed !== undefined && from > 0)
    return member('user_removed_from_group', removed.slice(0, from), lastWord(removed))
  // gpasswd: `user eve added by root to group sudo`
  const user = after(message, 'user ')
  if (user === undefined) return undefined
  const addedBy = user.indexOf(' added by ')
  const removedBy = user.indexOf(' removed by ')
  const at = addedBy > 0 ? addedBy : removedBy
  if (at < 0) return undefined
  return {
    ...member(addedBy > 0 ? 'user_added_to_group' : 'user_removed_from_group', user.slice(0, at), lastWord(user)),
    user: between(user, ' by ', ' '),
  }
}

function member(action: string, user: string, group: string): Facts {
  return {
    ...done('group', 'change', action),
    type: ['user', 'group', 'change'],
    targetUser: unquoted(user),
    group: unquoted(group),
  }
}

function deleted(message: string): Facts | undefined {
  const user = after(message, 'delete user ')
  if (user !== undefined) return { ...done('user', 'deletion', 'user_deleted'), targetUser: unquoted(user) }
  const owned = after(message, 'removed group ') ?? after(message, 'removed shadow group ')
  if (owned !== undefined) {
    const end = owned.indexOf(' owned by ')
    return {
      ...done('group', 'deletion', 'group_deleted'),
      group: unquoted(end < 0 ? owned : owned.slice(0, end)),
      ...(end > 0 && { targetUser: unquoted(owned.slice(end + 10)) }),
    }
  }
  const group = between(message, "group '", "' removed") ?? between(message, 'group "', '" removed')
  return group === undefined ? undefined : { ...done('group', 'deletion', 'group_deleted'), group }
}

function changed(message: string): Facts | undefined {
  const name = after(message, 'change user name ')
  if (name !== undefined) {
    const to = name.indexOf(' to ')
    return {
      ...done('user', 'change', 'user_renamed'),
      targetUser: unquoted(to < 0 ? name : name.slice(0, to)),
      ...(to > 0 && { targetName: unquoted(name.slice(to + 4)) }),
    }
  }
  const user = quotedAfter(message, 'change user ')
  if (user !== undefined) return userChange(message, user)
  const locked = quotedAfter(message, 'lock user ')
  if (locked !== undefined) return { ...done('user', 'change', 'user_locked'), targetUser: locked }
  const unlocked = quotedAfter(message, 'unlock user ')
  if (unlocked !== undefined) return { ...done('user', 'change', 'user_unlocked'), targetUser: unlocked }
  const group = after(message, 'group changed in /etc/group (group ')
  if (group === undefined) return undefined
  const end = group.search(/[/,)]/)
  return { ...done('group', 'change', 'group_changed'), group: end < 0 ? group : group.slice(0, end) }
}

/** `change user 'eve' shell from '/bin/sh' to '/bin/bash'` */
function userChange(message: string, user: string): Facts {
  const what = message.slice(message.indexOf(user) + user.length + 2).split(' ', 1)[0] ?? ''
  const to = message.lastIndexOf(' to ')
  return {
    ...done('user', 'change', what === 'password' ? 'password_changed' : 'user_changed'),
    targetUser: user,
    extra: { changed: what, ...(to > 0 && { to: unquoted(message.slice(to + 4)) }) },
  }
}

function passwordLine(message: string): Facts | undefined {
  const aging = after(message, 'changed password expiry for ')
  if (aging !== undefined) return { ...done('user', 'change', 'password_expiry_changed'), targetUser: unquoted(aging) }
  const set = after(message, 'password for ')
  const by = set?.indexOf(' changed by ') ?? -1
  if (set !== undefined && by > 0) {
    return {
      ...done('user', 'change', 'password_changed'),
      targetUser: unquoted(set.slice(0, by)),
      user: unquoted(set.slice(by + 12)),
    }
  }
  const shell = after(message, 'changed user ')
  const kind = shell?.search(/ (shell|information)/) ?? -1
  if (shell !== undefined && kind > 0)
    return { ...done('user', 'change', 'user_changed'), targetUser: unquoted(shell.slice(0, kind)) }
  return undefined
}

function done(what: 'user' | 'group', how: 'creation' | 'change' | 'deletion', action: string): Facts {
  return { category: ['iam'], type: [what, how], action, outcome: 'success' }
}

function quotedAfter(message: string, prefix: string): string | undefined {
  const rest = after(message, prefix)
  const quote = rest?.charAt(0)
  if (rest === undefined || (quote !== "'" && quote !== '"')) return undefined
  const end = rest.indexOf(quote, 1)
  return end < 0 ? undefined : rest.slice(1, end)
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1)
}

function upToComma(text: string): string {
  const end = text.indexOf(',')
  return end < 0 ? text : text.slice(0, end)
}

function value(message: string, key: string): string | undefined {
  const at = message.indexOf(key)
  return at < 0 ? undefined : upToComma(message.slice(at + key.length)) || undefined
}

function picked(message: string, keys: { readonly [name: string]: string }): { [name: string]: string } {
  const out: { [name: string]: string } = {}
  for (const [name, key] of Object.entries(keys)) {
    const found = value(message, key)
    if (found !== undefined) out[name] = found
  }
  return out
}
