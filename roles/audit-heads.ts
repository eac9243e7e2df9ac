import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { AuditLog, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { createChainChecks } from '../response/audit/chain-check.ts'
import { byFile, byMail, bySyslog, type HeadSender } from '../response/audit/head-senders.ts'
import { sendHeads } from '../response/audit/send-heads.ts'
import { syslogTarget } from '../response/audit/syslog-target.ts'
import type { Trouble } from './role.ts'
import { createRounds, type Rounds } from './rounds.ts'
import { openSigner } from './signing-key.ts'

const leaseTime = 60_000
const period = 30_000
const day = 86_400_000
/** Milliseconds after the start until the chain is looked at: a start is to be quick. */
const calmAfter = 600_000

/** The ways out that the configuration names. Throws `bad-request` where it names one that cannot be. */
function headSenders({ audit, mail }: Config): readonly HeadSender[] {
  const senders: HeadSender[] = []
  if (audit.headSyslog !== '') {
    const ca = audit.headSyslogCa === '' ? undefined : readFileSync(audit.headSyslogCa, 'utf8')
    senders.push(bySyslog(syslogTarget(audit.headSyslog), hostname(), ca))
  }
  if (audit.headMail !== '') {
    if (mail.host === '' || mail.from === '') {
      throw new CodedError('bad-request', 'audit.headMail needs mail.host and mail.from', {
        hint: 'Name the server that takes mail, and the address it comes from.',
      })
    }
    const server = {
      host: mail.host,
      port: mail.port,
      security: mail.security as 'tls' | 'starttls' | 'none',
      from: mail.from,
      user: mail.user,
      password: async () => (mail.passwordFile === '' ? undefined : (await readFile(mail.passwordFile, 'utf8')).trim()),
      ca: mail.caFile === '' ? undefined : readFileSync(mail.caFile, 'utf8'),
    }
    senders.push(byMail(server, audit.headMail))
  }
  if (audit.headFile !== '') senders.push(byFile(audit.headFile))
  return senders
}

/** Sends the head outside once a day and checks the chain as often, one holder at a time by lease. */
export function createAuditHeads({
  records,
  audit,
  config,
  clock,
  signal,
}: {
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly config: Config
  readonly clock: Clock
  readonly signal: Signal
}): Pick<Rounds, 'start' | 'stop'> & { troubles(): readonly Trouble[] } {
  const { name: installation, timeZone } = config.installation
  const senders = headSenders(config)
  const signer = openSigner(config.storage.secrets)
  const started = clock.now()
  const failed = (error: unknown) => signal('request-failed', { route: 'audit-check', cause: String(error) })
  const checks = createChainChecks({ records, audit, clock }, failed)
  let trouble: Trouble | undefined

  /** A chain that nobody looked at for a day is looked at. */
  async function check(): Promise<void> {
    if (clock.now() - started < calmAfter) return
    const last = await checks.last()
    if (last !== undefined && clock.now() - last.noted < day) return
    const verdict = await checks.run({ id: 'platform' }, []).catch(() => undefined)
    if (verdict?.ok === false) signal('audit-broken', { row: verdict.number, reason: verdict.reason })
  }

  const tell = (detail: string, since: number) => {
    if (trouble === undefined) signal('audit-head-unsent', { cause: detail })
    trouble = { code: 'audit-head-unsent', since: Math.min(since, trouble?.since ?? since), detail }
  }
  const rounds = createRounds({
    records,
    clock,
    job: 'audit-head',
    leaseTime,
    async round() {
      const [first, ...others] = await sendHeads({ records, audit, clock, timeZone, installation, signer, senders })
      if (first === undefined) trouble = undefined
      else tell([first, ...others].map(({ detail }) => detail).join('; '), first.since)
      await check()
      return period
    },
    waiting: period,
    waits() {
      trouble = undefined
    },
    failed(cause) {
      tell(cause, clock.now())
      return period
    },
  })
  return {
    start: rounds.start,
    async stop() {
      await checks.stop()
      await rounds.stop()
    },
    troubles: () => (trouble === undefined ? [] : [trouble]),
  }
}
