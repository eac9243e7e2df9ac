import { open } from 'node:fs/promises'
import { createTransport } from 'nodemailer'
import { type HeadWay, headLine, type SentHead } from './head.ts'
import { type SyslogTarget, sendSyslog, syslogMessage } from './syslog-target.ts'

/** One way out. Rejects when the head did not get there. */
export interface HeadSender {
  readonly way: HeadWay
  send(head: SentHead): Promise<void>
}

/** By syslog, from the host of this name; `ca` (PEM) where the server's certificate is of an own authority. */
export const bySyslog = (target: SyslogTarget, host: string, ca: string | undefined): HeadSender => ({
  way: 'syslog',
  send: (head) => sendSyslog(target, syslogMessage(headLine(head), { time: head.time, host }), ca),
})

/** Where mail is handed in. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte, `starttls` asked for and insisted on, `none` in the clear. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly from: string
  readonly user: string
  /** Read anew for every mail; undefined: nobody logs in. */
  password(): Promise<string | undefined>
  readonly ca: string | undefined
}

/** By mail to the auditor. */
export const byMail = (server: MailServer, to: string): HeadSender => ({
  way: 'mail',
  async send(head) {
    const pass = await server.password()
    const transport = createTransport({
      host: server.host,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(server.user === '' || pass === undefined ? {} : { auth: { user: server.user, pass } }),
      ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
    })
    try {
      const sent = await transport.sendMail({
        from: server.from,
        to,
        subject: `[Vọng Gác] Đầu chuỗi nhật ký kiểm toán ${head.number} – ${head.installation}`,
        text: mailText(head),
      })
      if (sent.rejected.length > 0) throw new Error(`refused for ${sent.rejected.join(', ')}`)
    } finally {
      transport.close()
    }
  },
})

const mailText = (head: SentHead): string => `Đầu chuỗi nhật ký kiểm toán của ${head.installation}
Head of the audit log of ${head.installation}

Dòng / row:      ${head.number}
Mã băm / hash:   ${head.hash}
Lúc / at:        ${new Date(head.time).toISOString()}
Lần trước / before: ${head.previous === null ? '-' : `${head.previous.number}:${head.previous.hash}`}

Hãy giữ thư này. Để chứng minh nhật ký vẫn chứa dòng ấy, chạy tại máy chủ:
Keep this mail. To prove that the log still holds that row, run on the host:

  vonggac audit verify --head ${head.number}:${head.hash}

${headLine(head)}
`

/** At the end of a file, which the operator can point at another mount: a line a head. */
export const byFile = (path: string): HeadSender => ({
  way: 'file',
  async send(head) {
    const file = await open(path, 'a', 0o644)
    try {
      await file.appendFile(`${headLine(head)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  },
})
