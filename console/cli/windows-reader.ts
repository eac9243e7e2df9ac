import { EvtxReader, isEvtx } from '../../collector/decode/evtx.ts'
import type { Context } from '../../collector/map/draft.ts'
import type { FormatName } from '../../collector/map/formats.ts'
import { toEvent } from '../../collector/map/to-event.ts'
import { isObject } from '../../core/lib/json.ts'
import type { EventReader, ReadEvent } from './event-reader.ts'
import { problemOf } from './event-reader.ts'
import { JsonSplitter } from './json-splitter.ts'

/** Formats of Windows events, none of which keeps to one event a line. */
type WindowsReading = 'evtx' | 'evtx-json' | 'windows-json' | 'windows-xml'

/** True for the formats that `windowsReader` reads. */
export function isWindowsReading(format: string): format is WindowsReading {
  return format === 'evtx' || format === 'evtx-json' || format === 'windows-json' || format === 'windows-xml'
}

/** A reader of one file of Windows events. */
export function windowsReader(format: WindowsReading, context: Context): EventReader {
  if (format === 'evtx') return fileReader(context)
  return format === 'windows-xml' ? xmlReader(context, format) : jsonReader(context, format)
}

/** The format of Windows events that the beginning of the input shows; undefined for any other input. */
export function guessWindows(beginning: Uint8Array): WindowsReading | undefined {
  if (isEvtx(beginning)) return 'evtx'
  const text = new TextDecoder().decode(beginning.subarray(0, 64 * 1024)).trimStart()
  if (/^<(?:\?xml[^>]*>\s*<)?(?:\w+:)?Events?[\s>]/.test(text)) return 'windows-xml'
  if (!/^[[{]/.test(text)) return undefined
  if (/^\[?\s*\{\s*"Event(?:_attributes)?"\s*:\s*\{/.test(text) && text.includes('"System"')) return 'evtx-json'
  const flat = /"EventID"\s*:/.test(text) && /"(?:Channel|SourceName)"\s*:\s*"/.test(text)
  return flat && !text.includes('"winlog"') ? 'windows-json' : undefined
}

/**
 * The reader that the beginning of an input of unknown format needs: undefined where each line is an event of its own,
 * so that the lines can be told apart one by one.
 */
export function guessedReader(beginning: Uint8Array, context: Context): EventReader | undefined {
  const format = guessWindows(beginning)
  if (format === undefined) return undefined
  if (format === 'evtx') return fileReader(context)
  const text = new TextDecoder().decode(beginning).trimStart()
  const end = text.indexOf('\n')
  const first = (end < 0 ? text : text.slice(0, end)).trim()
  if (format === 'windows-xml') {
    const alone = first.startsWith('<Event ') && first.indexOf('</Event>') === first.length - 8
    return alone ? undefined : xmlReader(context, 'auto')
  }
  return isObjectText(first) ? undefined : jsonReader(context, 'auto')
}

function isObjectText(text: string): boolean {
  try {
    return text.startsWith('{') && isObject(JSON.parse(text))
  } catch {
    return false
  }
}

/** Binary files: the place of a problem is a byte and no line, so the message says it. */
function fileReader(context: Context): EventReader {
  const reader = new EvtxReader()
  let count = 0
  const events = (found: ReturnType<EvtxReader['push']>): readonly ReadEvent[] =>
    found.map((one) => {
      if ('problem' in one) {
        const problem = `${one.problem} (byte ${one.offset})`
        if (one.ofRecord === undefined) return { event: undefined, line: count, problem, ofFile: true }
        count++
        return { event: undefined, line: count, problem }
      }
      count++
      const event = toEvent({ bytes: JSON.stringify(one.event) }, 'evtx', context)
      return { event, line: count, ...problemOf(event) }
    })
  return { push: (chunk) => events(reader.push(chunk)), end: () => events(reader.end()) }
}

function jsonReader(context: Context, format: FormatName): EventReader {
  let found: ReadEvent[] = []
  const splitter = new JsonSplitter(({ value, line, text, problem }) => {
    if (value === undefined || text === undefined) {
      found.push({ event: undefined, line, ...(problem === undefined ? {} : { problem }) })
      return
    }
    const event = toEvent({ bytes: text.trimEnd() }, format, context)
    found.push({ event, line, ...problemOf(event) })
  })
  return textReader(
    (text) => splitter.push(text),
    () => splitter.end(),
    () => {
      const taken = found
      found = []
      return taken
    },
  )
}

/** Longer text without an end of an event is reported instead of being kept in memory. */
const longest = 64 * 1024 * 1024
const eventStart = /<(?:\w+:)?Event(?=[\s>])/g
const eventEnd = /<\/(?:\w+:)?Event\s*>/g

/** Cuts text at the ends of events; what stands between them (a root element, a declaration) is passed over. */
function xmlReader(context: Context, format: FormatName): EventReader {
  let found: ReadEvent[] = []
  let kept = ''
  let line = 1
  const cut = (last: boolean): void => {
    let at = 0
    for (;;) {
      eventEnd.lastIndex = at
      const end = eventEnd.exec(kept)
      if (end === null) break
      take(kept.slice(at, eventEnd.lastIndex))
      at = eventEnd.lastIndex
    }
    kept = kept.slice(at)
    if ((last && kept.trim() !== '' && eventStartIn(kept) >= 0) || kept.length > longest) {
      take(kept)
      kept = ''
    }
  }
  const take = (piece: string): void => {
    const from = Math.max(eventStartIn(piece), 0)
    line += newlines(piece.slice(0, from))
    const event = toEvent({ bytes: piece.slice(from) }, format, context)
    found.push({ event, line, ...problemOf(event) })
    line += newlines(piece.slice(from))
  }
  return textReader(
    (text) => {
      kept = kept === '' ? text : kept + text
      cut(false)
    },
    () => cut(true),
    () => {
      const taken = found
      found = []
      return taken
    },
  )
}

function eventStartIn(text: string): number {
  eventStart.lastIndex = 0
  return eventStart.exec(text)?.index ?? -1
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** Bytes to text: UTF-8, or UTF-16 where a byte order mark says so, as PowerShell and wevtutil write files. */
function textReader(push: (text: string) => void, end: () => void, take: () => readonly ReadEvent[]): EventReader {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  return {
    push(chunk) {
      decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8')
      push(decoder.decode(chunk, { stream: true }))
      return take()
    },
    end() {
      if (decoder !== undefined) push(decoder.decode())
      end()
      return take()
    },
  }
}
