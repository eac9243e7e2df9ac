import type { Context } from '../../collector/map/draft.ts'
import type { FormatName } from '../../collector/map/formats.ts'
import { formats } from '../../collector/map/formats.ts'
import { toEvent } from '../../collector/map/to-event.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { JsonSplitter } from './json-splitter.ts'
import { guessedReader, guessWindows, isWindowsReading, windowsReader } from './windows-reader.ts'

/** The formats that recorded events may have on the command line. */
export const eventFormats = Object.keys(formats) as readonly FormatName[]
export type EventFormat = FormatName

/** The formats, one a line, each with what it is. */
export function formatList(): string {
  const width = Math.max(...eventFormats.map((name) => name.length))
  return eventFormats.map((name) => `${name.padEnd(width)}  ${formats[name]}\n`).join('')
}

/** One event of the input. */
export interface ReadEvent {
  /** Undefined for what could not be read. */
  readonly event: object | undefined
  /** The line it begins on, counted from 1. */
  readonly line: number
  /** What was wrong with it. */
  readonly problem?: string
  /** Set where the problem is one of the file and not of an event, which is told and not counted. */
  readonly ofFile?: true
}

/** Turns the bytes of one file into events, as they come. */
export interface EventReader {
  push(chunk: Uint8Array): readonly ReadEvent[]
  /** The file is over: what its last, unfinished line makes. */
  end(): readonly ReadEvent[]
}

/** A reader for one file. `json` gives the objects as they are, the others events as the collector makes them. */
export function eventReader(format: EventFormat, mappings?: Context['mappings']): EventReader {
  if (format === 'json') return objectReader()
  const context: Context = { receivedAt: Date.now(), zone: localZone, mappings }
  if (isWindowsReading(format)) return windowsReader(format, context)
  return format === 'auto' ? guessingReader(context) : lineReader(format, context)
}

/** Windows events that span lines, or are binary, show it in the first bytes; everything else comes line by line. */
function guessingReader(context: Context): EventReader {
  let reader: EventReader | undefined
  return {
    push(chunk) {
      reader ??= guessedReader(chunk, context) ?? lineReader('auto', context)
      return reader.push(chunk)
    },
    end: () => reader?.end() ?? [],
  }
}

/**
 * What the beginning of the input looks like: `json` for objects that are no ECS documents; otherwise `auto`, with which
 * the collector tells ECS documents and syslog lines apart record by record.
 */
export function guessFormat(beginning: Uint8Array): 'json' | 'auto' {
  if (guessWindows(beginning) !== undefined) return 'auto'
  const text = new TextDecoder().decode(beginning.subarray(0, 64 * 1024)).trimStart()
  if (!text.startsWith('{') && !text.startsWith('[')) return 'auto'
  return text.includes('"@timestamp"') && text.startsWith('{') ? 'auto' : 'json'
}

function objectReader(): EventReader {
  let found: ReadEvent[] = []
  const splitter = new JsonSplitter(({ value, line, problem }) => {
    found.push({ event: value, line, ...(problem === undefined ? {} : { problem }) })
  })
  const decoder = new TextDecoder()
  const take = () => {
    const taken = found
    found = []
    return taken
  }
  return {
    push(chunk) {
      splitter.push(decoder.decode(chunk, { stream: true }))
      return take()
    },
    end() {
      splitter.push(decoder.decode())
      splitter.end()
      return take()
    },
  }
}

/** For times that name no zone, as in the configuration's default. */
export const localZone = 'Asia/Ho_Chi_Minh'
const newline = 10
const carriageReturn = 13
/** Longer lines are cut, and marked so. */
const longestLine = 16 * 1024 * 1024

function lineReader(format: Exclude<EventFormat, 'json'>, context: Context): EventReader {
  let kept: Uint8Array[] = []
  let keptLength = 0
  let cut = false
  let line = 0
  const record = (bytes: Uint8Array, out: ReadEvent[]) => {
    line++
    const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length
    const text = bytes.subarray(0, end)
    if (text.length === 0) return
    const event = toEvent({ bytes: text, ...(cut && { cut }) }, format, context)
    out.push({ event, line, ...problemOf(event) })
  }
  const keep = (bytes: Uint8Array) => {
    const room = longestLine - keptLength
    if (bytes.length > room) cut = true
    const part = bytes.subarray(0, room)
    if (part.length > 0) kept.push(part)
    keptLength += part.length
  }
  const flush = (out: ReadEvent[]) => {
    record(Buffer.concat(kept), out)
    kept = []
    keptLength = 0
    cut = false
  }
  return {
    push(chunk) {
      const out: ReadEvent[] = []
      let from = 0
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        const piece = chunk.subarray(from, at)
        if (keptLength === 0 && piece.length <= longestLine) record(piece, out)
        else {
          keep(piece)
          flush(out)
        }
        from = at + 1
      }
      if (from < chunk.length) keep(chunk.subarray(from))
      return out
    },
    end() {
      const out: ReadEvent[] = []
      if (keptLength > 0) flush(out)
      return out
    },
  }
}

/** What was wrong with a record, where the collector could not read it. */
export function problemOf({ event, error }: EventDocument): { problem?: string } {
  if (event.kind !== 'pipeline_error') return {}
  return {
    problem: typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'undecodable',
  }
}
