import { Agent, request } from 'node:http'
import { inflateRawSync } from 'node:zlib'

/** An answer as it came over the wire, and everything readable in it: headers, body, and what its archives hold. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Buffer
  readonly text: string
  readonly milliseconds: number
}

/** Somebody, or nobody, who calls the running API from an address of their own: what limits by address limits each alone. */
export interface LeakCaller {
  readonly name: string
  readonly cookie: string
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** As `ask`; fails unless it goes well, and gives what was answered. */
  must<T>(method: string, path: string, body?: unknown): Promise<T>
}

/** `credentials`: what every request carries. `address`: of 127.0.0.0/8, all of which is this machine. */
export function leakCaller(
  url: string,
  name: string,
  address: string,
  credentials: Record<string, string> = {},
): LeakCaller {
  const agent = new Agent({ keepAlive: true, localAddress: address, maxSockets: 4 })
  const { port } = new URL(url)
  /** Too many files at once are refused, to whoever asks: then it is asked again. */
  const ask: LeakCaller['ask'] = async (...asked) => {
    for (let tries = 0; ; tries++) {
      const answer = await askOnce(...asked)
      if (answer.status !== 503 || !answer.text.includes('store-busy') || tries === 100) return answer
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const askOnce: LeakCaller['ask'] = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const sent = body === undefined ? undefined : JSON.stringify(body)
      const said = {
        'x-vonggac': '1',
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...credentials,
        ...headers,
      }
      const asked = request({ host: '127.0.0.1', port, method, path, agent, headers: said }, (reply) => {
        const parts: Buffer[] = []
        reply.on('data', (part: Buffer) => parts.push(part))
        reply.on('error', reject)
        reply.on('end', () => {
          const bytes = Buffer.concat(parts)
          resolve({
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            body: bytes,
            text: `${JSON.stringify(reply.headers)}\n${readable(bytes)}`,
            milliseconds: performance.now() - began,
          })
        })
      })
      asked.on('error', reject)
      asked.end(sent)
    })
  return {
    name,
    cookie: credentials['cookie'] ?? '',
    ask,
    async must(method, path, body) {
      const answer = await ask(method, path, body)
      if (answer.status !== 200) {
        throw new Error(`${name}: ${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`)
      }
      return JSON.parse(answer.body.toString())
    },
  }
}

/** Logs in over the wire. */
export async function signedCaller(url: string, name: string, password: string, address: string): Promise<LeakCaller> {
  const answer = await leakCaller(url, name, address).ask('POST', '/api/session', { name, password })
  const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  if (answer.status !== 200) throw new Error(`${name} cannot log in: ${answer.text}`)
  return leakCaller(url, name, address, { cookie })
}

const [entryMark, fileMark, endMark] = ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06']

/** The text of a body; of an archive the names and the text of all that is packed in it, archives within it too. */
function readable(bytes: Buffer): string {
  if (bytes.subarray(0, 4).toString('latin1') !== fileMark) return bytes.toString()
  const end = bytes.lastIndexOf(endMark, undefined, 'latin1')
  if (end < 0) return bytes.toString('latin1')
  const parts: string[] = []
  for (let at = bytes.readUInt32LE(end + 16); bytes.toString('latin1', at, at + 4) === entryMark; ) {
    const packed = bytes.readUInt32LE(at + 20)
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ]
    parts.push(bytes.toString('utf8', at + 46, at + 46 + name))
    const start = bytes.readUInt32LE(at + 42)
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    const body = bytes.subarray(from, from + packed)
    parts.push(readable(bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body))
    at += 46 + name + extra + comment
  }
  return parts.join('\n')
}
