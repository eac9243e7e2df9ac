import { connect, type Socket } from 'node:net'

/** A RELP sender as librelp is one: a window of unanswered frames, which it sends again first when its session breaks. */
export interface RelpClient {
  /** Resolves once every line is answered, over however many sessions. */
  deliver(lines: readonly string[]): Promise<void>
  /** Breaks the connection without a word, as a network does. */
  cut(): void
  /** Hangs up and stays away: to be called when a test ends, however it ends. */
  stop(): void
  /** Ends the session as the protocol has it. */
  close(): Promise<void>
  /** Lines that are handed over and not answered yet. */
  readonly waiting: number
  readonly sessions: number
  /** Frames that went out a second time. */
  readonly repeated: number
}

/** `port` is asked before every connection: a platform that was started again may listen elsewhere. */
export function relpClient(port: () => number, window = 128): RelpClient {
  const queue: string[] = []
  const unanswered: { text: string; txnr: number }[] = []
  let socket: Socket | undefined
  let opened = false
  let txnr = 0
  let sessions = 0
  let repeated = 0
  let closing: (() => void) | undefined
  let done: (() => void) | undefined

  const frame = (command: string, data: string) => {
    txnr += 1
    const length = Buffer.byteLength(data)
    socket?.write(length === 0 ? `${txnr} ${command} 0\n` : `${txnr} ${command} ${length} ${data}\n`)
    return txnr
  }

  function pump(): void {
    while (opened && queue.length > 0 && unanswered.length < window) {
      const text = queue.shift() ?? ''
      unanswered.push({ text, txnr: frame('syslog', text) })
    }
    if (queue.length === 0 && unanswered.length === 0) done?.()
  }

  function open(): void {
    const own = connect(port(), '127.0.0.1')
    let heard = ''
    socket = own
    opened = false
    txnr = 0
    own.on('connect', () => frame('open', 'relp_version=0\nrelp_software=test\ncommands=syslog'))
    own.on('error', () => undefined)
    own.on('close', () => {
      if (closing !== undefined) closing()
      else setTimeout(open, 20)
    })
    own.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      for (let read = /^(\d+) (\w+) (\d+)/.exec(heard); read !== null; read = /^(\d+) (\w+) (\d+)/.exec(heard)) {
        const length = Number(read[3])
        const end = read[0].length + (length > 0 ? 1 + length : 0) + 1
        if (heard.length < end) return
        const text = heard.slice(read[0].length + 1, end - 1)
        heard = heard.slice(end)
        if (read[2] === 'serverclose') own.destroy()
        else if (!text.startsWith('200')) throw new Error(`refused: ${text}`)
        else if (!opened) {
          opened = true
          sessions += 1
          for (const kept of unanswered) {
            kept.txnr = frame('syslog', kept.text)
            repeated += 1
          }
        } else {
          const at = unanswered.findIndex((kept) => kept.txnr === Number(read?.[1]))
          if (at >= 0) unanswered.splice(at, 1)
        }
        pump()
      }
    })
  }

  return {
    deliver(lines) {
      queue.push(...lines)
      const all = new Promise<void>((resolve) => {
        done = resolve
      })
      if (socket === undefined) open()
      else pump()
      return all
    },
    stop() {
      closing = () => undefined
      socket?.destroy()
    },
    cut() {
      socket?.destroy()
    },
    close() {
      const closed = new Promise<void>((resolve) => {
        closing = resolve
      })
      frame('close', '')
      return closed
    },
    get waiting() {
      return queue.length + unanswered.length
    },
    get sessions() {
      return sessions
    },
    get repeated() {
      return repeated
    },
  }
}
