import { isMap } from 'yaml'
import { isEcsField } from '../../../core/event/fields.ts'
import type { Problem } from '../../../core/lib/errors.ts'
import type { CustomMapping } from './mapping.ts'
import { MappingReader, offset } from './mapping-reader.ts'
import { readFields } from './read-fields.ts'
import { readMatch, readReading, readTimeRule } from './read-parts.ts'

const topKeys = ['name', 'title', 'module', 'dataset', 'match', 'read', 'time', 'message', 'fields']

/** Reads one mapping file's text. All problems come at once; a mapping with an error is not given. */
export function readMapping(text: string, file: string): { mapping?: CustomMapping; problems: readonly Problem[] } {
  const reader = new MappingReader(text, file)
  const { problems } = reader
  const mapping = problems.length > 0 ? undefined : mappingOf(reader, file)
  const failed = problems.some(({ level }) => level === 'error')
  return mapping === undefined || failed ? { problems } : { mapping, problems }
}

function mappingOf(r: MappingReader, file: string): CustomMapping | undefined {
  const top = r.document.contents
  if (!isMap(top)) {
    r.report('empty', 0, 'a mapping is a YAML map', `its keys: ${topKeys.join(', ')}`)
    return undefined
  }
  r.keys(top, topKeys, 'a mapping')
  const name = r.identifier(top, 'name')
  if (name === undefined && top.get('name') === undefined)
    r.report('name', 0, 'name is missing', 'a short name, e.g. name: eoffice')
  const module = r.identifier(top, 'module') ?? name ?? ''
  if (module !== '' && (isEcsField(module) || ecsRoot(module)))
    r.report(
      'module',
      offset(top.get('module', true) ?? top.get('name', true)),
      `${module} is a name of ECS`,
      'choose another',
    )
  const read = readReading(r, top)
  const match = readMatch(r, top)
  const time = readTimeRule(r, top)
  const fields = readFields(r, top, module)
  const message = r.text(top, 'message')
  if (message !== undefined) r.known(message, top.get('message', true))
  if (name === undefined || read === undefined || match === undefined) return undefined
  const dataset = r.text(top, 'dataset') ?? `${module}.log`
  return { name, file, module, dataset, match, read, fields, time, message }
}

function ecsRoot(module: string): boolean {
  return [
    'event',
    'host',
    'source',
    'destination',
    'user',
    'process',
    'file',
    'url',
    'network',
    'observer',
    'log',
    'message',
    'vonggac',
    'related',
    'agent',
    'http',
    'email',
    'dns',
    'tls',
    'rule',
    'threat',
  ].includes(module)
}
