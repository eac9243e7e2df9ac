/**
 * Every way a request or a command can go wrong, once: its code, the HTTP status it answers with (RFC 9110 §15)
 * and the key of the message a person reads. Code branches on `code`, never on message text.
 */
export const errorTable = {
  'not-found': { status: 404, message: 'error.notFound' },
  'not-allowed': { status: 403, message: 'error.notAllowed' },
  'not-signed-in': { status: 401, message: 'error.notSignedIn' },
  'wrong-credentials': { status: 401, message: 'error.wrongCredentials' },
  'second-factor': { status: 401, message: 'error.secondFactor' },
  'wrong-code': { status: 401, message: 'error.wrongCode' },
  'sign-in-refused': { status: 403, message: 'error.signInRefused' },
  'provider-unreachable': { status: 503, message: 'error.providerUnreachable' },
  'wrong-key': { status: 401, message: 'error.wrongKey' },
  'too-many-tries': { status: 429, message: 'error.tooManyTries' },
  'bad-request': { status: 400, message: 'error.badRequest' },
  'bad-query': { status: 400, message: 'error.badQuery' },
  'bad-content-type': { status: 415, message: 'error.badContentType' },
  'too-large': { status: 413, message: 'error.tooLarge' },
  'too-many-searches': { status: 429, message: 'error.tooManySearches' },
  // Nobody hears this answer; the number is nginx's for it.
  abandoned: { status: 499, message: 'error.abandoned' },
  conflict: { status: 409, message: 'error.conflict' },
  'store-full': { status: 507, message: 'error.storeFull' },
  'store-busy': { status: 503, message: 'error.storeBusy' },
  'newer-schema': { status: 500, message: 'error.newerSchema' },
  internal: { status: 500, message: 'error.internal' },
} as const

export type ErrorCode = keyof typeof errorTable

/** A refusal with a code from the table. `detail` says what and where; `hint` says what to do about it. */
export class CodedError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  /** Where in a text that was handed in, in UTF-16 code units. */
  readonly place: { readonly offset: number; readonly length: number } | undefined
  /** Each thing that is wrong, for texts in any language. */
  readonly problems: readonly ToldProblem[] | undefined
  constructor(
    code: ErrorCode,
    detail: string,
    options: {
      hint?: string
      cause?: unknown
      place?: { offset: number; length: number }
      problems?: readonly ToldProblem[]
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CodedError'
    this.code = code
    this.hint = options.hint
    this.place = options.place
    this.problems = options.problems
  }
}

/** What is wrong, for a text in any language: the text of the code, filled from what it names. */
export interface ToldProblem {
  readonly code: string
  readonly params: Readonly<Record<string, string>>
}

/** What is wrong, for the options of a refusal that people meet on the screens: `problem.<code>` is its text in each language. */
export const told = (
  code: string,
  params: ToldProblem['params'] = {},
): { readonly problems: readonly ToldProblem[] } => ({
  problems: [{ code, params }],
})

/** A problem in something a person wrote: a rule, a mapping, the configuration. Lines and columns count from 1. */
export interface Problem {
  readonly code: string
  readonly level: 'error' | 'warning'
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly message: string
  readonly hint?: string
  /** What the message names, where there are texts in other languages for the code. */
  readonly params?: ToldProblem['params']
}

/** A problem as one line a person reads: `file:line:column: level: message (hint)`. */
export function problemText({ file, line, column, level, message, hint }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  return `${place}: ${level}: ${message}${hint === undefined ? '' : ` (${hint})`}`
}
