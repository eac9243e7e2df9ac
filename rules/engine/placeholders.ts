import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../../core/lib/errors.ts'
import type { Placeholders } from '../sigma/value.ts'

/** Lists for `expand`, and what was wrong with the files that hold them. */
export interface PlaceholderLists {
  readonly lists: Placeholders
  readonly problems: readonly Problem[]
}

/** Files larger than this are refused: a value of a list becomes an alternative of a rule. */
const largestFile = 4 * 1024 * 1024

/**
 * Reads the lists that fill `%name%` in rules (Sigma 2.1, Placeholders). A `.yml` or `.yaml` file is a map from names to
 * lists of values; of any other file the name without its ending is that of the list, and each line that is neither
 * empty nor begins with `#` is a value. A folder stands for the files in it. `*` and `?` in values are wildcards.
 * Values of one name in several files are taken together.
 */
export function readPlaceholders(paths: readonly string[]): PlaceholderLists {
  const lists = new Map<string, string[]>()
  const problems: Problem[] = []
  for (const path of paths) {
    try {
      for (const file of filesAt(path)) readFile(file, lists, problems)
    } catch (error) {
      problems.push(problem('file-unreadable', path, error instanceof Error ? error.message : String(error), readable))
    }
  }
  return { lists: Object.fromEntries(lists), problems }
}

const readable = 'check what rules.placeholders names'
const shape = 'write a map from names to lists of values'

function filesAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => /\.(?:ya?ml|txt)$/i.test(name))
  return names.sort().map((name) => join(path, name))
}

function readFile(file: string, lists: Map<string, string[]>, problems: Problem[]): void {
  if (statSync(file).size > largestFile) {
    problems.push(problem('file-too-large', file, `larger than ${largestFile} bytes`, 'a list belongs into a look-up'))
    return
  }
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  if (/\.ya?ml$/i.test(file)) readYaml(file, text, lists, problems)
  else {
    const lines = text.split(/\r?\n/).map((line) => line.trim())
    add(
      lists,
      basename(file, extname(file)),
      lines.filter((line) => line !== '' && !line.startsWith('#')),
    )
  }
}

function readYaml(file: string, text: string, lists: Map<string, string[]>, problems: Problem[]): void {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' })
  const at = (offset: number | undefined) => {
    const { line, col } = lines.linePos(offset ?? 0)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  for (const { pos, message } of document.errors) {
    problems.push({ ...problem('yaml-syntax', file, message, shape), ...at(pos[0]) })
  }
  if (document.errors.length > 0 || document.contents === null) return
  if (!isMap(document.contents)) {
    problems.push({ ...problem('invalid-placeholders', file, 'not a map of lists', shape), ...at(0) })
    return
  }
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : ''
    const items = isSeq(value) ? value.items : []
    const values = items.flatMap((item) => (isScalar(item) && item.value !== null ? [textOf(item)] : []))
    if (isSeq(value) && values.length === items.length) add(lists, name, values)
    else {
      const place = at(isScalar(key) ? key.range?.[0] : undefined)
      problems.push({ ...problem('invalid-placeholders', file, `${name} is no list of values`, shape), ...place })
    }
  }
}

/** A value as it is written: `0x10` and `007` are text to a rule. */
function textOf(item: { readonly value: unknown; readonly source?: string | undefined }): string {
  return typeof item.value === 'string' ? item.value : (item.source ?? String(item.value))
}

function add(lists: Map<string, string[]>, name: string, values: readonly string[]): void {
  lists.set(name, [...(lists.get(name) ?? []), ...values])
}

function problem(code: string, file: string, message: string, hint: string): Problem {
  return { code, level: 'error', file, message, hint }
}
