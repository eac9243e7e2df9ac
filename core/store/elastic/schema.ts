import { CodedError } from '../../lib/errors.ts'
import { indexAuditRows } from './audit-search.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { matchFields, templates } from './templates.ts'

/**
 * How the indices are laid out. A release that lays them out otherwise counts one up and adds the step that leads there;
 * indices of events keep the layout they were made with until retention drops them.
 */
const schemaVersion = 2

/**
 * Puts the index templates in place and stamps an empty installation with our schema version. Throws CodedError
 * `newer-schema` when a later release has been there.
 */
export async function prepareSchema(connection: ElasticConnection, names: IndexNames): Promise<void> {
  type Stamp = { readonly found?: boolean; readonly _source?: { readonly version: number } }
  const path = `/${names.meta}`
  const stamp = await connection.read<Stamp>('GET', `${path}/_doc/schema`, { also: [404] })
  const version = stamp._source?.version ?? 0
  if (version > schemaVersion) {
    const detail = `the indices ${names.meta} and beside it have schema version ${version}; this program knows up to ${schemaVersion}`
    throw new CodedError('newer-schema', detail, {
      hint: 'Start the release that wrote it, or a later one; going back needs a snapshot taken before the upgrade.',
    })
  }
  const put = ([name, body]: [string, object]) => connection.ask('PUT', `/_index_template/${name}`, { body })
  await Promise.all(Object.entries(templates(names)).map(put))
  // Indices that are there take the field as well, for the matches that are yet to come.
  const { rule } = matchFields
  await connection.ask('PUT', `/${names.allMatches}/_mapping`, { body: { properties: { rule } }, also: [404] })
  if (version === 1) await indexAuditRows(connection, names)
  if (version < schemaVersion) {
    const body = { version: schemaVersion }
    await connection.ask('PUT', `${path}/_doc/schema`, { body, query: { refresh: true } })
  }
}
