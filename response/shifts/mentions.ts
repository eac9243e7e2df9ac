import type { Actor } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../alerts/alert.ts'

/** Something that a text points to, and how it is called; without a title it is not there for this reader. */
export interface Mention {
  readonly kind: 'alert' | 'incident'
  readonly id: string
  readonly title: { readonly vi: string; readonly en: string } | null
}

/** Incidents by id, as far as the actor may know of them. */
export type IncidentTitles = (actor: Actor, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>

const mostMentions = 20
const alertAddress = /[?&]alert=([A-Za-z0-9.%_-]{1,200})/g
const incidentAddress = /\/incidents\/([A-Za-z0-9._-]{1,100})/g

/** What texts point to by an address of the console, in the order in which it stands there; each once. */
export function mentionsIn(texts: readonly string[]): readonly Pick<Mention, 'kind' | 'id'>[] {
  const found = new Map<string, Pick<Mention, 'kind' | 'id'>>()
  const all = texts.join('\n')
  for (const [, id = ''] of all.matchAll(alertAddress)) found.set(`alert ${id}`, { kind: 'alert', id: decoded(id) })
  for (const [, id = ''] of all.matchAll(incidentAddress)) found.set(`incident ${id}`, { kind: 'incident', id })
  return [...found.values()].slice(0, mostMentions)
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** The same with titles, for what lies within the reader's scope. */
export async function resolveMentions(
  { records, units, incidentTitles }: { records: RecordStore; units: UnitTree; incidentTitles: IncidentTitles },
  actor: Actor,
  mentions: ReturnType<typeof mentionsIn>,
): Promise<readonly Mention[]> {
  const scope = scopeOf(actor, 'alert.read', units)
  const titles = await incidentTitles(
    actor,
    mentions.filter(({ kind }) => kind === 'incident').map(({ id }) => id),
  )
  return Promise.all(
    mentions.map(async ({ kind, id }): Promise<Mention> => {
      if (kind === 'alert') {
        const alert = await records.get<Alert>(scope, alertKind, id)
        return { kind, id, title: alert?.document.rule.title ?? null }
      }
      const title = titles.get(id)
      return { kind, id, title: title === undefined ? null : { vi: title, en: title } }
    }),
  )
}
