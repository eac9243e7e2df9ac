import { mailDomain } from '../inventory.ts'
import { forwarded, fromDevice, type Happening, type Line, localIso } from '../line.ts'
import { stranger } from './web.ts'

const outside = ['cong-ty-ab.example', 'tinhban.example', 'bo-nganh.example', 'bao-chi.example', 'gmail.example']

/** A message comes in and is delivered. */
export const message: Happening = (world, at) => {
  const { random, province } = world
  const id = random.hex(10).toUpperCase()
  const queue = `4${id.slice(0, 9)}`
  const from = `${random.pick(province.people)}@${random.pick(outside)}`
  const to = `${random.pick(province.people)}@${mailDomain}`
  const host = 'mail-01'
  const smtpd = `postfix/smtpd[${random.whole(1000, 9000)}]`
  const far = `mx.${from.split('@')[1]}[${stranger(world)}]`
  const size = random.whole(2000, 4_000_000)
  const say = (after: number, tag: string, text: string) => forwarded(at + after, 22, host, tag, text)
  return [
    say(0, smtpd, `connect from ${far}`),
    say(80, smtpd, `${queue}: client=${far}`),
    say(120, 'postfix/cleanup[2203]', `${queue}: message-id=<${id}@${from.split('@')[1]}>`),
    say(300, 'postfix/qmgr[1102]', `${queue}: from=<${from}>, size=${size}, nrcpt=1 (queue active)`),
    say(
      700,
      'postfix/lmtp[2310]',
      `${queue}: to=<${to}>, relay=mail-01[private/dovecot-lmtp], delay=0.7, delays=0.4/0/0.1/0.2, dsn=2.0.0, status=sent (250 2.0.0 <${to}> Saved)`,
    ),
    say(720, 'postfix/qmgr[1102]', `${queue}: removed`),
    say(800, smtpd, `disconnect from ${far} ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7`),
  ]
}

/** Somebody reads mail: by IMAP, or in Zimbra's web client. Now and then the password is wrong. */
export const reading: Happening = (world, at) => {
  const { random, province } = world
  const user = random.pick(province.people)
  const from = random.chance(0.7) ? random.pick(province.of('pc')).ip : stranger(world)
  if (random.chance(0.5)) return [zimbraLogIn(at, `${user}@${mailDomain}`, from, random.chance(0.96))]
  const session = random.hex(16)
  if (random.chance(0.04))
    return [
      fromDevice(
        at,
        22,
        'mail-01',
        'dovecot',
        `imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<${user}>, method=PLAIN, rip=${from}, lip=192.0.2.20, TLS, session=<${session}>`,
      ),
    ]
  const end = at + random.whole(4000, 600_000)
  return [
    fromDevice(
      at,
      22,
      'mail-01',
      'dovecot',
      `imap-login: Login: user=<${user}>, method=PLAIN, rip=${from}, lip=192.0.2.20, mpid=${random.whole(2000, 60_000)}, TLS, session=<${session}>`,
    ),
    fromDevice(
      end,
      22,
      'mail-01',
      'dovecot',
      `imap(${user})<${random.whole(2000, 60_000)}><${session}>: Disconnected: Logged out in=${random.whole(100, 4000)} out=${random.whole(900, 400_000)}`,
    ),
  ]
}

/** A log-in to Zimbra, as audit.log has it. */
export function zimbraLogIn(at: number, account: string, from: string, right: boolean): Line {
  const stamp = localIso(at).replace('T', ' ').replace('.', ',')
  const end = right
    ? 'protocol=soap;'
    : `error=authentication failed for [${account.split('@')[0]}], invalid password; protocol=soap;`
  const text = `${stamp} ${right ? 'INFO ' : 'WARN '} [qtp1439337960-${1000 + (Math.floor(at) % 900)}:https://mail-02:8443/service/soap/AuthRequest] [name=${account};oip=${from};ua=zclient/10.1.3_GA_4655;soapId=1${Math.floor(at) % 100_000};] security - cmd=Auth; account=${account}; ${end}`
  return forwarded(at, 134, 'mail-02', 'zimbra', text)
}
