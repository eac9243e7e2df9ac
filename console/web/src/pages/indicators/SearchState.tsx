import type { IndicatorSearch } from '../../../../api/schemas/indicators.ts'
import { useWords } from '../../app/words.tsx'
import { dayStretches, dayWords, percentOf } from './indicator-words.ts'

/** A search in a few words: how far it is, or what came of it. */
export function SearchState({ search }: { search: IndicatorSearch | null }) {
  const { t } = useWords()
  if (search === null) return <span className="dim">{t('indicators.search.none')}</span>
  const { state, hits } = search
  if (state === 'running') {
    return (
      <span>
        {t('indicators.search.state.running')} {t('indicators.back.percent', { n: percentOf(search) })}
      </span>
    )
  }
  if (state !== 'done') return <span>{t(`indicators.search.state.${state}`)}</span>
  return hits === 0 ? (
    <span>{t('indicators.found.none')}</span>
  ) : (
    <strong>{t('indicators.found.n', { n: hits })}</strong>
  )
}

/** Since when there are logs, and the days of which there are none. */
export function LogsWords({ search }: { search: IndicatorSearch }) {
  const { t, day } = useWords()
  const { logsFrom, missing, from, state } = search
  if (state === 'waiting') return null
  const starts = day(from).split('/').reverse().join('-')
  return (
    <>
      {logsFrom === null && <p>{t('indicators.back.logs.none')}</p>}
      {logsFrom !== null && logsFrom > starts && <p>{t('indicators.back.logs', { day: dayWords(logsFrom) })}</p>}
      {missing.length > 0 && <p>{t('indicators.back.missing', { n: missing.length, days: dayStretches(missing) })}</p>}
    </>
  )
}
