import { readFileSync } from 'node:fs'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../../core/lib/errors.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import { type RetentionFrame, type SystemLevel, systemLevels } from './law.ts'
import { classNames, classOfLevel, longEnough, type RetentionClass, retentionClasses } from './policy.ts'

/** What is known of a source when its class is looked for. */
export interface SourceName {
  readonly id: string
  /** Address, or the name of the intake key. */
  readonly peer: string
  readonly host: string | undefined
  /** Months for which its system's logs are kept at least; absent: nothing is asked. */
  readonly months?: number
}

/** Which class the events of a source are kept in. */
export interface SourceClasses {
  /** By the lists of sources; a longer one where the source's system is to be kept longer. */
  classOf(source: SourceName): RetentionClass
  /** The levels of systems whose sources are kept in the class. */
  levelsIn(name: string): readonly SystemLevel[]
}

interface Entry {
  readonly host?: RegExp
  readonly peer?: RegExp
  readonly class: RetentionClass
  readonly level: SystemLevel | undefined
}

/** Sources remembered with their class; past them it is worked out again. */
const remembered = 50_000

/**
 * Reads the files that say which sources belong to which level of system, each a YAML list of
 * `{ host: mail-*, peer: 10.1.0.*, level: 4, class: 12m }`: `host` and `peer` say which sources, `*` and `?` stand for
 * any text; `level` or `class`, or both, say how long. The first entry that fits a source decides; a source that none
 * fits is of the standard class and level. All problems come at once.
 */
export function sourceClasses(
  files: readonly string[],
  standard: { readonly class: RetentionClass; readonly level: SystemLevel },
  frame: RetentionFrame,
): Result<SourceClasses, readonly Problem[]> {
  const problems: Problem[] = []
  const entries = files.flatMap((file) => readEntries(file, frame, problems))
  if (retentionClasses[standard.class] < frame.months[standard.level]) {
    problems.push({
      code: 'retention-too-short',
      level: 'error',
      file: 'storage.retentionClass',
      message: `the law has logs of level ${standard.level} kept for ${frame.months[standard.level]} months`,
      hint: 'choose a longer class, or set retention.level to the level of these systems',
    })
  }
  if (problems.length > 0) return fail(problems)
  const known = new Map<string, RetentionClass>()
  return ok({
    classOf({ id, peer, host, months = 0 }) {
      const before = known.get(id)
      if (before !== undefined) return longEnough(before, months)
      const fits = ({ host: hosts, peer: peers }: Entry) =>
        (hosts === undefined || hosts.test(host ?? '')) && (peers === undefined || peers.test(peer))
      const found = entries.find(fits)?.class ?? standard.class
      if (known.size >= remembered) known.clear()
      known.set(id, found)
      return longEnough(found, months)
    },
    levelsIn: (name) => [
      ...(name === standard.class ? [standard.level] : []),
      ...entries.flatMap((entry) => (entry.class === name && entry.level !== undefined ? [entry.level] : [])),
    ],
  })
}

function readEntries(file: string, frame: RetentionFrame, problems: Problem[]): Entry[] {
  const problem = (message: string, hint: string, place: { line?: number; column?: number } = {}) =>
    void problems.push({ code: 'retention-source', level: 'error', file, ...place, message, hint })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    problem(`cannot read it: ${(error as Error).message}`, 'see retention.sources in the configuration')
    return []
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const shape = 'a list of entries such as { host: "mail-*", level: 4 }'
  for (const error of document.errors) {
    const { line, col: column } = lines.linePos(error.pos[0])
    problem(error.message.split('\n')[0] ?? '', shape, { line, column })
  }
  if (document.errors.length > 0 || document.contents === null) return []
  if (!isSeq(document.contents)) {
    problem('it is no list', shape)
    return []
  }
  return document.contents.items.flatMap((node): Entry[] => {
    const range = isMap(node) || isScalar(node) ? node.range : undefined
    const { line, col: column } = lines.linePos(range?.[0] ?? 0)
    const wrong = (message: string, hint: string): Entry[] => {
      problem(message, hint, { line, column })
      return []
    }
    if (!isMap(node)) return wrong('an entry is a mapping', shape)
    const value = node.toJSON() as Record<string, unknown>
    const unknown = Object.keys(value).filter((key) => !['host', 'peer', 'level', 'class'].includes(key))
    if (unknown.length > 0) return wrong(`unknown key ${unknown.join(', ')}`, 'known here: host, peer, level, class')
    const { host, peer } = value
    if (host === undefined && peer === undefined) return wrong('it names no source', 'give host, peer, or both')
    if ((host !== undefined && typeof host !== 'string') || (peer !== undefined && typeof peer !== 'string')) {
      return wrong('host and peer are texts', shape)
    }
    const level = systemLevels.find((one) => one === value.level)
    if (value.level !== undefined && level === undefined) return wrong('level is a number from 1 to 5', shape)
    const named = classNames.find((one) => one === value.class)
    if (value.class !== undefined && named === undefined)
      return wrong(`class is one of ${classNames.join(', ')}`, shape)
    if (named === undefined && level === undefined) return wrong('it says no level and no class', shape)
    const chosen = named ?? classOfLevel(frame, level ?? 1)
    if (level !== undefined && retentionClasses[chosen] < frame.months[level]) {
      return wrong(
        `class ${chosen} is shorter than the ${frame.months[level]} months that level ${level} asks for`,
        `leave class out, or take ${classOfLevel(frame, level)}; by ${frame.source}`,
      )
    }
    return [
      {
        ...(typeof host === 'string' && { host: wildcard(host) }),
        ...(typeof peer === 'string' && { peer: wildcard(peer) }),
        class: chosen,
        level,
      },
    ]
  })
}

/** `*` any text, `?` one letter, all else itself; upper and lower case are the same. Nothing in it can backtrack long. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`, 'isu')
}
