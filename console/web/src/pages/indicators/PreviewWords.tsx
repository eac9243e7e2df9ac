import type { IndicatorPreview, ReadItem } from '../../../../api/schemas/indicators.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { placeWords } from './indicator-words.ts'

/** Names an item within its list, as the server does. */
const keyOf = ({ type, value }: ReadItem): string => `${type} ${value}`
const shownOthers = 200
const shownUnread = 100

/** What was read: how many of each type, what to look at again, what was not understood and where. */
export function PreviewWords(props: {
  preview: IndicatorPreview
  leftOut: ReadonlySet<string>
  toggle: (key: string) => void
}) {
  const { t, number } = useWords()
  const { preview } = props
  if (preview.refused !== null) {
    return (
      <p className="form-error" role="alert">
        {t(`indicators.refused.${preview.refused}`)}
      </p>
    )
  }
  const marked = preview.items.filter(({ cautions }) => cautions.length > 0)
  const others = preview.items.filter(({ cautions }) => cautions.length === 0)
  const suspects = preview.unread.filter(({ reason }) => reason !== 'nothing')
  const lines = preview.unread.filter(({ reason }) => reason === 'nothing')
  const items = (rows: readonly ReadItem[]) => (
    <ul className="indicator-items">
      {rows.map((item) => (
        <Item
          key={keyOf(item)}
          item={item}
          kept={!props.leftOut.has(keyOf(item))}
          toggle={() => props.toggle(keyOf(item))}
        />
      ))}
    </ul>
  )
  return (
    <div className="stack" aria-live="polite">
      {preview.total === 0 ? (
        <div>
          <h3>{t('indicators.preview.none')}</h3>
          <p className="dim">{t('indicators.preview.none.text')}</p>
        </div>
      ) : (
        <div>
          <h3>{t('indicators.preview.n', { n: preview.total })}</h3>
          <Counts counts={preview.counts} />
        </div>
      )}
      {preview.beyond > 0 && (
        <p className="form-error" role="alert">
          {t('indicators.preview.beyond', { n: preview.beyond, most: number(preview.most) })}
        </p>
      )}
      {marked.length > 0 && (
        <section>
          <h3>{t('indicators.preview.marked', { n: marked.length })}</h3>
          <p className="dim small">{t('indicators.preview.marked.text')}</p>
          {items(marked)}
        </section>
      )}
      {suspects.length > 0 && (
        <section>
          <h3>{t('indicators.unread', { n: suspects.length })}</h3>
          <Unread rows={suspects} />
        </section>
      )}
      {others.length > 0 && (
        <details open={others.length <= 20}>
          <summary>{t('indicators.preview.others')}</summary>
          {items(others.slice(0, shownOthers))}
          {preview.total > marked.length + Math.min(others.length, shownOthers) && (
            <p className="dim small">
              {t('indicators.preview.shown', {
                n: marked.length + Math.min(others.length, shownOthers),
                total: preview.total,
              })}
            </p>
          )}
        </details>
      )}
      {lines.length > 0 && (
        <details>
          <summary>{t('indicators.unread.lines', { n: lines.length })}</summary>
          <Unread rows={lines} />
        </details>
      )}
      {preview.unreadMore > 0 && <p className="dim small">{t('indicators.unread.more', { n: preview.unreadMore })}</p>}
    </div>
  )
}

/** How many of each type. */
export function Counts({ counts }: { counts: IndicatorPreview['counts'] }) {
  const { t, number } = useWords()
  return (
    <p className="dim">
      {counts.map(({ type, count }) => `${t(`indicators.type.${type}`)} ${number(count)}`).join(' · ')}
    </p>
  )
}

function Item({ item, kept, toggle }: { item: ReadItem; kept: boolean; toggle: () => void }) {
  const { t } = useWords()
  const [place] = item.places
  return (
    <li>
      <label className="check">
        <input
          type="checkbox"
          checked={kept}
          onChange={toggle}
          aria-label={t('indicators.preview.keep', { value: item.value })}
        />
        <code className="breakable">
          <InertText text={item.value} />
        </code>
      </label>
      <span className="dim small">
        {[
          t(`indicators.type.${item.type}`),
          ...(place === undefined ? [] : [placeWords({ t }, place)]),
          ...(item.times > 1 ? [t('indicators.preview.times', { n: item.times })] : []),
        ].join(' · ')}
      </span>
      <Cautions of={item.cautions} />
    </li>
  )
}

/** What is to be minded about an indicator. */
export function Cautions({ of }: { of: ReadItem['cautions'] }) {
  const { t } = useWords()
  if (of.length === 0) return null
  return <span className="caution small">⚠ {of.map((caution) => t(`indicators.caution.${caution}`)).join(', ')}</span>
}

function Unread({ rows }: { rows: IndicatorPreview['unread'] }) {
  const { t } = useWords()
  return (
    <ul className="indicator-items">
      {rows.slice(0, shownUnread).map(({ place, text, reason }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes its order
        <li key={at}>
          <span>
            <strong>{placeWords({ t }, place)}</strong>{' '}
            <code className="breakable">
              <InertText text={text} />
            </code>
          </span>
          {reason !== 'nothing' && <span className="dim small">{t(`indicators.unread.${reason}`)}</span>}
        </li>
      ))}
      {rows.length > shownUnread && (
        <li className="dim">{t('indicators.unread.more', { n: rows.length - shownUnread })}</li>
      )}
    </ul>
  )
}
