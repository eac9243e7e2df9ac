import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBodySlots } from '../collector/inputs/body-slots.ts'
import { listenElasticBulk } from '../collector/inputs/elastic-bulk.ts'
import { followFiles } from '../collector/inputs/file.ts'
import type { CheckKey } from '../collector/inputs/intake-auth.ts'
import type { Listening } from '../collector/inputs/listening.ts'
import { startProbes } from '../collector/inputs/probe/probe.ts'
import { listenRelp } from '../collector/inputs/relp.ts'
import { openRelpSessions } from '../collector/inputs/relp-sessions.ts'
import { listenSyslog, type SyslogTls } from '../collector/inputs/syslog.ts'
import { listenSyslogUdp, type UdpListening } from '../collector/inputs/syslog-udp.ts'
import type { Pipeline } from '../collector/pipeline.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { listening } from './listening.ts'
import type { Ports, Trouble } from './role.ts'
import { syslogKeys, tlsFor } from './tls.ts'

export interface InputParts {
  readonly config: Config
  readonly pipeline: Pipeline
  readonly checkKey: CheckKey
  readonly clock: Clock
  readonly onSignal: Signal
}

/** The inputs that the configuration has on. */
export interface OpenInputs {
  readonly ports: Ports
  /** Closes all of them; what was read is handed to the pipeline. */
  close(): Promise<void>
  /** Datagrams of syslog over UDP that were lost so far: in the kernel, and because more was waiting than may. */
  dropped(): { readonly kernel: number; readonly queue: number }
  troubles(): readonly Trouble[]
}

/** Opens the inputs. Rejects, with those closed that were open already, when one cannot be. */
export async function openInputs(parts: InputParts): Promise<OpenInputs> {
  const closers: (() => Promise<void>)[] = []
  const opened: { udp?: UdpListening } = {}
  const close = async () => {
    await Promise.all(closers.map((end) => end()))
  }
  try {
    const ports = await openAll(parts, closers, opened)
    return {
      ports,
      close,
      dropped: () => opened.udp?.dropped() ?? { kernel: 0, queue: 0 },
      troubles() {
        const since = opened.udp?.dropping()
        if (since === undefined) return []
        const { kernel, queue } = opened.udp?.dropped() ?? { kernel: 0, queue: 0 }
        return [{ code: 'datagrams-dropped', since, detail: String(kernel + queue) }]
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openAll(
  parts: InputParts,
  closers: (() => Promise<void>)[],
  opened: { udp?: UdpListening },
): Promise<Ports> {
  const { config, pipeline, onSignal, clock, checkKey } = parts
  const state = (name: string) => join(config.storage.data, name)
  const others: { input: Ports['others'][number]['input']; port: number }[] = []

  const syslog = await listening(
    listenSyslog({ ...config.syslog, pipeline, onSignal }),
    'syslog',
    config.syslog.port,
    'VONGGAC_SYSLOG_PORT',
  )
  closers.push(() => syslog.close())

  const tls = tlsFor(config, config.bulk.host)
  const slots = openBodySlots(state('bulk-bodies'))
  const bulk = await listening(
    listenElasticBulk({ ...config.bulk, pipeline, onSignal, clock, checkKey, slots, ...(tls && { tls }) }),
    'the HTTP intake',
    config.bulk.port,
    'VONGGAC_BULK_PORT',
  )
  closers.push(async () => {
    await bulk.close()
    slots.close()
  })

  if (config.syslogTls.listen === 'on') {
    const secure = await listening(
      listenSyslog({ ...config.syslogTls, pipeline, onSignal, tls: syslogTls(config) }),
      'syslog over TLS',
      config.syslogTls.port,
      'VONGGAC_SYSLOGTLS_PORT',
    )
    closers.push(() => secure.close())
    others.push({ input: 'syslog-tls', port: secure.port })
  }

  if (config.syslogUdp.listen === 'on') {
    const udp = await listening(
      listenSyslogUdp({ ...config.syslogUdp, pipeline, onSignal, clock }),
      'syslog over UDP',
      config.syslogUdp.port,
      'VONGGAC_SYSLOGUDP_PORT',
    )
    closers.push(() => udp.close())
    others.push({ input: 'syslog-udp', port: udp.port })
    opened.udp = udp
  }

  if (config.relp.listen === 'on' || config.relpTls.listen === 'on') {
    const sessions = openRelpSessions(state('relp-sessions'))
    const relps: Listening[] = []
    if (config.relp.listen === 'on') {
      const input = listenRelp({ ...config.relp, pipeline, onSignal, sessions })
      const relp = await listening(input, 'RELP', config.relp.port, 'VONGGAC_RELP_PORT')
      relps.push(relp)
      others.push({ input: 'relp', port: relp.port })
    }
    if (config.relpTls.listen === 'on') {
      const input = listenRelp({ ...config.relpTls, pipeline, onSignal, sessions, tls: syslogTls(config) })
      const relp = await listening(input, 'RELP over TLS', config.relpTls.port, 'VONGGAC_RELPTLS_PORT')
      relps.push(relp)
      others.push({ input: 'relp-tls', port: relp.port })
    }
    closers.push(async () => {
      await Promise.all(relps.map((relp) => relp.close()))
      sessions.close()
    })
  }
  if (config.probe.urls.length > 0) {
    const { urls, everySeconds, slowSeconds, timeoutSeconds } = config.probe
    const probes = startProbes({
      urls,
      every: everySeconds * 1000,
      slowAfter: slowSeconds * 1000,
      timeout: timeoutSeconds * 1000,
      pipeline,
      clock,
      onSignal,
      memoryFile: state('probe-pages.json'),
    })
    closers.push(() => probes.close())
  }

  if (config.files.paths.length > 0) {
    const files = await followFiles({
      ...config.files,
      pipeline,
      onSignal,
      clock,
      placesFile: state('file-places.json'),
    })
    closers.push(() => files.close())
  }
  return { syslogPort: syslog.port, bulkPort: bulk.port, others }
}

/** Of syslog and of RELP over TLS. Throws `bad-request` for files that cannot be read, and where senders' certificates could not be checked. */
function syslogTls(config: Config): SyslogTls {
  const { syslogTls: settings } = config
  const { clientCa } = settings
  const clients = settings.clients as SyslogTls['clients']
  const resent = settings.resent as SyslogTls['resent']
  const keys = syslogKeys(config)
  if (clients === 'none') return { ...keys, clients, resent }
  if (clientCa === '') {
    throw new CodedError('bad-request', `syslogTls.clients is ${clients}, but no authority is named`, {
      hint: 'set syslogTls.clientCa',
    })
  }
  try {
    return { ...keys, ca: readFileSync(clientCa, 'utf8'), clients, resent }
  } catch (cause) {
    throw new CodedError('bad-request', `cannot read ${clientCa}`, { hint: 'see syslogTls.clientCa', cause })
  }
}
