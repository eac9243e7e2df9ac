import type { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Signal } from '../../core/telemetry/signals.ts'
import { maxRecordBytes } from '../decode/text.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Sender } from '../record.ts'
import { type Listening, listen, peerAddress } from './listening.ts'
import { createRelpFramer, type RelpFrame, relpAnswer } from './relp-frames.ts'
import { openRelpSessions, type RelpSessions } from './relp-sessions.ts'
import { type SenderTls, senderServer, type TlsPeer, tlsPeer } from './sender-tls.ts'

export interface RelpInput {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly pipeline: Pipeline
  readonly onSignal?: Signal
  /** Which frames are unanswered; kept in a file so that it outlives the process. Default: in memory. */
  readonly sessions?: RelpSessions
  /** Default 1000. */
  readonly mostConnections?: number
  /** RELP over TLS, as omrelp has it with `tls="on"`. */
  readonly tls?: SenderTls
}

/** What librelp asks for at `open`, by its own names. */
const offers = 'relp_version=0\nrelp_software=vonggac\ncommands=syslog'
/** At most so many of a session's first frames are held, and so many milliseconds after the last of them. */
const mostFirst = 1024
const firstWait = 1000
/** How long a closing input waits for what it has read to be stored and answered. */
const closeGrace = 5000

/**
 * RELP as rsyslog's omrelp speaks it. A frame is answered once its event and its matches are durable, in the order of
 * the frames; while the store refuses, nothing is answered and the sender's window holds it back. What it then sends
 * again over another connection keeps its identity.
 */
export async function listenRelp(input: RelpInput): Promise<Listening> {
  const { pipeline, onSignal } = input
  const sessions = input.sessions ?? openRelpSessions()
  const mostConnections = input.mostConnections ?? 1000
  const open = new Map<Socket, { settled(): Promise<void> }>()
  const { tls } = input
  const options = { keepAlive: true, keepAliveInitialDelay: 60_000, noDelay: true }
  const take = (socket: Socket) => {
    const peer = peerAddress(socket) ?? 'unknown'
    if (open.size >= mostConnections) {
      onSignal?.('connection-refused', { peer, most: mostConnections })
      socket.destroy()
      return
    }
    onSignal?.('connection-opened', { peer })
    socket.on('close', () => {
      open.delete(socket)
      onSignal?.('connection-closed', { peer })
    })
    // Errors before there is a conversation are no more than its end.
    socket.on('error', () => undefined)
    const shown: TlsPeer | undefined =
      tls === undefined ? { id: peer, peer } : tlsPeer(socket as TLSSocket, tls, onSignal)
    if (shown === undefined) return
    const name = tls === undefined ? 'relp' : 'relp-tls'
    const { id, ...known } = shown
    const sender: Sender = { ...known, id: `${name}:${id}`, input: name, address: peer }
    const broken = (why: string) => onSignal?.('frame-refused', { peer, why })
    open.set(socket, converse(socket, sender, sessions, pipeline, broken))
  }
  const server = senderServer(options, tls, take, onSignal)
  const port = await listen(server, input.host, input.port)
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of open.keys()) socket.pause()
      const grace = new Promise<void>((resolve) => setTimeout(resolve, closeGrace).unref())
      await Promise.race([Promise.all([...open.values()].map((talk) => talk.settled())), grace])
      for (const socket of open.keys()) {
        socket.end(relpAnswerless('serverclose'))
        socket.destroySoon()
      }
      await closed
      if (input.sessions === undefined) sessions.close()
    },
  }
}

/** One connection from `open` to `close`. `settled` resolves when all that was read is answered. */
function converse(
  socket: Socket,
  sender: Sender,
  sessions: RelpSessions,
  pipeline: Pipeline,
  broken: (why: string) => void,
): { settled(): Promise<void> } {
  const framer = createRelpFramer(maxRecordBytes)
  const first: RelpFrame[] = []
  let waiting: NodeJS.Timeout | undefined
  let placed = false
  let opened = false
  let closed = false
  let over = false
  let answers: Promise<void> = Promise.resolve()
  const session = sessions.open(sender.id, finish)

  /** Writes after everything that is still to be answered. */
  function reply(text: string, then?: () => void): void {
    answers = answers.then(() => {
      if (!over) socket.write(text)
      then?.()
    })
  }

  /** Holds a session's first frames until it is known whether they are sent again. */
  function take(frames: readonly RelpFrame[], final = false): void {
    if (placed) {
      store(frames)
      return
    }
    first.push(...frames)
    clearTimeout(waiting)
    if (first.length === 0) return
    placed = session.place(first.map(hashOf), final || first.length >= mostFirst)
    if (placed) store(first.splice(0))
    else waiting = setTimeout(decide, firstWait)
  }

  /** No more came in time. After a stall of this thread they may have come unread: reading has its turn before it is said. */
  function decide(): void {
    const held = first.length
    setImmediate(() => {
      if (!placed && !over && first.length === held) take([], true)
    })
  }

  function store(frames: readonly RelpFrame[]): void {
    if (frames.length === 0) return
    const ks = session.take(frames.map(hashOf))
    const text = frames.map(({ txnr }) => relpAnswer(txnr, '200 OK')).join('')
    const stored = pipeline.accept({
      sender,
      format: 'auto',
      records: frames.map(({ data, cut }) => (cut ? { bytes: data, cut } : { bytes: withoutNewline(data) })),
      identityOf: (index) => `relp:${ks[index] ?? ''}`,
      whenRefused: 'hold',
    })
    answers = Promise.all([stored, answers]).then(
      () => {
        if (over || !socket.writable) return
        // Noted first: killed in between, a frame that is sent again may count twice, but one that is new is never hidden.
        session.answered(frames.length)
        socket.write(text)
      },
      // Given up at a stop: without an answer it is sent again.
      () => finish(),
    )
    if (!pipeline.isFull()) return
    socket.pause()
    pipeline.room().then(() => socket.resume())
  }

  function finish(): void {
    if (over) return
    over = true
    clearTimeout(waiting)
    session.ended(closed)
    socket.destroySoon()
  }

  function refuse(why: string): void {
    broken(why)
    finish()
  }

  function command({ txnr, command, data }: RelpFrame): void {
    if (command === 'open') {
      opened = /(?:^|\n)commands=(?:[^\n]*,)?syslog(?:,|\n|$)/.test(data.toString('latin1'))
      reply(relpAnswer(txnr, opened ? `200 OK\n${offers}` : '500 the command syslog is required'))
    } else if (command === 'close') {
      take([], true)
      closed = true
      reply(relpAnswer(txnr, '200 OK') + relpAnswerless('serverclose'), finish)
    } else if (command !== 'rsp') reply(relpAnswer(txnr, '500 unknown command'))
  }

  socket.on('data', (chunk: Buffer) => {
    if (over) return
    const read = framer.push(chunk)
    let lines: RelpFrame[] = []
    for (const frame of read.frames) {
      if (frame.command === 'syslog' && opened) lines.push(frame)
      else {
        take(lines)
        lines = []
        if (frame.command === 'syslog') return refuse('syslog before open')
        command(frame)
      }
    }
    take(lines)
    if (read.broken !== undefined) refuse(read.broken)
  })
  socket.on('end', finish)
  socket.on('close', finish)
  return {
    async settled() {
      for (let last: Promise<void> | undefined; last !== answers && !over; ) {
        last = answers
        await last
      }
    },
  }
}

/** A frame that the server sends of its own accord. */
function relpAnswerless(command: string): string {
  return `0 ${command} 0\n`
}

function hashOf({ data }: RelpFrame): string {
  return hash('sha1', data, 'base64url').slice(0, 12)
}

/** omrelp's templates end in a newline as often as not. */
function withoutNewline(data: Buffer): Buffer {
  let end = data.length
  while (end > 0 && (data[end - 1] === 10 || data[end - 1] === 13)) end -= 1
  return data.subarray(0, end)
}
