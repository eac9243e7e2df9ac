import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { vi } from '../../../core/i18n/vi.ts'
import { CodedError, type ErrorCode, errorTable } from '../../../core/lib/errors.ts'
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
  const field = error.validation?.[0]?.instancePath
  return new CodedError(code, error.message, { cause: error, ...(field ? { hint: field } : {}) })
}

const describe = (error: Error) => `${error.stack ?? error.message}`.slice(0, 2000)
