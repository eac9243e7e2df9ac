import type { EventDocument } from '../../core/event/event.ts'
import { compilePath, textOf } from '../../core/event/path.ts'
import type { Severity } from '../../core/event/severity.ts'
import { hashId } from '../../core/lib/ids.ts'
import { localDay } from '../../core/lib/local-day.ts'
import type { Match, Partition } from '../../core/store/store.ts'
import { tacticsOf } from './tactics.ts'

/** What alerts need to know of a rule. */
export interface RuleFacts {
  readonly id: string
  readonly titles: { readonly vi: string; readonly en: string }
  readonly level: Severity
  /** Fields whose values make up the entity; empty: the default entity. */
  readonly groupBy: readonly string[]
  /** Sigma tags. */
  readonly tags?: readonly string[]
  /** True for a rule that is there for correlations alone: its matches are kept and open no alert. */
  readonly feedsOnly?: boolean
}

/**
 * Why a match is kept without opening an alert: an exception covers it (`of`: the exception's id), a suppression (`of`: the
 * key of the alert that it stands behind), or its rule only feeds correlations or is informational, of which Sigma says
 * that no alert should come (`of`: empty).
 */
export type Quiet = {
  readonly by: 'exception' | 'suppression' | 'correlation' | 'level'
  readonly of: string
}

/** What an alert is opened with, carried by each of its matches. */
export type MatchFacts = {
  readonly title: { readonly vi: string; readonly en: string }
  readonly severity: Severity
  readonly unit: string | null
  readonly entity: readonly { readonly field: string; readonly value: string }[]
  readonly host: string | null
  readonly user: string | null
  readonly source: string | null
  readonly system?: { readonly id: string; readonly code: string; readonly level: string }
  /** Tactics of ATT&CK that the rule names. */
  readonly tactics?: readonly string[]
  /** Set on a match that opens no alert; it is counted under a key of its own. */
  readonly quiet?: Quiet
}

type Reader = (event: EventDocument) => string | null
const readers = new Map<string, Reader>()

/** The field's first value as text, null when absent. */
function reader(field: string): Reader {
  let read = readers.get(field)
  if (read === undefined) {
    const path = compilePath(field)
    read = (event) => {
      const values = path.values(event)
      const value = Array.isArray(values) ? values[0] : values
      return value === undefined ? null : textOf(value)
    }
    readers.set(field, read)
  }
  return read
}

/** The first value of a field of the event as text, null when absent: what entities and suppression tell apart. */
export const firstValue = (field: string, event: EventDocument): string | null => reader(field)(event)

const host = reader('host.name')
const user = reader('user.name')
const source = reader('source.ip')

/**
 * The match of a rule on an event. Its alert key is hash(rule, owning unit, entity, day of event time in the zone); the
 * entity is the rule's own group-by where the event has all of its fields, else user@host, else host, else the source
 * address.
 */
export function matchOf(
  rule: RuleFacts,
  event: EventDocument,
  at: { readonly eventId: string; readonly partition: Partition; readonly seen: number; readonly timeZone: string },
): Match {
  const time = Date.parse(event['@timestamp'])
  const { unit, system } = event.vonggac ?? {}
  const entity = entityOf(rule, event)
  const tactics = tacticsOf(rule.tags ?? [])
  const facts: MatchFacts = {
    title: rule.titles,
    severity: rule.level,
    unit: unit?.id ?? null,
    entity,
    host: host(event),
    user: user(event),
    source: source(event),
    ...(system !== undefined && { system: { id: system.id, code: system.code, level: String(system.level) } }),
    ...(tactics.length > 0 && { tactics }),
  }
  const match: Match = {
    id: hashId(rule.id, at.eventId),
    ruleId: rule.id,
    eventId: at.eventId,
    alertKey: hashId(
      rule.id,
      unit?.id ?? '',
      ...entity.flatMap(({ field, value }) => [field, value]),
      localDay(time, at.timeZone),
    ),
    partition: at.partition,
    time,
    seen: at.seen,
    unitIds: unit?.ids ?? [],
    facts,
  }
  if (rule.feedsOnly === true) return quieted(match, { by: 'correlation', of: '' }, at.timeZone)
  return rule.level === 'informational' ? quieted(match, { by: 'level', of: '' }, at.timeZone) : match
}

/**
 * The match as one that opens no alert. Its id stays, so that it is stored once whatever was decided before; its key
 * becomes hash(rule, reason, owning unit, day of event time in the zone), so that the counts of alerts do not hold it and
 * the same tally counts it apart.
 */
export function quieted(match: Match, quiet: Quiet, timeZone: string): Match {
  const { unit } = match.facts as MatchFacts
  return {
    ...match,
    alertKey: hashId('quiet', match.ruleId, quiet.by, quiet.of, unit ?? '', localDay(match.time, timeZone)),
    facts: { ...match.facts, quiet: { ...quiet } },
  }
}

/** Why the match opens no alert; undefined when it opens one. */
export const quietOf = (match: Match): Quiet | undefined => (match.facts as MatchFacts).quiet

/** The information system that the match is about. */
export const systemOf = (match: Match): MatchFacts['system'] => (match.facts as MatchFacts).system

function entityOf(rule: RuleFacts, event: EventDocument): { field: string; value: string }[] {
  const named = (fields: readonly string[]) => {
    const entity: { field: string; value: string }[] = []
    for (const field of fields) {
      const value = reader(field)(event)
      if (value === null) return undefined
      entity.push({ field, value })
    }
    return entity
  }
  if (rule.groupBy.length > 0) {
    const own = named(rule.groupBy)
    if (own !== undefined) return own
  }
  return named(['user.name', 'host.name']) ?? named(['host.name']) ?? named(['source.ip']) ?? []
}
