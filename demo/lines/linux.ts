import { forwarded, type Happening, type Line } from '../line.ts'

/** Facility and severity of the lines below (RFC 5424 §6.2.1). */
export const auth = 38
export const authpriv = 86
export const sudoPriority = 85
export const cron = 78

const linux = ['portal', 'apache', 'nginx', 'mail', 'app', 'server'] as const

/** A Linux server at random. */
const someServer: (world: Parameters<Happening>[0]) => string = ({ random, province }) =>
  random.pick(province.of(random.pick(linux))).name

/** An administrator logs in with a key, looks after a service and leaves. */
export const administration: Happening = (world, at) => {
  const { random, province } = world
  const host = someServer(world)
  const user = random.pick(province.administrators)
  const pid = random.whole(2000, 60_000)
  const port = random.whole(32_768, 60_999)
  const from = `10.40.8.${random.whole(20, 40)}`
  const end = at + random.whole(60_000, 1_500_000)
  const command = random.pick([
    '/usr/bin/systemctl status nginx',
    '/usr/bin/systemctl restart php8.3-fpm',
    '/usr/bin/apt-get update',
    '/usr/bin/journalctl -u postfix -n 100',
    '/usr/bin/tail -n 50 /var/log/syslog',
  ])
  return [
    forwarded(
      at,
      auth,
      host,
      `sshd[${pid}]`,
      `Accepted publickey for ${user} from ${from} port ${port} ssh2: ED25519 SHA256:${random.hex(40)}`,
    ),
    forwarded(
      at + 20,
      authpriv,
      host,
      `sshd[${pid}]`,
      `pam_unix(sshd:session): session opened for user ${user}(uid=1001) by (uid=0)`,
    ),
    forwarded(
      at + 9000,
      sudoPriority,
      host,
      'sudo',
      `${user} : TTY=pts/0 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`,
    ),
    forwarded(end, authpriv, host, `sshd[${pid}]`, `pam_unix(sshd:session): session closed for user ${user}`),
  ]
}

/** What servers do by the clock. */
export const routine: Happening = (world, at) => {
  const { random } = world
  const host = someServer(world)
  return random.weighted<readonly Line[]>([
    [
      6,
      [
        forwarded(
          at,
          cron,
          host,
          `CRON[${random.whole(900, 60_000)}]`,
          '(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)',
        ),
      ],
    ],
    [2, [forwarded(at, cron, host, `CRON[${random.whole(900, 60_000)}]`, '(backup) CMD (/usr/local/bin/sao-luu.sh)')]],
    [
      3,
      [
        forwarded(
          at,
          30,
          host,
          'systemd[1]',
          `Started session-${random.whole(100, 9999)}.scope - Session of User nagios.`,
        ),
      ],
    ],
    [
      2,
      [
        forwarded(
          at,
          6,
          host,
          'kernel',
          `[${random.whole(10_000, 900_000)}.${random.whole(100_000, 999_999)}] TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies.`,
        ),
      ],
    ],
  ])
}

/** The Internet knocks at the bastion, all day. */
export const knocking: Happening = (world, at) => {
  const { random } = world
  const from = `203.0.113.${random.whole(100, 220)}`
  const name = random.pick(['admin', 'root', 'test', 'oracle', 'ubuntu', 'postgres', 'git', 'user'])
  const lines: Line[] = []
  for (let i = 0; i < random.whole(1, 4); i++) {
    const pid = random.whole(2000, 60_000)
    const port = random.whole(30_000, 60_000)
    const time = at + i * random.whole(1500, 4000)
    const who = name === 'root' ? 'root' : `invalid user ${name}`
    lines.push(
      forwarded(time, auth, 'bastion-01', `sshd[${pid}]`, `Failed password for ${who} from ${from} port ${port} ssh2`),
      forwarded(
        time + 60,
        auth,
        'bastion-01',
        `sshd[${pid}]`,
        `Connection closed by ${name === 'root' ? 'authenticating user root' : who} ${from} port ${port} [preauth]`,
      ),
    )
  }
  return lines
}

/** The backup server, which says every now and then that it lives; while the demo runs it falls silent. */
export const backupReport: Happening = ({ random, province }, at) => {
  const { name } = random.pick(province.of('backup'))
  const size = random.whole(200, 90_000)
  return [
    forwarded(at, 30, name, 'restic[771]', `snapshot ${random.hex(8)} saved, ${size} KiB added to the repository`),
  ]
}
