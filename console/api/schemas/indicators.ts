import { type Static, Type } from 'typebox'
import { cautions } from '../../../response/indicators/cautions.ts'
import { indicatorTypes } from '../../../response/indicators/indicator.ts'
import { answerStates, tlpLevels } from '../../../response/indicators/indicator-list.ts'
import { lookBackStates } from '../../../response/indicators/look-back.ts'
import { fileRefusals } from '../../../response/indicators/read-file.ts'
import { unreadReasons } from '../../../response/indicators/recognise.ts'
import { closed, Day, Named, Nullable } from './common.ts'

const TypeName = Type.Enum([...indicatorTypes])
const CautionName = Type.Enum([...cautions])
const Tlp = Type.Enum([...tlpLevels])
/** A line of a text, or a cell as `Sheet1!B7`. */
const Place = Type.Object({ line: Type.Optional(Type.Integer()), cell: Type.Optional(Type.String()) })
const Signed = Type.Object({ at: Type.Integer(), by: Type.String() })

/** Either a pasted text or a file, base64. */
const Source = Type.Object(
  {
    text: Type.Optional(Type.String({ maxLength: 8_000_000 })),
    file: Type.Optional(Type.String({ maxLength: 23_000_000, pattern: '^[A-Za-z0-9+/]*={0,2}$' })),
  },
  closed,
)
export const PreviewIndicators = Type.Object({ source: Source }, closed)
export type PreviewIndicators = Static<typeof PreviewIndicators>

/** How many of a type there are. */
const TypeCount = Type.Object({ type: TypeName, count: Type.Integer() })
const ReadItem = Type.Object({
  type: TypeName,
  value: Type.String(),
  places: Type.Array(Place),
  times: Type.Integer(),
  cautions: Type.Array(CautionName),
})
export type ReadItem = Static<typeof ReadItem>
export const IndicatorPreview = Type.Object({
  /** Why the file was not read; everything else is empty then. */
  refused: Nullable(Type.Enum([...fileRefusals])),
  total: Type.Integer(),
  counts: Type.Array(TypeCount),
  /** The first of them, those with a caution before the others. */
  items: Type.Array(ReadItem),
  unread: Type.Array(Type.Object({ place: Place, text: Type.String(), reason: Type.Enum([...unreadReasons]) })),
  unreadMore: Type.Integer(),
  /** Different indicators past the ceiling, which a list does not take. */
  beyond: Type.Integer(),
  most: Type.Integer(),
})
export type IndicatorPreview = Static<typeof IndicatorPreview>

const letter = {
  title: Type.String({ minLength: 1, maxLength: 300 }),
  sender: Type.String({ maxLength: 200 }),
  reference: Type.String({ maxLength: 100 }),
  dated: Nullable(Day),
  due: Nullable(Day),
  tlp: Tlp,
  note: Type.String({ maxLength: 4_000 }),
}
export const NewIndicatorList = Type.Object(
  {
    ...letter,
    unit: Type.String({ minLength: 1, maxLength: 63 }),
    source: Source,
    leftOut: Type.Array(Type.String({ maxLength: 4_100 }), { maxItems: 10_000 }),
  },
  closed,
)
export type NewIndicatorList = Static<typeof NewIndicatorList>
export const ChangeIndicatorList = Type.Object({ ...letter, version: Type.Integer() }, closed)
export type ChangeIndicatorList = Static<typeof ChangeIndicatorList>

/** A search of the stored events for the items of a list. Times are epoch milliseconds. */
export const IndicatorSearch = Type.Object({
  id: Type.String(),
  state: Type.Enum([...lookBackStates]),
  failure: Nullable(Type.Enum(['list-gone', 'too-many-hits'])),
  asked: Signed,
  days: Type.Integer(),
  /** It looked into the lines themselves too. */
  raw: Type.Boolean(),
  from: Type.Integer(),
  to: Type.Integer(),
  reached: Type.Integer(),
  scanned: Type.Integer(),
  matched: Type.Integer(),
  /** Pairs of indicator and unit. */
  hits: Type.Integer(),
  logsFrom: Nullable(Type.String()),
  missing: Type.Array(Type.String()),
  ended: Nullable(Type.Integer()),
})
export type IndicatorSearch = Static<typeof IndicatorSearch>

const Answered = Type.Object({
  ...Signed.properties,
  kind: Type.Enum(['nil', 'found']),
  search: Type.String(),
  reference: Type.String(),
  note: Type.String(),
})
export const IndicatorListRow = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  ...letter,
  unit: Named,
  items: Type.Integer(),
  counts: Type.Array(TypeCount),
  /** Of these rules take no notice. */
  marked: Type.Integer(),
  /** Of these too, and they are not searched for. */
  falseItems: Type.Integer(),
  live: Type.Boolean(),
  created: Signed,
  changed: Signed,
  answer: Nullable(Answered),
  state: Type.Enum([...answerStates]),
  /** The newest search that the caller may see. */
  search: Nullable(IndicatorSearch),
})
export type IndicatorListRow = Static<typeof IndicatorListRow>
export const IndicatorLists = Type.Object({
  rows: Type.Array(IndicatorListRow),
  /** Units that the caller may keep lists of. */
  units: Type.Array(Named),
  /** The caller may put lists before the rules, which look at all units. */
  mayKeepLive: Type.Boolean(),
})
export type IndicatorLists = Static<typeof IndicatorLists>
export const IndicatorListDetail = Type.Object({
  ...IndicatorListRow.properties,
  searches: Type.Array(IndicatorSearch),
})
export type IndicatorListDetail = Static<typeof IndicatorListDetail>

export const ItemsQuery = Type.Object(
  {
    offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 200 }),
  },
  closed,
)
export const IndicatorItems = Type.Object({
  rows: Type.Array(
    Type.Object({
      type: TypeName,
      value: Type.String(),
      place: Place,
      cautions: Type.Array(CautionName),
      false: Nullable(Type.Object({ ...Signed.properties, reason: Type.String() })),
    }),
  ),
})
export type IndicatorItems = Static<typeof IndicatorItems>

/** Which item is false, and why; or that it is not, for which no reason is asked. */
export const MarkIndicator = Type.Object(
  {
    version: Type.Integer(),
    type: TypeName,
    value: Type.String({ minLength: 1, maxLength: 4_100 }),
    false: Type.Boolean(),
    reason: Type.String({ maxLength: 1_000 }),
  },
  closed,
)
export type MarkIndicator = Static<typeof MarkIndicator>

export const AskIndicatorSearch = Type.Object(
  { days: Type.Integer({ minimum: 1, maximum: 400 }), raw: Type.Boolean({ default: false }) },
  closed,
)
export type AskIndicatorSearch = Static<typeof AskIndicatorSearch>
export const IndicatorHits = Type.Object({
  search: IndicatorSearch,
  total: Type.Integer(),
  rows: Type.Array(
    Type.Object({
      type: TypeName,
      value: Type.String(),
      unit: Nullable(Named),
      count: Type.Integer(),
      first: Type.Integer(),
      last: Type.Integer(),
      hosts: Type.Array(Type.String()),
      moreHosts: Type.Boolean(),
      events: Type.Array(Type.String()),
    }),
  ),
})
export type IndicatorHits = Static<typeof IndicatorHits>

export const KeepLive = Type.Object({ version: Type.Integer(), live: Type.Boolean() }, closed)
export const AnswerIndicators = Type.Object(
  {
    version: Type.Integer(),
    kind: Type.Enum(['nil', 'found']),
    search: Type.String({ maxLength: 63 }),
    reference: Type.String({ maxLength: 100 }),
    note: Type.String({ maxLength: 4_000 }),
  },
  closed,
)
export type AnswerIndicators = Static<typeof AnswerIndicators>
export const ReportQuery = Type.Object({ language: Type.Enum(['vi', 'en'], { default: 'vi' }) }, closed)
export const ListAtVersion = Type.Object({ version: Type.Integer() }, closed)
