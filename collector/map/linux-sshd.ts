import type { Facts } from './facts.ts'
import { party, peerOf, validity } from './linux-sshd-peer.ts'
import { after } from './words.ts'

const login = { category: ['authentication', 'session'], type: ['start'], action: 'ssh_login' } as const
const end = { category: ['session', 'network'], type: ['end', 'connection'] } as const
const refused = { category: ['network'], type: ['connection', 'denied'] } as const

/**
 * What OpenSSH's server says (auth.c, packet.c, sshd.c of OpenSSH 5 to 10). Every name in these lines is chosen by the
 * stranger at the other end, who may call himself `root from 10.0.0.1`: the address is therefore taken from the last
 * ` from `, never from the first.
 */
export function mapSshd(message: string): Facts | undefined {
  // The verbs are told apart by their first letter: most lines then cost one or two comparisons.
  switch (message.charCodeAt(0)) {
    case 65: // A
      return accepted(message)
    case 66: // B
      return badProtocol(message)
    case 67: // C
      return connection(message)
    case 68: // D
      return disconnected(message)
    case 70: // F
      return failed(message)
    case 73: // I
      return invalidUser(message)
    case 82: // R
      return received(message)
    case 85: // U
      return userNotAllowed(message)
    case 98: // b
      return bannerExchange(message)
    case 101: // e
      return errorLine(message)
    case 109: // m
      return maximumAttempts(message)
    case 115: // s
      return subsystem(message)
    default:
      return undefined
  }
}

function accepted(message: string): Facts | undefined {
  const rest = after(message, 'Accepted ')
  if (rest === undefined) return undefined
  const forUser = rest.indexOf(' for ')
  const peer = peerOf(rest)
  if (forUser < 0 || peer === undefined) return undefined
  const method = rest.slice(0, forUser)
  // `ssh2: ED25519 SHA256:…` names the key.
  const key = rest.indexOf(': ', peer.end)
  const fingerprint = key < 0 ? undefined : rest.slice(key + 2)
  return {
    ...login,
    outcome: 'success',
    user: rest.slice(forUser + 5, peer.start),
    source: peer.address,
    sourcePort: peer.port,
    extra: fingerprint === undefined ? { ssh_method: method } : { ssh_method: method, ssh_key: fingerprint },
  }
}

function failed(message: string): Facts | undefined {
  const rest = after(message, 'Failed ')
  if (rest === undefined) return undefined
  const forUser = rest.indexOf(' for ')
  const peer = peerOf(rest)
  if (forUser < 0 || peer === undefined) return undefined
  const { user, invalid } = validity(rest.slice(forUser + 5, peer.start))
  return {
    ...login,
    outcome: 'failure',
    user,
    source: peer.address,
    sourcePort: peer.port,
    extra: { ssh_method: rest.slice(0, forUser), ...(invalid && { invalid_user: true }) },
  }
}

function invalidUser(message: string): Facts | undefined {
  const rest = after(message, 'Invalid user ') ?? after(message, 'Illegal user ')
  const peer = rest === undefined ? undefined : peerOf(rest)
  if (rest === undefined || peer === undefined) return undefined
  return {
    category: ['authentication'],
    type: ['info'],
    action: 'ssh_invalid_user',
    outcome: 'failure',
    user: rest.slice(0, peer.start).trim(),
    source: peer.address,
    sourcePort: peer.port,
    extra: { invalid_user: true },
  }
}

function connection(message: string): Facts | undefined {
  const closed = after(message, 'Connection closed by ') ?? after(message, 'Connection reset by ')
  if (closed !== undefined) {
    return {
      ...end,
      action: message.startsWith('Connection r') ? 'ssh_connection_reset' : 'ssh_connection_closed',
      ...party(closed),
    }
  }
  const opened = after(message, 'Connection from ')
  if (opened === undefined) return undefined
  // `198.51.100.7 port 50600 on 192.0.2.10 port 22`: nothing in it is the stranger's choice, the first address is his.
  const on = opened.indexOf(' on ')
  return {
    category: ['network'],
    type: ['connection', 'start'],
    action: 'ssh_connection',
    ...party(on < 0 ? opened : opened.slice(0, on)),
  }
}

function disconnected(message: string): Facts | undefined {
  const from = after(message, 'Disconnected from ')
  if (from !== undefined) return { ...end, action: 'ssh_disconnected', ...party(from) }
  const kicked = after(message, 'Disconnecting ')
  if (kicked !== undefined) {
    const tooMany = kicked.includes('Too many authentication failures')
    return {
      category: tooMany ? ['authentication', 'session'] : ['session', 'network'],
      type: tooMany ? ['end', 'denied'] : ['end', 'connection'],
      action: tooMany ? 'ssh_too_many_attempts' : 'ssh_disconnected',
      ...(tooMany && { outcome: 'failure', reason: 'too many authentication failures' }),
      ...party(kicked.startsWith(': ') ? kicked.slice(2) : kicked),
    }
  }
  const silent = after(message, 'Did not receive identification string from ')
  if (silent === undefined) return undefined
  return { ...refused, action: 'ssh_no_identification', ...party(silent) }
}

function received(message: string): Facts | undefined {
  const from = after(message, 'Received disconnect from ')
  if (from !== undefined) {
    // `198.51.100.7 port 5022:11: Bye Bye [preauth]`, older `198.51.100.7: 11: Bye Bye`
    const facts = party(from)
    const reason = from.slice(from.lastIndexOf(': ') + 2).replace(' [preauth]', '')
    return { ...end, action: 'ssh_disconnected', ...(reason !== '' && { reason }), ...facts }
  }
  const root = after(message, 'ROOT LOGIN REFUSED FROM ')
  if (root !== undefined)
    return { ...login, type: ['start', 'denied'], outcome: 'failure', user: 'root', ...party(root) }
  return undefined
}

function userNotAllowed(message: string): Facts | undefined {
  if (message.startsWith('Unable to negotiate with ')) {
    const reason = message.indexOf(': ')
    return {
      ...refused,
      action: 'ssh_negotiation_failed',
      ...(reason > 0 && { reason: message.slice(reason + 2).replace(' [preauth]', '') }),
      ...party(message.slice(25)),
    }
  }
  const rest = after(message, 'User ')
  const because = rest?.indexOf(' not allowed because ') ?? -1
  if (rest === undefined || because < 0) return undefined
  const peer = peerOf(rest.slice(0, because))
  if (peer === undefined) return undefined
  return {
    category: ['authentication'],
    type: ['denied'],
    action: 'ssh_user_not_allowed',
    outcome: 'failure',
    reason: rest.slice(because + 21),
    user: rest.slice(0, peer.start),
    source: peer.address,
  }
}

function badProtocol(message: string): Facts | undefined {
  if (!message.startsWith('Bad protocol version identification ')) return undefined
  const peer = peerOf(message)
  return { ...refused, action: 'ssh_bad_protocol', source: peer?.address, sourcePort: peer?.port }
}

function bannerExchange(message: string): Facts | undefined {
  const rest = after(message, 'banner exchange: Connection from ')
  return rest === undefined ? undefined : { ...refused, action: 'ssh_bad_protocol', ...party(rest) }
}

function errorLine(message: string): Facts | undefined {
  const rest = after(message, 'error: ')
  return rest === undefined ? undefined : (maximumAttempts(rest) ?? refusedByPam(rest))
}

/** `PAM: Authentication failure for [illegal user ]eve from 198.51.100.7` */
function refusedByPam(message: string): Facts | undefined {
  const rest = after(message, 'PAM: ')
  const forUser = rest?.indexOf(' for ') ?? -1
  const peer = rest === undefined ? undefined : peerOf(rest)
  if (rest === undefined || forUser < 0 || peer === undefined) return undefined
  const { user, invalid } = validity(rest.slice(forUser + 5, peer.start))
  return {
    category: ['authentication'],
    type: ['info'],
    action: 'ssh_pam_failure',
    outcome: 'failure',
    reason: rest.slice(0, forUser),
    user,
    source: peer.address,
    ...(invalid && { extra: { invalid_user: true } }),
  }
}

/** `subsystem request for sftp by user eve` */
function subsystem(message: string): Facts | undefined {
  const rest = after(message, 'subsystem request for ')
  const by = rest?.indexOf(' by user ') ?? -1
  if (rest === undefined || by < 0) return undefined
  return {
    category: ['session'],
    type: ['info'],
    action: 'ssh_subsystem',
    user: rest.slice(by + 9),
    extra: { ssh_subsystem: rest.slice(0, by) },
  }
}

function maximumAttempts(message: string): Facts | undefined {
  const rest = after(message, 'maximum authentication attempts exceeded for ')
  const peer = rest === undefined ? undefined : peerOf(rest)
  if (rest === undefined || peer === undefined) return undefined
  const { user, invalid } = validity(rest.slice(0, peer.start))
  return {
    category: ['authentication'],
    type: ['denied'],
    action: 'ssh_too_many_attempts',
    outcome: 'failure',
    reason: 'maximum authentication attempts exceeded',
    user,
    source: peer.address,
    sourcePort: peer.port,
    ...(invalid && { extra: { invalid_user: true } }),
  }
}
