import { mailDomain } from '../inventory.ts'
import { forwarded, fromDevice, type Happening, type Line } from '../line.ts'
import { zimbraLogIn } from '../lines/mail.ts'

/** Passwords tried at the mail servers, one found, and a burst of spam from that mailbox. */
export const sprayed: Happening = ({ random, province }, at) => {
  const from = `203.0.113.${random.whole(230, 250)}`
  const lines: Line[] = []
  let time = at
  for (const user of province.people.slice(0, 70)) {
    lines.push(zimbraLogIn(time, `${user}@${mailDomain}`, from, false))
    if (random.chance(0.5))
      lines.push(
        forwarded(
          time + 300,
          20,
          'mail-01',
          'postfix/submission/smtpd[5120]',
          `warning: unknown[${from}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=${user}@${mailDomain}`,
        ),
      )
    if (random.chance(0.3))
      lines.push(
        fromDevice(
          time + 500,
          22,
          'mail-01',
          'dovecot',
          `imap-login: Disconnected (auth failed, 3 attempts in 12 secs): user=<${user}>, method=PLAIN, rip=${from}, lip=192.0.2.20, TLS, session=<${random.hex(16)}>`,
        ),
      )
    time += random.whole(900, 3500)
  }
  const victim = random.pick(province.people)
  lines.push(zimbraLogIn(time, `${victim}@${mailDomain}`, from, true))
  for (let i = 0; i < 150; i++) {
    const queue = `6${random.hex(9).toUpperCase()}`
    const to = `${random.hex(6)}@${random.pick(['gmail.example', 'yahoo.example', 'outlook.example'])}`
    const say = (after: number, tag: string, text: string) =>
      lines.push(forwarded(time + after, 22, 'mail-01', tag, text))
    time += random.whole(60, 500)
    say(
      0,
      'postfix/submission/smtpd[5130]',
      `${queue}: client=unknown[${from}], sasl_method=LOGIN, sasl_username=${victim}@${mailDomain}`,
    )
    say(60, 'postfix/qmgr[1102]', `${queue}: from=<${victim}@${mailDomain}>, size=4120, nrcpt=40 (queue active)`)
    say(
      400,
      'postfix/smtp[5190]',
      random.chance(0.4)
        ? `${queue}: to=<${to}>, relay=mx.${to.split('@')[1]}[198.51.100.9]:25, delay=0.9, delays=0.1/0/0.5/0.3, dsn=5.7.1, status=bounced (host mx.${to.split('@')[1]}[198.51.100.9] said: 550 5.7.1 Message rejected as spam)`
        : `${queue}: to=<${to}>, relay=mx.${to.split('@')[1]}[198.51.100.9]:25, delay=0.9, delays=0.1/0/0.5/0.3, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
    )
  }
  return lines.sort((a, b) => a.at - b.at)
}
