import { CodedError, told } from '../../core/lib/errors.ts'
import { audited, changedSince, type IndicatorDesk } from './indicator-desk.ts'
import type { Answer } from './indicator-list.ts'
import type { Indicators } from './indicators.ts'
import { findSearch, hitsOf, searchesOf } from './searches.ts'

/** Answers to letters, and the report that goes with one. */
export function listAnswers(desk: IndicatorDesk): Pick<Indicators, 'answer' | 'withdraw' | 'report'> {
  const { records, signed, find, save } = desk
  return {
    async answer(actor, scope, { id, version, ...given }) {
      const before = await find(scope, id)
      if (before.document.answer !== null) throw changedSince()
      const { document: search } = await findSearch(desk, scope, id, given.search)
      if (search.state !== 'done')
        throw new CodedError('conflict', 'the search is not done', {
          hint: 'wait for it',
          ...told('look-back-not-done'),
        })
      if (search.hits > 0 !== (given.kind === 'found')) {
        throw new CodedError('bad-request', `the search found ${search.hits} times an indicator in a unit`, {
          hint: '/kind',
          ...told('look-back-hits', { hits: `${search.hits}` }),
        })
      }
      const answer: Answer = { ...given, ...signed(actor) }
      const document = { ...before.document, answer, changed: signed(actor) }
      const details = { kind: given.kind, search: given.search, reference: given.reference }
      return save(before, version, { document, actor, action: 'indicator-list.answer', details })
    },
    async withdraw(actor, scope, { id, version }) {
      const before = await find(scope, id)
      const { answer } = before.document
      if (answer === null) throw changedSince()
      const document = { ...before.document, answer: null, changed: signed(actor) }
      const details = { kind: answer.kind, search: answer.search, reference: answer.reference }
      return save(before, version, { document, actor, action: 'indicator-list.withdraw', details })
    },
    async report(actor, scope, { id, limit }) {
      const list = await find(scope, id)
      const { answer } = list.document
      const searches = await searchesOf(desk, scope, id)
      const search = searches.find(({ document }) =>
        answer === null ? document.state === 'done' : document.id === answer.search,
      )
      if (search === undefined)
        throw new CodedError('conflict', 'no search is done', { hint: 'search first', ...told('look-back-none') })
      const { unitIds } = list
      await records.write([], [audited(actor, 'indicator-list.report', id, unitIds, { search: search.id })])
      return { list, search, ...(await hitsOf(desk, scope, search.id, limit)) }
    },
  }
}
