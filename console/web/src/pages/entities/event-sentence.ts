import type { TextKey, Translator } from '../../../../../core/i18n/translate.ts'
import { fieldValue } from '../../lib/event-fields.ts'
import { type EventKind, kindOf, listOf } from './event-kinds.ts'

type Row = Readonly<Record<string, unknown>>
type Say = Pick<Translator, 't'>

/** An event as a timeline tells it. */
export interface Told {
  readonly kind: EventKind
  readonly text: string
  /** It failed or was denied. */
  readonly failed: boolean
}

const longest = 400

/** What happened, in one sentence of the language: who, what, from where, to where; else the vendor's own words. */
export function tell(words: Say, event: Row): Told {
  const categories = listOf(event, 'event.category')
  const kind = kindOf(categories)
  const failed = fieldValue(event, 'event.outcome') === 'failure'
  const said =
    fieldValue(event, 'event.kind') === 'pipeline_error'
      ? withDetail(words.t('say.undecodable'), fieldValue(event, 'event.original'))
      : sentence(words, event, { kind, failed, categories, types: listOf(event, 'event.type') })
  return { kind, failed, text: oneLine(said ?? ownWords(event)) }
}

interface Known {
  readonly kind: EventKind
  readonly failed: boolean
  readonly categories: readonly string[]
  readonly types: readonly string[]
}

function sentence(words: Say, event: Row, known: Known): string | undefined {
  return special(words, event) ?? tellers[known.kind]?.(words, event, known)
}

/** Happenings that matter more than their category says. */
function special(words: Say, event: Row): string | undefined {
  const code = fieldValue(event, 'event.code')
  const dataset = fieldValue(event, 'event.dataset') ?? ''
  const service = fieldValue(event, 'service.name') ?? fieldValue(event, 'winlog.event_data.ServiceName')
  if (!dataset.startsWith('windows.') || code === undefined) return undefined
  if ((code === '7045' || code === '4697') && service !== undefined) {
    const path =
      fieldValue(event, 'winlog.event_data.ImagePath') ?? fieldValue(event, 'winlog.event_data.ServiceFileName')
    return withDetail(named(words, 'say.service', service), path)
  }
  const task = fieldValue(event, 'winlog.event_data.TaskName')
  return code === '4698' && task !== undefined ? parts(named(words, 'say.task', task), by(words, event)) : undefined
}

type Teller = (words: Say, event: Row, known: Known) => string | undefined

const tellers: Partial<Record<EventKind, Teller>> = {
  'sign-in': (words, event, { failed, categories, types }) => {
    const user = userOf(event)
    const as = user && words.t('say.as', { value: user })
    const isEnd = types.includes('end')
    if (!categories.includes('authentication') || isEnd) {
      return parts(words.t(isEnd ? 'say.session.end' : 'say.session.start'), as, from(words, event))
    }
    return parts(words.t(failed ? 'say.login.failed' : 'say.login'), as, from(words, event))
  },
  process: (words, event, { types }) => {
    const name = fieldValue(event, 'process.name') ?? fieldValue(event, 'process.executable')
    if (name === undefined) return undefined
    if (types.includes('start')) {
      const line = fieldValue(event, 'process.command_line')
      return withDetail(parts(named(words, 'say.process.start', name), by(words, event)), line)
    }
    if (types.includes('end')) return parts(named(words, 'say.process.end', name), by(words, event))
    return types.includes('access') ? named(words, 'say.process.access', name) : undefined
  },
  file: (words, event, { categories, types }) => {
    const path = fieldValue(event, 'file.path') ?? fieldValue(event, 'dll.path') ?? fieldValue(event, 'file.name')
    if (path === undefined) return undefined
    const process = fieldValue(event, 'process.name')
    const doer = process === undefined ? by(words, event) : words.t('say.by', { value: process })
    if (categories.includes('library')) return parts(named(words, 'say.library', path), doer)
    if (categories.includes('driver')) return named(words, 'say.driver', path)
    const done = (['creation', 'deletion', 'change', 'access'] as const).find((one) => types.includes(one))
    return done && parts(named(words, `say.file.${done}`, path), doer)
  },
  network: (words, event, { failed, types }) => {
    const asked = fieldValue(event, 'dns.question.name')
    const process = fieldValue(event, 'process.name')
    const doer = process === undefined ? undefined : words.t('say.by', { value: process })
    if (asked !== undefined) return parts(named(words, 'say.dns', asked), doer)
    const to = peer(event, 'destination')
    if (to === undefined && peer(event, 'source') === undefined) return undefined
    const denied = failed || types.includes('denied')
    return parts(
      words.t(denied ? 'say.connection.denied' : 'say.connection'),
      doer,
      from(words, event),
      to && words.t('say.to', { value: to }),
    )
  },
  web: (words, event) => {
    const method = fieldValue(event, 'http.request.method')
    const url = fieldValue(event, 'url.original') ?? fieldValue(event, 'url.path') ?? fieldValue(event, 'url.full')
    if (url === undefined) return undefined
    const status = fieldValue(event, 'http.response.status_code')
    return parts(
      named(words, 'say.web', parts(method, url)),
      from(words, event),
      status && words.t('say.answer', { value: status }),
    )
  },
  account: (words, event) => {
    const target = fieldValue(event, 'user.target.name') ?? fieldValue(event, 'user.name')
    if (target === undefined) return undefined
    return withDetail(parts(named(words, 'say.account', target), by(words, event)), fieldValue(event, 'event.action'))
  },
  configuration: (words, event) => {
    const path = fieldValue(event, 'registry.path')
    return path === undefined
      ? undefined
      : withDetail(named(words, 'say.registry', path), fieldValue(event, 'registry.data.strings'))
  },
  threat: (words, event) => {
    const name =
      fieldValue(event, 'rule.name') ?? fieldValue(event, 'threat.indicator.name') ?? fieldValue(event, 'file.path')
    return name === undefined ? undefined : parts(named(words, 'say.threat', name), from(words, event))
  },
  mail: (words, event) => {
    const sender = fieldValue(event, 'email.from.address')
    const to = fieldValue(event, 'email.to.address')
    if (sender === undefined && to === undefined) return undefined
    return withDetail(
      parts(
        words.t('say.mail'),
        sender && words.t('say.from', { value: sender }),
        to && words.t('say.to', { value: to }),
      ),
      fieldValue(event, 'email.subject'),
    )
  },
}

const named = ({ t }: Say, key: TextKey, value: string): string => t(key, { value })
const parts = (...all: readonly (string | undefined)[]): string =>
  all.filter((one) => one !== undefined && one !== '').join(' ')
const withDetail = (text: string, detail: string | undefined): string =>
  detail === undefined ? text : `${text}: ${detail}`

function userOf(event: Row): string | undefined {
  const name = fieldValue(event, 'user.name')
  const domain = fieldValue(event, 'user.domain')
  return name !== undefined && domain !== undefined ? `${domain}\\${name}` : name
}

function by({ t }: Say, event: Row): string | undefined {
  const user = userOf(event)
  return user && t('say.by', { value: user })
}

function from({ t }: Say, event: Row): string | undefined {
  const source = fieldValue(event, 'source.ip') ?? fieldValue(event, 'source.domain')
  return source && t('say.from', { value: source })
}

function peer(event: Row, side: 'source' | 'destination'): string | undefined {
  const host = fieldValue(event, `${side}.ip`) ?? fieldValue(event, `${side}.domain`)
  const port = fieldValue(event, `${side}.port`)
  if (host === undefined) return undefined
  return port === undefined ? host : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** What the sender said itself. */
function ownWords(event: Row): string {
  const action = fieldValue(event, 'event.action')
  const message = fieldValue(event, 'message') ?? fieldValue(event, 'event.original')
  if (action !== undefined && message !== undefined) return `${action}: ${message}`
  return action ?? message ?? fieldValue(event, 'event.dataset') ?? JSON.stringify(event)
}

/** White space runs into one blank, and a hostile line ends. */
const oneLine = (text: string): string => {
  const flat = text
    .slice(0, 4 * longest)
    .replace(/\s+/gu, ' ')
    .trim()
  return flat.length > longest ? `${flat.slice(0, longest)}…` : flat
}
