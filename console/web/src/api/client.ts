import type { ProblemDocument } from '../../../api/schemas/common.ts'

/** A request that was refused (`code` from the server's table) or never answered (`offline`). */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly hint: string | undefined
  readonly problems: NonNullable<ProblemDocument['problems']>
  constructor(
    problem: Pick<ProblemDocument, 'code' | 'status' | 'detail' | 'problems'> & { hint?: string },
    cause?: unknown,
  ) {
    super(problem.detail, { cause })
    this.name = 'ApiProblem'
    this.code = problem.code
    this.status = problem.status
    this.detail = problem.detail
    this.hint = problem.hint
    this.problems = problem.problems ?? []
  }
}

type QueryValue = string | number | boolean | readonly string[] | undefined

/** Writes a query string; a list repeats its name, an absent value is left out. */
export function queryString(query: object): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query) as [string, QueryValue][]) {
    if (value === undefined) continue
    for (const one of typeof value === 'object' ? value : [value]) params.append(name, String(one))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** Reads JSON from the API. Throws ApiProblem. */
export function get<T>(path: string, query: object = {}, signal?: AbortSignal): Promise<T> {
  return request<T>('GET', path + queryString(query), undefined, signal)
}

/** Changes something; carries the header by which the server tells our own pages from a forged form. */
export function send<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<T> {
  return request<T>(method, path, body, signal)
}

/** Sends a file as it is. */
export function sendFile<T>(path: string, query: object, file: Blob, type: string): Promise<T> {
  return request<T>('POST', path + queryString(query), file, undefined, type)
}

async function request<T>(
  method: string,
  path: string,
  body: object | undefined,
  signal: AbortSignal | undefined,
  type = 'application/json',
) {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method !== 'GET') headers['x-vonggac'] = '1'
  if (body !== undefined) headers['content-type'] = type
  const response = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new ApiProblem({ code: 'offline', status: 0, detail: '' }, cause)
  })
  if (!response.ok) throw await problemOf(response)
  return (response.status === 204 ? undefined : await response.json()) as T
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const document: unknown = await response.json().catch(() => null)
  if (typeof document === 'object' && document !== null && 'code' in document)
    return new ApiProblem(document as ProblemDocument)
  // A proxy in between answers in its own format.
  const code = response.status === 502 || response.status === 504 ? 'offline' : 'internal'
  return new ApiProblem({ code, status: response.status, detail: `HTTP ${response.status}` })
}
