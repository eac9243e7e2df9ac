import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CodedError, told } from '../../../core/lib/errors.ts'
import {
  ImportAtVersion,
  ImportPreview,
  ImportQuery,
  RollBack,
  RuleCollection,
  RuleCollections,
} from '../schemas/rule-collections.ts'
import { AtVersion, Changed } from '../schemas/rule-settings.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ByName = Type.Object({ name: Type.String({ maxLength: 40 }) }, { additionalProperties: false })
/** The public Sigma repository is some 6 MB as an archive. */
const largestArchive = 20 * 1024 * 1024

export function ruleCollectionRoutes(api: Api, services: Services): void {
  const { ruleDesk } = services
  api.get(
    '/api/rule-collections',
    {
      schema: { summary: 'Collections of rules that were imported', response: { 200: RuleCollections } },
      config: { requires: 'rule.read' },
    },
    async ({ scope }) => ({ rows: [...(await ruleDesk.collections(scope))] }),
  )

  api.get(
    '/api/rule-collections/:name',
    {
      schema: { summary: 'A collection with its versions', params: ByName, response: { 200: RuleCollection } },
      config: { requires: 'rule.read' },
    },
    ({ scope, params }) => ruleDesk.collection(scope, params.name),
  )

  api.post(
    '/api/rule-collections/:name/rollback',
    {
      schema: {
        summary: 'Puts a version that is kept in force again',
        params: ByName,
        body: RollBack,
        response: { 200: Changed },
      },
      config: { requires: 'rule.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.rollBackCollection({ actor, scope }, params.name, body),
  )

  api.post(
    '/api/rule-collections/:name/remove',
    {
      schema: {
        summary: 'Takes a collection away; settings, exceptions and texts of one’s own stay',
        params: ByName,
        body: AtVersion,
        response: { 200: Changed },
      },
      config: { requires: 'rule.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.removeCollection({ actor, scope }, params.name, body.version),
  )

  void api.register(async (uploads: Api) => archiveRoutes(uploads, services))
}

/** Routes whose body is an archive, and nothing else. */
function archiveRoutes(api: Api, { ruleDesk }: Services): void {
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('application/zip', { parseAs: 'buffer' }, (_, body, done) => done(null, body))

  api.post(
    '/api/rule-collections/:name/preview',
    {
      schema: {
        summary: 'What an import of an archive (application/zip) would change',
        consumes: ['application/zip'],
        params: ByName,
        querystring: ImportQuery,
        response: { 200: ImportPreview },
      },
      config: { requires: 'rule.write' },
      bodyLimit: largestArchive,
    },
    (request) => {
      const { actor, scope, params, query } = request
      return ruleDesk.previewImport({ actor, scope }, params.name, query, archiveOf(request))
    },
  )

  api.post(
    '/api/rule-collections/:name/import',
    {
      schema: {
        summary: 'Takes the rules of an archive (application/zip) into the collection, as it was previewed',
        consumes: ['application/zip'],
        params: ByName,
        querystring: ImportAtVersion,
        response: { 200: Changed },
      },
      config: { requires: 'rule.write' },
      bodyLimit: largestArchive,
    },
    (request) => {
      const { actor, scope, params } = request
      const { version, ...query } = request.query
      return ruleDesk.importCollection({ actor, scope }, params.name, query, archiveOf(request), version ?? null)
    },
  )
}

function archiveOf({ body }: Pick<FastifyRequest, 'body'>): Uint8Array {
  if (body instanceof Uint8Array) return body
  throw new CodedError('bad-content-type', 'the body is not an archive', {
    hint: 'send it as application/zip',
    ...told('archive-zip'),
  })
}
