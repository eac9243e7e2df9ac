/** A small generator with a fixed seed: the same numbers on every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const users = ['root', 'admin', 'alice', 'an.nguyen', 'binh', 'postgres', 'oracle', 'git']
const hosts = ['web-01', 'mail-01', 'lgsp-01', 'ketoan-01', 'bastion-01', 'cong-dvc-01']

/**
 * So many lines of sshd, sudo, cron and logind as a relay sends them (RFC 3164), no two equal, shuffled, within the four
 * minutes before `now`. About a fifth of them fire a rule of the pack.
 */
export function linuxLines(count: number, now: number): string[] {
  const random = generator(20_261_130)
  const number = (below: number) => Math.floor(random() * below)
  const pick = <T>(list: readonly T[]): T => list[number(list.length)] as T
  // Some five hundred attackers, as a week of guessing brings them.
  const ip = () => `${pick(['203.0.113', '198.51.100'])}.${number(256)}`
  const stamp = () => {
    const local = new Date(now - number(240_000) + 7 * 3_600_000).toUTCString()
    return `${local.slice(8, 11)} ${local.slice(5, 7)} ${local.slice(17, 25)}`
  }
  const messages: readonly (readonly [string, (n: number) => string])[] = [
    ['sshd', (n) => `Failed password for ${pick(users)} from ${ip()} port ${n % 65_536} ssh2`],
    ['sshd', (n) => `Invalid user u${n} from ${ip()} port ${n % 65_536}`],
    ['sshd', (n) => `Connection closed by authenticating user ${pick(users)} ${ip()} port ${n % 65_536} [preauth]`],
    ['sshd', (n) => `Accepted publickey for ${pick(users)} from ${ip()} port ${n % 65_536} ssh2: ED25519 SHA256:k${n}`],
    ['sudo', (n) => ` ${pick(users)} : TTY=pts/${n % 9} ; PWD=/home/u${n} ; USER=root ; COMMAND=/usr/bin/id ${n}`],
    ['CRON', (n) => `(root) CMD (/usr/bin/php /srv/cron.php --run ${n})`],
    ['systemd-logind', (n) => `New session ${n} of user ${pick(users)}.`],
  ]
  return Array.from({ length: count }, (_, n) => {
    const [program, message] = pick(messages)
    return `<${pick([38, 86])}>${stamp()} ${pick(hosts)} ${program}[${1000 + n}]: ${message(n)}`
  })
}
