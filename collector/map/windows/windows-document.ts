import type { EventDocument, Mark } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { fieldPrefix, maxFieldLength } from '../../decode/text.ts'
import { isoTime } from '../../decode/timestamp.ts'
import type { Context } from '../draft.ts'
import { addMarks, addTruncated, timeOf } from '../draft.ts'
import { readTime } from '../event-time.ts'
import { completeWindows } from './complete.ts'
import { readEventObject } from './event-object.ts'
import { readFlatObject } from './flat-object.ts'
import { levelName } from './levels.ts'
import type { WindowsRecord } from './record.ts'
import { summaryOf } from './summary.ts'

/** A document and the event's own time. */
interface Made {
  readonly document: EventDocument
  readonly own: number | undefined
}

/**
 * A JSON object that is a Windows event, by itself or as a part of what a shipper sends, as an ECS document; undefined
 * for any other object.
 */
export function windowsDocument(
  object: JsonObject,
  original: string,
  context: Context,
  marks: Mark[],
): Made | undefined {
  const record = readEventObject(object) ?? readFlatObject(object)
  return record === undefined ? undefined : documentOf(record, original, context, marks)
}

/** True for the `winlog` of a document in the layout of Winlogbeat and Elastic Agent. */
export function isWinlog(winlog: unknown): winlog is JsonObject {
  return (
    isObject(winlog) &&
    (winlog.event_id !== undefined || winlog.channel !== undefined || winlog.provider_name !== undefined)
  )
}

function documentOf(record: WindowsRecord, original: string, context: Context, marks: Mark[]): Made {
  const { winlog, level, message } = record
  const logged = readTime(record.time, context.zone, context.receivedAt)
  const data = isObject(winlog.event_data) ? winlog.event_data : undefined
  // Sysmon tells when it happened (UTC, without a zone) beside when it was logged.
  const happened = data === undefined ? undefined : readTime(data.UtcTime, 'Z', context.receivedAt)
  const moment = happened === undefined ? logged : { ...happened, zoneAssumed: false }
  const time = timeOf(moment, context, marks)
  const document: EventDocument = {
    '@timestamp': time.text,
    ecs: { version: '9.4.0' },
    event: { kind: 'event', module: 'windows', ingested: isoTime(context.receivedAt), original },
    winlog,
  }
  if (happened !== undefined && logged !== undefined) document.event.created = isoTime(logged.time)
  if (level !== undefined) {
    document.event.severity = level
    const name = levelName(level)
    if (name !== undefined) document.log = { level: name }
  }
  if (message !== undefined) {
    document.message = fieldPrefix(message)
    if (message.length > maxFieldLength) addTruncated(document, ['message'])
  }
  completeWindows(document, winlog)
  document.message ??= summaryOf(document)
  addMarks(document, marks)
  return { document, own: time.own }
}
