import type { FastifyError, FastifyInstance, FastifyReply, FastifySchemaValidationError } from 'fastify'
import { vi } from '../../../core/i18n/vi.ts'
import { CodedError, type ErrorCode, errorTable, told } from '../../../core/lib/errors.ts'
import type { Signal } from '../../../core/telemetry/signals.ts'
import type { ProblemDocument } from '../schemas/common.ts'

/** Every refusal as a problem document (RFC 9457), by the one table of errors. */
export function problems(app: FastifyInstance, signal: Signal): void {
  app.setErrorHandler((error: FastifyError | CodedError, request, reply) => {
    const coded = error instanceof CodedError ? error : fromFastify(error)
    if (coded.code === 'internal') {
      signal('request-failed', { method: request.method, route: request.routeOptions.url, cause: describe(error) })
    }
    if (coded.code === 'too-many-tries' && coded.hint !== undefined) reply.header('retry-after', coded.hint)
    return sendProblem(reply, coded)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new CodedError('not-found', `there is nothing at ${request.method} ${request.url.split('?')[0]}`),
    ),
  )
}

function sendProblem(reply: FastifyReply, error: CodedError): FastifyReply {
  const { status, message } = errorTable[error.code]
  const body: ProblemDocument = {
    type: `urn:vonggac:error:${error.code}`,
    title: vi[message],
    status,
    code: error.code,
    // An internal error's text may name paths or data: it goes to the log alone.
    detail: error.code === 'internal' ? '' : error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...error.place,
    ...(error.problems && { problems: error.problems.map(({ code, params }) => ({ code, params: { ...params } })) }),
  }
  return reply.status(status).type('application/problem+json').send(body)
}

/** Fastify's own refusals, by their code (never by their text). */
function fromFastify(error: FastifyError): CodedError {
  const codes: Record<string, ErrorCode> = {
    FST_ERR_VALIDATION: 'bad-request',
    FST_ERR_CTP_INVALID_MEDIA_TYPE: 'bad-content-type',
    FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
    FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-request',
    FST_ERR_CTP_INVALID_JSON_BODY: 'bad-request',
    FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  }
  const statuses: Record<number, ErrorCode> = {
    400: 'bad-request',
    // A path that leads out of a folder that is served.
    403: 'not-found',
    404: 'not-found',
    429: 'too-many-tries',
  }
  const code = codes[error.code] ?? statuses[error.statusCode ?? 500] ?? 'internal'
  const wrong = error.validation?.[0]
  if (wrong === undefined) return new CodedError(code, error.message, { cause: error })
  const { instancePath: field } = wrong
  return new CodedError(code, error.message, {
    cause: error,
    ...(field ? { hint: field } : {}),
    ...fieldProblem(wrong),
  })
}

/** Keywords of JSON Schema (2020-12 validation) that people meet in forms, and the problem that each tells. */
const fieldProblems: Readonly<Record<string, string>> = {
  required: 'field-missing',
  minLength: 'field-short',
  maxLength: 'field-long',
  minimum: 'field-low',
  maximum: 'field-high',
  minItems: 'field-few',
  maxItems: 'field-many',
  additionalProperties: 'field-unknown',
}

function fieldProblem({ keyword, instancePath, params }: FastifySchemaValidationError): ReturnType<typeof told> {
  const { missingProperty, additionalProperty, limit } = params as Readonly<Record<string, unknown>>
  const field = missingProperty ?? additionalProperty ?? instancePath.split('/').at(-1)
  return told(fieldProblems[keyword] ?? 'field-wrong', {
    field: `${field}`,
    ...(limit !== undefined && { n: `${limit}` }),
  })
}

const describe = (error: Error) => `${error.stack ?? error.message}`.slice(0, 2000)
