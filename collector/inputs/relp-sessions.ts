import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { currentBoot } from './boot-id.ts'
import { endOf, type Line, layout, replay, type Stream, streamLine } from './relp-log.ts'
import { openRelpSession, type RelpSession } from './relp-session.ts'

/**
 * Tells a frame that is sent again from one that happens to say the same (docs/adr/0004). Transaction numbers begin
 * anew with every session, but a sender goes on where it was not answered: it sends its unanswered frames again, in
 * order, before anything new. So a session that begins with what a broken one ended with continues its stream, and a
 * frame's identity is its place in the stream.
 */
export interface RelpSessions {
  /** `lost` is called when another session turns out to continue this one, whose connection is then dead. */
  open(senderId: string, lost?: () => void): RelpSession
  close(): void
}

const compactAt = 16 * 1024 * 1024
const mostSenders = 10_000

/**
 * Opens the memory, kept in `file` so that it outlives a kill of the process; without a file it lives in memory. Frames
 * are written down before they are stored, answers before they go out, neither synced: after a crash of the whole
 * machine (another `bootId`) what the file holds is not trusted, and every frame counts.
 */
export function openRelpSessions(file?: string, bootId: string = currentBoot()): RelpSessions {
  let senders = new Map<string, Stream[]>()
  let log = -1
  let written = 0

  function record(line: Line): void {
    if (log < 0) return
    const text = `${JSON.stringify(line)}\n`
    try {
      writeSync(log, text)
      written += text.length
      if (written > compactAt) compact()
    } catch {
      // A disk without room: the store refuses as well, and what is not written here counts as new after a kill.
    }
  }

  function compact(): void {
    if (file === undefined) return
    const lines: Line[] = [['boot', bootId, layout]]
    for (const [senderId, streams] of senders) for (const stream of streams) lines.push(streamLine(senderId, stream))
    writeFileSync(`${file}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    renameSync(`${file}.new`, file)
    if (log >= 0) closeSync(log)
    log = openSync(file, 'a')
    written = 0
  }

  function streamsOf(senderId: string): Stream[] {
    const known = senders.get(senderId)
    if (known !== undefined) return known
    if (senders.size >= mostSenders) {
      const idle = (stream: Stream) => stream.holder === undefined && stream.answered === endOf(stream)
      for (const [id, kept] of senders) if (kept.every(idle)) senders.delete(id)
    }
    const streams: Stream[] = []
    senders.set(senderId, streams)
    return streams
  }

  if (file !== undefined) {
    if (existsSync(file)) senders = replay(readFileSync(file, 'utf8'), bootId)
    compact()
  }

  return {
    open: (senderId, lost = () => undefined) => openRelpSession(senderId, streamsOf(senderId), record, lost),
    close() {
      if (log >= 0) closeSync(log)
      log = -1
    },
  }
}
