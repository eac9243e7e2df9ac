import { memoryLine } from './memory-line.ts'

/**
 * What a sender's frames said, session after session, each frame shortened to a hash. A session that goes on where a
 * broken one ended goes on with its stream, so that a frame's place in the stream, and its identity with it, stays.
 */
export interface Stream {
  readonly id: string
  /** With what sessions began that did not send again, the newest last. */
  readonly beginnings: Beginning[]
  /** Place of `hashes[0]`: earlier frames are no longer needed. */
  first: number
  readonly hashes: string[]
  /** Place of the first frame that no answer was sent to. */
  answered: number
  /** The session that it belongs to while one does; told when another session takes it over. */
  holder: { lost(): void } | undefined
}

/** The first frames of a session, and the place of the first of them. */
export interface Beginning {
  readonly at: number
  readonly hashes: string[]
}

/** A line of the file in which streams outlive the process: JSON, one array a line. */
export type Line =
  | readonly ['boot', string, typeof layout]
  /** Sender, stream; place of the first hash, place of the first unanswered frame, hashes, beginnings. */
  | readonly [
      'stream',
      string,
      string,
      number,
      number,
      readonly string[],
      readonly (readonly [number, readonly string[]])[],
    ]
  | readonly ['taken', string, string, readonly string[]]
  /** The place of the first frame without an answer, further on or back again. */
  | readonly ['answered', string, string, number]
  /** What comes next is what a session begins with. */
  | readonly ['begins', string, string]
  /** What comes next are the frames from this place on, once more. */
  | readonly ['again', string, string, number]
  | readonly ['forgotten', string, string]

/** The layout of the file. One of another layout is not trusted. */
export const layout = 2

/** Answered frames that are kept to find the place at which a sender goes on: librelp's window, twice over. */
const keptAnswered = 256
/** Frames of a beginning that are kept to know it again. */
const keptBeginning = 64
const mostBeginnings = 16
/** What a session must begin with to be known again: so many frames, so many that differ. */
const fewestFrames = 16
const fewestTexts = 8

/** A stream that has no frame yet. */
export function newStream(id: string): Stream {
  return { id, beginnings: [], first: 0, hashes: [], answered: 0, holder: undefined }
}

/** The place behind the last frame. */
export function endOf({ first, hashes }: Stream): number {
  return first + hashes.length
}

/** Adds frames at the end. */
export function extend(stream: Stream, hashes: readonly string[]): void {
  const beginning = stream.beginnings.at(-1)
  for (const hash of hashes) {
    if (
      beginning &&
      beginning.hashes.length < keptBeginning &&
      beginning.at + beginning.hashes.length === endOf(stream)
    ) {
      beginning.hashes.push(hash)
    }
    stream.hashes.push(hash)
  }
}

/** Marks the end as the place where a session begins; forgets the earlier beginning if it tells too little. */
export function beginHere(stream: Stream): void {
  const { beginnings } = stream
  const last = beginnings.at(-1)
  if (last !== undefined && !isTelling(last)) beginnings.pop()
  if (beginnings.length >= mostBeginnings) beginnings.shift()
  beginnings.push({ at: endOf(stream), hashes: [] })
}

/** Whether a session that begins so can be known by it: many lines that differ. */
export function isTelling({ hashes }: Beginning): boolean {
  return hashes.length >= fewestFrames && new Set(hashes).size >= fewestTexts
}

/** Sets the place of the first frame without an answer, and lets go of those that are no longer needed. */
export function answerTo(stream: Stream, place: number): void {
  stream.answered = Math.max(stream.first, Math.min(endOf(stream), place))
  // Trimmed in steps, so that it costs nothing a frame.
  if (stream.answered - stream.first > 4 * keptAnswered) trim(stream, stream.answered - keptAnswered)
}

/** Goes back in a stream: what comes next are the frames from a place on. */
export function goBack(stream: Stream, place: number): void {
  stream.hashes.length = 0
  stream.first = place
  stream.answered = place
}

/** Lets go of all frames but those that sessions began with: none of them is waited for. */
export function keepBeginnings(stream: Stream): void {
  trim(stream, endOf(stream))
}

function trim(stream: Stream, first: number): void {
  if (first <= stream.first) return
  stream.hashes.splice(0, first - stream.first)
  stream.first = first
}

/** The line that says all of a stream. */
export function streamLine(senderId: string, stream: Stream): Line {
  trim(stream, stream.answered - keptAnswered)
  const beginnings = stream.beginnings.map(({ at, hashes }) => [at, hashes] as const)
  return ['stream', senderId, stream.id, stream.first, stream.answered, stream.hashes, beginnings]
}

/** Reads the file back, unless it is of another boot of the machine. No stream has a session: their process is gone. */
export function replay(text: string, bootId: string): Map<string, Stream[]> {
  const senders = new Map<string, Map<string, Stream>>()
  let trusted = false
  for (const row of text.split('\n')) {
    const line = memoryLine<Line>(row)
    if (line === undefined) continue
    if (line[0] === 'boot') {
      trusted = line[1] === bootId && line[2] === layout
      continue
    }
    if (!trusted) break
    const [what, senderId, id] = line
    const streams = senders.get(senderId) ?? new Map<string, Stream>()
    senders.set(senderId, streams)
    if (what === 'stream') {
      const [, , , first, answered, hashes, began] = line
      const beginnings = began.map(([at, texts]) => ({ at, hashes: [...texts] }))
      streams.set(id, { ...newStream(id), first, answered, hashes: [...hashes], beginnings })
      continue
    }
    const stream = streams.get(id) ?? newStream(id)
    streams.set(id, stream)
    if (what === 'forgotten') streams.delete(id)
    else if (what === 'again') goBack(stream, line[3])
    else if (what === 'begins') beginHere(stream)
    else if (what === 'answered') answerTo(stream, line[3])
    else extend(stream, line[3])
  }
  return new Map([...senders].map(([senderId, streams]) => [senderId, [...streams.values()]]))
}
