/** What a text of the search language may hold; a predicate is walked by recursion, and a condition costs every row. */
export const searchLimits = {
  /** UTF-16 code units. */
  length: 10_000,
  /** Brackets and `not` within each other. */
  depth: 100,
  /** Conditions, values of lists counted one by one. */
  terms: 1000,
  /** Words and phrases without a field: each is looked for within two long texts of every event. */
  words: 50,
} as const

/** Faults: the text asks for nothing until they are mended. */
const errors = [
  'too-long',
  'too-deep',
  'too-many-terms',
  'too-many-words',
  'close-alone',
  'open-not-closed',
  'empty-brackets',
  'quote-not-closed',
  'bad-escape',
  'nothing-before',
  'nothing-after',
  'no-field',
  'no-value',
  'empty-phrase',
  'values-not-joined',
  'field-in-quotes',
  'field-with-star',
  'foreign-operator',
  'not-a-network',
  'not-a-bound',
  'no-range-of-addresses',
] as const
/** Doubts: the text is searched for as it stands. */
const warnings = [
  'unknown-field',
  'unlike-field',
  'not-an-address',
  'not-a-number',
  'not-a-time',
  'equals-sign',
  'vietnamese-word',
  'doubtful-star',
] as const

type ErrorCode = (typeof errors)[number]
type WarningCode = (typeof warnings)[number]

/** What is wrong with a search text, where, and under which keys the words for it stand. */
export interface SearchProblem {
  readonly code: ErrorCode | WarningCode
  readonly level: 'error' | 'warning'
  /** Offsets into the text in UTF-16 code units, `end` exclusive; both lie within it. */
  readonly start: number
  readonly end: number
  /** The key of what a person reads, of `core/i18n`: what is wrong. */
  readonly message: `query.${ErrorCode | WarningCode}`
  /** The key of what to do about it. */
  readonly hint: `query.${ErrorCode | WarningCode}.hint`
  /** Fills the placeholders of both. */
  readonly params: Readonly<Record<string, string | number>>
}

/** Makes a problem; its code decides its level. */
export function problem(
  code: SearchProblem['code'],
  start: number,
  end: number,
  params: SearchProblem['params'] = {},
): SearchProblem {
  const level = (errors as readonly string[]).includes(code) ? 'error' : 'warning'
  return { code, level, start, end, message: `query.${code}`, hint: `query.${code}.hint`, params }
}
