import { once } from 'node:events'
import { connect } from 'node:net'
import type { Line } from './line.ts'

/** Where lines go, and with which intake key. */
export interface Intake {
  readonly syslogPort: number
  readonly bulkPort: number
  /** Value of the `Authorization` header of `_bulk`. */
  readonly authorization: string
}

export interface Sender {
  /** Resolves when the platform has read the syslog lines, and made the documents durable. Rejects when it is gone. */
  send(lines: readonly Line[]): Promise<void>
  close(): Promise<void>
}

const documentsAtOnce = 1000
const patience = 250

/** A client of the platform's own inputs, as rsyslog and Winlogbeat are: syslog over TCP and `_bulk`. */
export async function openSender({ syslogPort, bulkPort, authorization }: Intake): Promise<Sender> {
  const socket = connect(syslogPort, '127.0.0.1')
  const failed = new Promise<never>((_, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the syslog input closed the connection')))
  })
  failed.catch(() => undefined)
  await Promise.race([once(socket, 'connect'), failed])

  async function sendSyslog(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return
    const flushed = socket.write(lines.map(({ text }) => `${text}\n`).join(''))
    if (!flushed) await Promise.race([once(socket, 'drain'), failed])
  }

  async function sendBulk(lines: readonly Line[]): Promise<void> {
    for (let at = 0; at < lines.length; ) {
      const body = lines
        .slice(at, at + documentsAtOnce)
        .map(({ text }) => `{"create":{"_index":"winlogbeat"}}\n${text}\n`)
      const reply = await fetch(`http://127.0.0.1:${bulkPort}/_bulk`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-ndjson' },
        body: body.join(''),
      })
      const text = await reply.text()
      if (reply.ok) at += documentsAtOnce
      else if (reply.status === 429 || reply.status === 503)
        await new Promise((resolve) => setTimeout(resolve, patience))
      else throw new Error(`the HTTP intake refused the documents: ${reply.status} ${text.slice(0, 300)}`)
    }
  }

  return {
    async send(lines) {
      await Promise.all([
        sendSyslog(lines.filter(({ via }) => via === 'syslog')),
        sendBulk(lines.filter(({ via }) => via === 'bulk')),
      ])
    },
    async close() {
      const closed = once(socket, 'close')
      socket.end()
      await closed
    },
  }
}
