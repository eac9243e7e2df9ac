import type { Document, Node, Range } from 'yaml'
import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Report } from './report.ts'

/**
 * A YAML document as rules see it: maps, lists and scalars that know where they stand. Aliases are resolved and merge
 * keys applied; what is too deep, too large or ambiguous is reported instead of being built.
 */
export type Tree = TreeMap | TreeList | Leaf

export interface TreeMap {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, Entry>
  readonly at: number
}
export interface Entry {
  readonly key: string
  /** Offset of the key. */
  readonly at: number
  readonly value: Tree
}
export interface TreeList {
  readonly kind: 'list'
  readonly items: readonly Tree[]
  readonly at: number
}
/**
 * A scalar. Only null, true and false and plain decimal numbers are read as such. Everything else is text: `0x3e7`,
 * `010`, `1e3`, `yes`, dates.
 */
export interface Leaf {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As written, without quotes: `10.0` stays so. */
  readonly text: string
  readonly at: number
  /** Offset behind the last character. */
  readonly end: number
}

const maxDepth = 32
const maxNodes = 50_000
const decimal = /^[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*(?:[eE][-+][0-9]+)?)?|\.[0-9]+)$/

/** Builds the tree. Answers undefined, with a problem reported, for what cannot be read. */
export function treeOf(document: Document.Parsed, report: Report): Tree | undefined {
  const build = { document, report, left: maxNodes, open: new Set<Node>() }
  try {
    return document.contents === null ? undefined : node(build, document.contents, 0)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    report.error(error.code, error.at, error.message, error.hint)
    return undefined
  }
}

interface Build {
  readonly document: Document.Parsed
  readonly report: Report
  left: number
  /** Nodes being built: an alias to one of them is a cycle. */
  readonly open: Set<Node>
}

class Refusal extends Error {
  readonly code: string
  readonly at: number
  readonly hint: string | undefined
  constructor(code: string, at: number, message: string, hint?: string) {
    super(message)
    this.code = code
    this.at = at
    this.hint = hint
  }
}

const start = (yaml: { range?: Range | null | undefined }) => yaml.range?.[0] ?? 0

function node(build: Build, yaml: Node, depth: number): Tree {
  const at = start(yaml)
  if (depth > maxDepth) throw new Refusal('yaml-too-deep', at, `nested deeper than ${maxDepth} levels`)
  if (--build.left < 0) {
    throw new Refusal('yaml-too-large', at, `more than ${maxNodes} values once aliases are resolved`)
  }
  if (isAlias(yaml)) {
    const target = yaml.resolve(build.document)
    if (target === undefined) throw new Refusal('yaml-syntax', at, `the alias *${yaml.source} has no anchor`)
    if (build.open.has(target)) throw new Refusal('yaml-too-deep', at, `the alias *${yaml.source} contains itself`)
    return node(build, target, depth + 1)
  }
  if (isScalar(yaml)) return leaf(yaml.value, yaml.source, yaml.type === 'PLAIN', at, yaml.range?.[1] ?? at)
  build.open.add(yaml)
  try {
    if (isMap(yaml)) return map(build, yaml.items as readonly YamlPair[], at, depth)
    if (isSeq(yaml)) {
      const items = yaml.items.map((item) => node(build, item as Node, depth + 1))
      return { kind: 'list', items, at }
    }
  } finally {
    build.open.delete(yaml)
  }
  throw new Refusal('yaml-syntax', at, 'neither a map, a list nor a value')
}

interface YamlPair {
  readonly key: Node
  readonly value: Node | null
}

function map(build: Build, pairs: readonly YamlPair[], at: number, depth: number): TreeMap {
  const entries = new Map<string, Entry>()
  const inherited: TreeMap[] = []
  for (const pair of pairs) {
    const keyAt = start(pair.key)
    if (!isScalar(pair.key)) throw new Refusal('yaml-key', keyAt, 'a key must be plain text')
    const key = pair.key.source ?? String(pair.key.value)
    const value: Tree = pair.value === null ? leaf(null, '', true, keyAt, keyAt) : node(build, pair.value, depth + 1)
    if (key === '<<' && pair.key.type === 'PLAIN') {
      for (const from of value.kind === 'list' ? value.items : [value]) if (from.kind === 'map') inherited.push(from)
      continue
    }
    const earlier = entries.get(key)
    if (earlier !== undefined) {
      const hint = 'only one of them could count; use a list, or a list of maps'
      build.report.error('yaml-duplicate-key', keyAt, `the key “${key}” stands twice in one map`, hint)
    }
    entries.set(key, { key, at: keyAt, value })
  }
  for (const from of inherited) {
    for (const [key, entry] of from.entries) if (!entries.has(key)) entries.set(key, entry)
  }
  return { kind: 'map', entries, at }
}

/** A scalar of that text; `plain`: written without quotes. */
export function leaf(value: unknown, source: string | undefined, plain: boolean, at: number, end: number): Leaf {
  const text = source ?? (value === null ? '' : String(value))
  const kept = !plain
    ? text
    : value === null || typeof value === 'boolean'
      ? value
      : decimal.test(text)
        ? Number(text)
        : text
  return { kind: 'scalar', value: kept, text, at, end }
}
