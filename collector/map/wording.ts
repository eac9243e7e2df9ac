import type { JsonObject } from '../../core/lib/json.ts'
import type { Mapped, ProductMapping } from './product.ts'
import { put, putEndpoint, relate } from './put.ts'

/** One happening in the words of a product. */
interface Wording {
  readonly pattern: RegExp
  readonly category: string
  readonly type: string
  readonly action: string
  readonly outcome?: 'success' | 'failure'
}

/**
 * Happenings out of rows `category type action [outcome] /pattern/`, one a line. A pattern takes the values out of the
 * line by names: `user`, `ip`, `target`, `command`, `reason`, `object`. Its own length is bounded wherever it runs on,
 * so that no line takes longer than in proportion to its length.
 */
export function wordings(rows: string): readonly Wording[] {
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const slash = row.indexOf('/')
      const [category = '', type = '', action = '', outcome] = row.slice(0, slash).trim().split(' ')
      const pattern = new RegExp(row.slice(slash + 1, row.lastIndexOf('/')))
      const wording = { pattern, category, type, action }
      return outcome === 'success' || outcome === 'failure' ? { ...wording, outcome } : wording
    })
}

/** Which product's lines they are. */
interface Speaker {
  readonly module: string
  readonly dataset: string
  readonly vendor: string
  readonly product: string
  /** Where the object that a line is about stands, under the vendor's own name. */
  readonly object: string
}

/** The first of the wordings that a line has, as ECS; a line that none knows has the data set alone. */
export function spoken(known: readonly Wording[], speaker: Speaker): ProductMapping {
  return (line): Mapped => {
    const fields: JsonObject = {
      event: { kind: 'event' },
      observer: { vendor: speaker.vendor, product: speaker.product },
    }
    const head = line.length > longest ? line.slice(0, longest) : line
    for (const wording of known) {
      const found = wording.pattern.exec(head)
      if (found === null) continue
      putHappening(fields, wording)
      putValues(fields, found.groups ?? {}, speaker.object)
      break
    }
    return { module: speaker.module, dataset: speaker.dataset, fields }
  }
}

/** Characters of a line that the patterns look at; what a line is about stands at its beginning. */
const longest = 4000

function putHappening(fields: JsonObject, { category, type, action, outcome }: Wording): void {
  put(fields, 'event.category', category.split(','))
  put(fields, 'event.type', type.split(','))
  put(fields, 'event.action', action)
  put(fields, 'event.outcome', outcome)
}

function putValues(fields: JsonObject, told: { readonly [name: string]: string | undefined }, object: string): void {
  put(fields, 'user.name', told.user)
  relate(fields, 'user', told.user)
  put(fields, 'user.target.name', told.target)
  relate(fields, 'user', told.target)
  if (told.ip !== undefined) putEndpoint(fields, 'source', told.ip.replace(/^::ffff:/, ''))
  put(fields, 'process.command_line', told.command)
  put(fields, 'event.reason', told.reason)
  put(fields, object, told.object)
}
