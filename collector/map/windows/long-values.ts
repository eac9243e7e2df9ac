import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { fieldPrefix, maxFieldLength } from '../../decode/text.ts'

/** How many characters of a piece stand in the next one too: longer than what a rule looks for. */
const overlap = 1024

/**
 * Event data longer than a field may be stand as a list of overlapping pieces, so that rules see all of a script or
 * command line and nobody hides behind a long beginning. Answers the fields of which only a prefix was kept.
 */
export function keepLongValues(document: EventDocument, whole: ReadonlyMap<string, string>): readonly string[] {
  const cut: string[] = []
  for (const [path, text] of whole) {
    const place = placeOf(path)
    const { winlog } = document
    const [, below, name, ...deeper] = place.split('.')
    const found = isObject(winlog) && below !== undefined ? winlog[below] : undefined
    if (name === undefined || deeper.length > 0 || !isObject(found) || typeof found[name] !== 'string') {
      cut.push(place)
      continue
    }
    const pieces = piecesOf(text)
    const data: JsonObject = found
    data[name] = pieces
    if (below === 'event_data') alsoInEcs(document, name, pieces)
  }
  return cut
}

function alsoInEcs(document: EventDocument, name: string, pieces: readonly string[]): void {
  if (!isObject(document.process)) return
  const process: JsonObject = document.process
  if (name === 'CommandLine' && process.command_line !== undefined) process.command_line = pieces
  if (name === 'ParentCommandLine' && isObject(process.parent)) {
    const parent: JsonObject = process.parent
    parent.command_line = pieces
  }
}

function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += maxFieldLength - overlap) {
    pieces.push(fieldPrefix(text.slice(at)).toWellFormed())
    if (at + maxFieldLength >= text.length) break
  }
  return pieces
}

/** Where a value of the sender's object stands in the document: `Event.EventData.X` at `winlog.event_data.X`. */
function placeOf(path: string): string {
  if (path.startsWith('Event.EventData.')) return `winlog.event_data.${path.slice(16)}`
  if (path.startsWith('Event.UserData.')) return `winlog.user_data.${path.slice(15).replace(/^[^.]*\./, '')}`
  if (path === 'Message' || path === 'Event.RenderingInfo.Message') return 'message'
  return path.includes('.') || path === 'message' ? path : `winlog.event_data.${path}`
}
