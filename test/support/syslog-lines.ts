import { connect } from 'node:net'

/** sshd lines of one attacker as rsyslog writes them; `unique` of them differ, the rest are one and the same line. */
export function sshdLines(total: number, identical: number, at: Date, source = '203.0.113.7'): string[] {
  const stamp = at.toISOString().replace('Z', '+00:00')
  const line = (pid: number, user: string, port: number) =>
    `<38>1 ${stamp} bastion-01 sshd ${pid} - - Failed password for ${user} from ${source} port ${port} ssh2`
  const same = line(4242, 'root', 40000)
  return Array.from({ length: total }, (_, i) =>
    i < identical ? same : line(1000 + (i % 30000), `user${i}`, 1024 + i),
  )
}

/** Sends lines over one TCP connection and resolves when all are handed to the kernel and the end is said. */
export function sendTcp(port: number, lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
    socket.end(`${lines.join('\n')}\n`)
  })
}
