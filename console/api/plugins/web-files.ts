import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { sessionSecret } from './access.ts'

/** Where the build puts what never changes under its name. */
export const assets = '/assets/'
/** Of the headers that guard pages, a script, a sheet or a font needs but its type and its reach: forty files load at once. */
const assetHeaders = {
  contentSecurityPolicy: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const

/**
 * The built console, packed as the build left it: hashed assets are cached for good, every other path gets the page, in which
 * and in whose policy stands a number that is good for this answer alone. Whoever shows a log-in is told what the page loads.
 */
export async function webFiles(app: FastifyInstance, root: string): Promise<void> {
  const page = readFileSync(join(root, 'index.html'), 'utf8')
  const hints = hintsFor(namedIn(page), readPageFiles(root))
  await app.register(async (web) => {
    web.addHook('onRoute', (route) => {
      const lean = route.url.startsWith(assets) ? { helmet: assetHeaders } : {}
      route.config = { ...route.config, ...lean, requires: 'nothing' }
    })
    await web.register(staticFiles, {
      root,
      wildcard: false,
      index: false,
      globIgnore: ['index.html*', 'page-files.json'],
      preCompressed: true,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', path.includes(assets) ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    web.get('/*', { config: { requires: 'nothing' } }, (request, reply) => {
      if (request.url.startsWith('/api/')) return reply.callNotFound()
      // Whoever has no log-in is shown the door, which needs nothing besides.
      if (sessionSecret(request.cookies, request.overTls) !== undefined) {
        void reply.header('link', hints(request.url))
      }
      const nonce = randomBytes(16).toString('base64url')
      const policy = String(reply.raw.getHeader('content-security-policy'))
      return reply
        .header('content-security-policy', policy.replace("style-src 'self'", `$& 'nonce-${nonce}'`))
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(page.replace('nonce=""', `nonce="${nonce}"`))
    })
  })
}

/** For each page's address, with `:name` for what varies, the files that it needs besides those of index.html. */
type PageFiles = ReadonlyMap<RegExp, readonly string[]>

/** As the build wrote it; where it wrote nothing, the browser finds the files one behind the other. */
function readPageFiles(root: string): PageFiles {
  const file = join(root, 'page-files.json')
  if (!existsSync(file)) return new Map()
  const pages = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>)
  // `/rules/new` is no rule called new: what is said outright goes before what varies.
  const ordered = pages.toSorted(([a], [b]) => Number(a.includes(':')) - Number(b.includes(':')))
  return new Map(ordered.map(([path, files]) => [new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}/?$`), files]))
}

/** The files that index.html itself names, in its order. */
const namedIn = (page: string): readonly string[] =>
  [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].flatMap(([, file]) => file ?? [])

/**
 * What the browser will ask for next (RFC 8288 §3, HTML `preload` and `modulepreload`): who is signed in, and the page's files.
 * Those that start the console go first: named by the page alone they would come last, behind all that is hinted at.
 */
function hintsFor(first: readonly string[], pages: PageFiles): (url: string) => string {
  return (url) => {
    const path = url.split('?', 1)[0] ?? ''
    const files = [...pages].find(([pattern]) => pattern.test(path))?.[1] ?? []
    return [
      '</api/session>; rel=preload; as=fetch; crossorigin',
      ...[...first, ...files].map((file) =>
        file.endsWith('.css') ? `<${file}>; rel=preload; as=style; crossorigin` : `<${file}>; rel=modulepreload`,
      ),
    ].join(', ')
  }
}
