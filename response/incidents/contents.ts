import type { Actor } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { type Alert, alertKind } from '../alerts/alert.ts'
import { alertWrite } from '../alerts/open.ts'
import { audited, type Desk, found, incidentWrite, type Kept, moved, personOf } from './desk.ts'
import { type Entry, entryKind, entryWrite, newEntry } from './entry.ts'
import { type Evidence, evidenceKind, evidenceOf, evidenceWrite } from './evidence.ts'
import {
  type AlertTarget,
  alertsOf,
  belongingTo,
  copiesOf,
  linkWrites,
  mostCopied,
  mustLieWithin,
  newCopies,
} from './link.ts'
import { sealed } from './seals.ts'
import { linkedAlerts, mostLinked } from './steps.ts'

/** How often linking is tried again when an alert was counted meanwhile. */
const attempts = 20

/**
 * What is put into an incident. Every such thing is a record of its own, so that two people who add at once do not stand in
 * each other's way; a closed incident takes nothing in.
 */
async function open(desk: Desk, actor: Actor, id: string): Promise<Kept> {
  const kept = await found(desk, actor, id, 'incident.open')
  if (kept.document.status === 'closed') {
    throw new CodedError('conflict', 'the incident is closed', {
      hint: 'open it again first',
      ...told('incident-closed'),
    })
  }
  return kept
}

/** Links alerts, copies their newest events, and takes those that nobody has. Gives how many were linked and copied. */
export async function linkAlerts(
  desk: Desk,
  actor: Actor,
  { id, target }: { readonly id: string; readonly target: AlertTarget },
): Promise<{ readonly linked: number; readonly copied: number }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const kept = await open(desk, actor, id)
    const now = desk.clock.now()
    const by = personOf(actor)
    const alerts = await alertsOf(desk, scopeOf(actor, 'alert.read', desk.units), target)
    const { unit } = kept.document
    mustLieWithin(
      unit,
      alerts.map(({ unitIds }) => unitIds),
      desk.units,
    )
    const links = linkWrites(alerts, kept.document, kept.unitIds, actor, now)
    if (links.alerts.length === 0) return { linked: 0, copied: 0 }
    const there = (await linkedAlerts(desk, actor, id)).length
    if (there + links.alerts.length > mostLinked) {
      throw new CodedError('too-large', `an incident has at most ${mostLinked} alerts`, {
        hint: 'open a second one',
        ...told('incident-full', { most: `${mostLinked}` }),
      })
    }
    const fresh = alerts.filter((alert) => links.alerts.includes(alert.id))
    const copies = await copiesOf(desk, actor, fresh, { incident: id, unit, by, taken: now })
    const at = Math.min(...fresh.map(({ document }) => document.first))
    const entry = newEntry({ what: 'alerts', alerts: links.alerts }, { incident: id, at, recorded: now, by })
    const written = await desk.records.write(
      [
        // The incident itself is written unchanged, so that it is not closed or hidden in the same moment.
        incidentWrite(kept.document, kept.unitIds, kept.version),
        ...links.writes,
        entryWrite(entry, kept.unitIds),
        ...copies.map((copy) => evidenceWrite(copy, kept.unitIds)),
      ],
      [audited(actor, kept, 'incident.link', { alerts: links.alerts }, sealed(copies)), ...links.audit],
    )
    if (written.ok) return { linked: links.alerts.length, copied: copies.length }
  }
  throw moved()
}

/** Takes alerts out again; the copies of their events stay. Gives how many it was. */
export async function unlinkAlerts(
  desk: Desk,
  actor: Actor,
  { id, alerts: ids }: { readonly id: string; readonly alerts: readonly string[] },
): Promise<number> {
  const scope = scopeOf(actor, 'alert.read', desk.units)
  for (let attempt = 0; attempt < attempts; attempt++) {
    const kept = await open(desk, actor, id)
    const now = desk.clock.now()
    const there = await Promise.all([...new Set(ids)].map((one) => desk.records.get<Alert>(scope, alertKind, one)))
    const out = there.flatMap((alert) =>
      alert?.document.incidents?.some((link) => link.id === id) === true ? [alert] : [],
    )
    if (out.length === 0) return 0
    const alerts = out.map((alert) => alert.id)
    const of = { incident: id, at: now, recorded: now, by: personOf(actor) }
    const written = await desk.records.write(
      [
        ...out.map(({ document, unitIds, version }) => {
          const incidents = (document.incidents ?? []).filter((link) => link.id !== id)
          const after = belongingTo({ ...document, revision: document.revision + 1 }, incidents)
          return alertWrite(after, unitIds, version)
        }),
        entryWrite(newEntry({ what: 'alerts-removed', alerts }, of), kept.unitIds),
      ],
      [audited(actor, kept, 'incident.unlink', { alerts })],
    )
    if (written.ok) return out.length
  }
  throw moved()
}

/** Copies events, named by id, out of a search. Gives how many were not there yet. Rejects with `not-found` for one out of sight. */
export async function addEvents(
  desk: Desk,
  actor: Actor,
  { id, events: ids }: { readonly id: string; readonly events: readonly string[] },
): Promise<number> {
  const kept = await open(desk, actor, id)
  const { unit } = kept.document
  const scope = scopeOf(actor, 'event.read', desk.units)
  const once = [...new Set(ids)]
  if (once.length > mostCopied)
    throw new CodedError(
      'too-large',
      `one step copies at most ${mostCopied} events`,
      told('incident-copy-many', { most: `${mostCopied}` }),
    )
  const documents = await Promise.all(once.map((eventId) => desk.events.get(scope, eventId)))
  const of = { incident: id, taken: desk.clock.now(), by: personOf(actor), alert: null }
  const all = once.map((eventId, at): Evidence => {
    const document = documents[at]
    if (document === undefined) throw new CodedError('not-found', 'there is no such event')
    mustLieWithin(unit, [document.vonggac?.unit?.ids ?? []], desk.units)
    return evidenceOf(document, { ...of, eventId })
  })
  const copies = await newCopies(desk.records, unit, all)
  if (copies.length === 0) return 0
  const written = await desk.records.write(
    copies.map((copy) => evidenceWrite(copy, kept.unitIds)),
    [audited(actor, kept, 'incident.evidence', {}, sealed(copies))],
  )
  // Somebody copied one of them at the same moment: what is missing is copied the next time.
  if (!written.ok) throw moved()
  return copies.length
}

/** Writes a note into the timeline, at the time that it is about (epoch milliseconds; absent: now). */
export async function addNote(
  desk: Desk,
  actor: Actor,
  {
    id,
    text,
    at,
    pinned,
  }: { readonly id: string; readonly text: string; readonly at?: number; readonly pinned: boolean },
): Promise<Entry> {
  const kept = await open(desk, actor, id)
  const now = desk.clock.now()
  const entry = newEntry(
    { what: 'note', text },
    { incident: id, at: at ?? now, recorded: now, by: personOf(actor), pinned },
  )
  await desk.records.write([entryWrite(entry, kept.unitIds)], [audited(actor, kept, 'incident.note', {})])
  return entry
}

/** Brings an event of the evidence into the timeline, at its own time, with a line about it; once for each event. */
export async function addEventToTimeline(
  desk: Desk,
  actor: Actor,
  { id, evidence, text }: { readonly id: string; readonly evidence: string; readonly text: string },
): Promise<void> {
  const kept = await open(desk, actor, id)
  const copy = await desk.records.get<Evidence>(unitOf(kept), evidenceKind, evidence)
  if (copy === undefined || copy.document.incident !== id)
    throw new CodedError('not-found', 'there is no such evidence')
  const entry = newEntry(
    { what: 'event', evidence, text },
    {
      id: `${evidence}.event`,
      incident: id,
      at: copy.document.at,
      recorded: desk.clock.now(),
      by: personOf(actor),
      pinned: true,
    },
  )
  await desk.records.write([entryWrite(entry, kept.unitIds)], [audited(actor, kept, 'incident.event', { evidence })])
}

/** Marks a line of the timeline as one that the story cannot do without, or no longer. */
export async function pin(
  desk: Desk,
  actor: Actor,
  { id, entry, pinned }: { readonly id: string; readonly entry: string; readonly pinned: boolean },
): Promise<void> {
  const kept = await open(desk, actor, id)
  const line = await desk.records.get<Entry>(unitOf(kept), entryKind, entry)
  if (line === undefined || line.document.incident !== id) throw new CodedError('not-found', 'there is no such line')
  const written = await desk.records.write(
    [entryWrite({ ...line.document, pinned }, line.unitIds, line.version)],
    [audited(actor, kept, 'incident.pin', { entry, pinned })],
  )
  if (!written.ok) throw moved()
}

/** Whoever sees the incident sees what lies in it, whatever became of the units meanwhile. */
export const unitOf = ({ document }: Kept) => ({ kind: 'units', units: [document.unit], unattributed: false }) as const
