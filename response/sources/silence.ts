import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { SourceState } from '../../core/event/source-state.ts'
import { translator } from '../../core/i18n/translator.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { Match, RecordStore, RecordWrite, StoredEvent, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../alerts/alert.ts'
import { matchOf, type RuleFacts } from '../alerts/match.ts'
import { alertId, alertWrite } from '../alerts/open.ts'
import { askForEvent } from '../events/platform-event.ts'
import { recordedSources } from './source.ts'
import { type Hours, rememberedHours, type SilenceLimits, silenceOf } from './usual.ts'

const watchKind = 'source-watch'
const hour = 3_600_000

/** The platform's own rule, by which silent sources stand in the queue. */
export const silenceRule = {
  id: 'vonggac-source-silent',
  titles: { vi: 'Nguồn nhật ký ngừng gửi hoặc gửi ít bất thường', en: 'Log source stopped or unusually quiet' },
  level: 'high',
  groupBy: ['vonggac.source.id'],
} as const satisfies RuleFacts

/** What is remembered of a source from look to look. */
interface Watch {
  readonly hours: Hours
  /** The hour that is being counted, and the source's count of events when it began. */
  readonly counting: { readonly hour: number; readonly from: number }
  /** When it fell silent, and the alert's key; null while it sends as usual. */
  readonly silent: { readonly at: number; readonly kind: 'stopped' | 'quiet'; readonly alertKey: string } | null
}

/** A rule that a source feeds; `alone` when no other source that sends feeds it. */
export interface FedRule {
  readonly title: string
  readonly alone: boolean
}

export interface SilenceParts {
  readonly records: RecordStore
  readonly clock: Clock
  readonly timeZone: string
  readonly limits: SilenceLimits
  /** Retention class of the platform's own events. */
  readonly retentionClass: string
  /** The rules that a source's datasets feed, `others` being the datasets of the sources that still send. */
  fedRules(datasets: readonly string[], others: readonly string[]): readonly FedRule[]
}

/**
 * One look at every source. One that falls silent raises an alert through an event of the platform's own, which says
 * what went blind; one that sends again closes that alert, as long as nobody has taken it, and leaves an event too.
 * Answers how many are silent.
 */
export async function watchSources(parts: SilenceParts): Promise<number> {
  const { records, clock, limits } = parts
  const now = clock.now()
  const states = await recordedSources(records)
  const known = await records.list<Watch>(systemScope, watchKind, { where: { kind: 'true' }, limit: 100_000 })
  const before = new Map(known.rows.map((row) => [row.id, row]))
  const writes: RecordWrite[] = []
  let silentNow = 0
  for (const state of states) {
    const row = before.get(state.id)
    const watch = counted(row?.document, state, now)
    const silence = silenceOf(state, watch.hours, now, limits)
    let { silent } = watch
    if (silence !== undefined && silent === null) {
      const sending = states.filter(({ id, lastSeen }) => id !== state.id && now - lastSeen < hour)
      const told = silenceEvent(parts, state, silence, sending, now)
      writes.push(askForEvent(told.stored, [told.match]))
      silent = { at: now, kind: silence.kind, alertKey: told.match.alertKey }
    } else if (silence === undefined && silent !== null && state.lastSeen > silent.at) {
      writes.push(askForEvent(returnEvent(parts, state, silent.at, now), []))
      await closeAlert(parts, silent.alertKey, state, now)
      silent = null
    }
    if (silent !== null) silentNow += 1
    const next: Watch = { ...watch, silent }
    const unchanged = row?.document.counting.hour === next.counting.hour && row.document.silent === silent
    if (!unchanged) writes.push({ kind: watchKind, id: state.id, document: next, unitIds: [], expect: 'any' })
  }
  if (writes.length > 0) await records.write(writes)
  return silentNow
}

/** Ids of the sources that have fallen silent, as the last look has it; of all units: whoever shows them keeps to a scope. */
export async function silentSources(records: RecordStore): Promise<ReadonlySet<string>> {
  const where = { kind: 'exists', field: 'silent.at' } as const
  const { rows } = await records.list<Watch>(systemScope, watchKind, { where, limit: 10_000 })
  return new Set(rows.map(({ id }) => id))
}

/** The hour that ended since the last look; one that was not watched from beginning to end is not known. */
function counted(watch: Watch | undefined, state: SourceState, now: number): Watch {
  const current = Math.floor(now / hour)
  const counting = { hour: current, from: state.events }
  if (watch === undefined) return { hours: {}, counting, silent: null }
  if (watch.counting.hour === current) return watch
  const whole = watch.counting.hour === current - 1
  const kept = Object.entries(watch.hours).filter(([at]) => Number(at) > current - rememberedHours)
  const hours: Record<number, number> = Object.fromEntries(kept)
  if (whole) hours[watch.counting.hour] = state.events - watch.counting.from
  return { ...watch, hours, counting }
}

const nameOf = ({ host, peer }: SourceState) => host ?? peer

function silenceEvent(
  { timeZone, fedRules, ...parts }: SilenceParts,
  state: SourceState,
  { kind, missing }: { readonly kind: 'stopped' | 'quiet'; readonly missing: number },
  sending: readonly SourceState[],
  now: number,
): { stored: StoredEvent; match: Match } {
  const rules = fedRules(
    state.datasets,
    sending.flatMap(({ datasets }) => datasets),
  )
  const titles = rules.map(({ title }) => title)
  const alone = rules.filter((rule) => rule.alone).map(({ title }) => title)
  const { dateTime, number } = translator('vi', timeZone)
  const words = [
    kind === 'stopped'
      ? `Nguồn ${nameOf(state)} ngừng gửi từ ${dateTime(state.lastSeen)}; thường đã có thêm khoảng ${number(missing)} sự kiện.`
      : `Nguồn ${nameOf(state)} gửi ít bất thường: thiếu khoảng ${number(missing)} sự kiện trong giờ qua.`,
    titles.length === 0 ? 'Không luật nào xét nguồn này.' : `Không còn xét được nguồn này: ${titles.join('; ')}.`,
    ...(alone.length === 0 ? [] : [`Không còn nguồn nào khác cho: ${alone.join('; ')}.`]),
  ]
  const stored = platformEvent(parts.retentionClass, state, now, `source_${kind}`, words.join(' '))
  stored.document.rule = { name: titles }
  const match = matchOf(silenceRule, stored.document, {
    eventId: stored.id,
    partition: stored.partition,
    seen: now,
    timeZone,
  })
  return { stored, match }
}

function returnEvent(parts: SilenceParts, state: SourceState, since: number, now: number): StoredEvent {
  const words = `Nguồn ${nameOf(state)} gửi trở lại sau ${Math.round((now - since) / 60_000)} phút im lặng.`
  return platformEvent(parts.retentionClass, state, now, 'source_returned', words)
}

function platformEvent(
  retentionClass: string,
  state: SourceState,
  now: number,
  action: string,
  message: string,
): StoredEvent {
  const at = new Date(now).toISOString()
  const id = `${at.slice(0, 16).replace(/[-T:]/g, '')}-${hashId('vonggac.source', state.id, action, String(now))}`
  const document: EventDocument = {
    '@timestamp': at,
    message,
    ecs: { version: '9.4.0' },
    event: {
      id,
      kind: 'alert',
      category: ['host'],
      type: ['info'],
      dataset: 'vonggac.source',
      module: 'vonggac',
      action,
      ingested: at,
      original: message,
    },
    ...(state.host !== null && { host: { name: state.host } }),
    vonggac: { source: { id: state.id }, ...(state.unit !== null && { unit: state.unit }) },
  }
  return { id, partition: { class: retentionClass, day: at.slice(0, 10) }, placedByReceipt: false, document }
}

/** Closes the newest alert of the key, if it is still as the platform opened it; a person's work is left alone. */
async function closeAlert({ records }: SilenceParts, key: string, state: SourceState, now: number): Promise<void> {
  let found: StoredRecord<Alert> | undefined = await records.get<Alert>(systemScope, alertKind, alertId(key, 1))
  while (found !== undefined && found.document.next !== null) {
    found = await records.get<Alert>(systemScope, alertKind, found.document.next)
  }
  if (found === undefined || found.document.status !== 'new') return
  const note = `Nguồn ${nameOf(state)} đã gửi trở lại.`
  const closed: Alert = {
    ...found.document,
    revision: found.document.revision + 1,
    status: 'closed',
    disposition: 'benign',
    closed: { at: now, by: 'Vọng Gác', note },
    window: { ...found.document.window, to: now },
  }
  // Should somebody take it at this very moment, it is theirs.
  await records.write(
    [alertWrite(closed, found.unitIds, found.version)],
    [
      {
        actor: 'Vọng Gác',
        action: 'alert.close',
        target: `${alertKind}/${found.id}`,
        unitIds: found.unitIds,
        details: { disposition: 'benign', note },
      },
    ],
  )
}
