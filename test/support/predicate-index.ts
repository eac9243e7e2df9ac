import { randomBytes } from 'node:crypto'
import { elasticTerms } from '../../core/predicate/elastic-terms.ts'
import { elasticWords } from '../../core/predicate/elastic-words.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { ElasticCondition } from '../../core/predicate/to-elastic.ts'
import { toElastic } from '../../core/predicate/to-elastic.ts'

interface Found {
  readonly hits: { readonly hits: readonly { readonly fields: { readonly number: readonly [number] } }[] }
  readonly error?: object
}

/** Some documents stand as they did before there were words. */
const wordless = (number: number): boolean => number % 5 === 4

const keyword = { type: 'keyword', doc_values: false }
/** An index in which many small sets of documents lie side by side, and what predicates find among each. */
export class PredicateIndex {
  readonly #url: string
  readonly #lines: string[] = []
  #sets = 0

  constructor(server: string) {
    this.#url = `${server}/predicates-${randomBytes(6).toString('hex')}`
  }

  /** Adds a set and answers its number. Nothing is found before `load`. */
  add(documents: readonly object[]): number {
    const set = this.#sets++
    documents.forEach((document, number) => {
      this.#lines.push(
        '{"create":{}}',
        JSON.stringify({
          set,
          number,
          ...elasticTerms(document),
          ...(wordless(number) ? {} : { words: elasticWords(document) }),
        }),
      )
    })
    return set
  }

  async load(): Promise<void> {
    await this.#call('PUT', '', {
      settings: { number_of_replicas: 0, max_regex_length: 20_000 },
      mappings: {
        dynamic: false,
        _source: { enabled: false },
        properties: {
          set: { type: 'integer' },
          number: { type: 'integer' },
          vendor: keyword,
          own: keyword,
          names: keyword,
          measures: keyword,
          cut: keyword,
          words: keyword,
        },
      },
    })
    for (let at = 0; at < this.#lines.length; at += 4_000) {
      const body = `${this.#lines.slice(at, at + 4_000).join('\n')}\n`
      const { errors, items } = await this.#call('POST', '/_bulk?refresh=true', body)
      if (errors === true) throw new Error(`refused: ${JSON.stringify(items).slice(0, 2_000)}`)
    }
  }

  /** For each question its condition, the numbers of the documents found and of those among them that are in doubt. */
  async find(
    questions: readonly { readonly set: number; readonly predicate: Predicate }[],
  ): Promise<{ condition: ElasticCondition; found: number[]; doubtful: number[] }[]> {
    const conditions = questions.map(({ predicate }) => toElastic(predicate, { keywords: {}, words: 'words' }))
    const body = questions.flatMap(({ set }, i) => {
      const { query, doubt } = conditions[i]!
      const search = (filter: readonly object[]) =>
        JSON.stringify({
          size: 100,
          docvalue_fields: ['number'],
          query: { bool: { filter: [{ term: { set } }, ...filter] } },
        })
      return ['{}', search([query]), '{}', search([query, doubt])]
    })
    const { responses } = await this.#call('POST', '/_msearch', `${body.join('\n')}\n`)
    const numbers = (i: number): number[] => {
      const { hits, error } = (responses as readonly Found[])[i]!
      if (error !== undefined) throw new Error(JSON.stringify(error).slice(0, 2_000))
      return hits.hits.map((hit) => hit.fields.number[0]).sort((a, b) => a - b)
    }
    return conditions.map((condition, i) => ({ condition, found: numbers(2 * i), doubtful: numbers(2 * i + 1) }))
  }

  async drop(): Promise<void> {
    await this.#call('DELETE', '')
  }

  async #call(method: string, path: string, body?: object | string): Promise<Record<string, unknown>> {
    const reply = await fetch(this.#url + path, {
      method,
      headers: { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 1_000)}`)
    return JSON.parse(text)
  }
}
