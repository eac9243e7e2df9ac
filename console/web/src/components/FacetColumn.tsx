import { IconMinus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useWords } from '../app/words.tsx'
import { InertText } from './InertText.tsx'
import { SkeletonRows } from './states.tsx'

/** One facet: a field, its values with counts, and which of them are chosen. */
export interface FacetGroup {
  readonly field: string
  readonly label: string
  readonly values: readonly {
    readonly value: string
    readonly count: number
    readonly words?: ReactNode
    readonly name?: string
  }[]
  readonly chosen: readonly string[]
  readonly partial?: boolean
}

const few = 6

/** The column at the left of a list: what there is, how much of it, in or out. */
export function FacetColumn(props: {
  /** Undefined while they are on their way. */
  groups: readonly FacetGroup[] | undefined
  onToggle: (field: string, value: string) => void
  /** Where a value can be left out. */
  onExclude?: (field: string, value: string) => void
  /** Where more can be told of a field. */
  onField?: (field: string) => void
}) {
  const { t } = useWords()
  if (props.groups === undefined) {
    return (
      <section className="facets" aria-label={t('facet.title')}>
        <SkeletonRows rows={12} height={28} />
      </section>
    )
  }
  const groups = props.groups.filter(({ values, chosen }) => values.length > 0 || chosen.length > 0)
  if (groups.length === 0) {
    return (
      <section className="facets" aria-label={t('facet.title')}>
        <p className="dim small">{t('facet.none')}</p>
      </section>
    )
  }
  return (
    <section className="facets" aria-label={t('facet.title')}>
      {groups.map((group) => (
        <Group
          key={group.field}
          group={group}
          onToggle={props.onToggle}
          {...(props.onExclude ? { onExclude: props.onExclude } : {})}
          {...(props.onField ? { onField: props.onField } : {})}
        />
      ))}
    </section>
  )
}

function Group({
  group,
  onToggle,
  onExclude,
  onField,
}: {
  group: FacetGroup
  onToggle: (field: string, value: string) => void
  onExclude?: (field: string, value: string) => void
  onField?: (field: string) => void
}) {
  const { t, number } = useWords()
  const [all, setAll] = useState(false)
  const listed = group.values.map(({ value }) => value)
  const values = [
    ...group.values,
    // What was chosen stays in sight when nothing matches it any more.
    ...group.chosen.filter((value) => !listed.includes(value)).map((value) => ({ value, count: 0 })),
  ] as FacetGroup['values']
  const shown = all ? values : values.filter(({ value }, at) => at < few || group.chosen.includes(value))
  return (
    <fieldset>
      <legend title={group.field}>
        {onField === undefined ? (
          group.label
        ) : (
          <button
            type="button"
            className="link facet-field"
            title={t('stats.title', { field: group.field })}
            onClick={() => onField(group.field)}
          >
            {group.label}
          </button>
        )}
        {group.partial === true && (
          <abbr title={t('facet.partial')} className="dim">
            ≥
          </abbr>
        )}
      </legend>
      <ul>
        {shown.map(({ value, count, words, name }) => (
          <li key={value}>
            <button
              type="button"
              className="facet"
              aria-pressed={group.chosen.includes(value)}
              title={name ?? value}
              onClick={() => onToggle(group.field, value)}
            >
              <span className="facet-value">{words ?? <InertText text={value} />}</span>
              <span className="facet-count">{number(count)}</span>
            </button>
            {onExclude !== undefined && (
              <button
                type="button"
                className="icon-button facet-out"
                aria-label={`${t('value.without')}: ${value}`}
                title={t('value.without')}
                onClick={() => onExclude(group.field, value)}
              >
                <IconMinus size={14} stroke={1.8} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      {values.length > shown.length || all ? (
        <button type="button" className="link small" onClick={() => setAll(!all)}>
          {all ? t('do.showFewer') : t('facet.more', { n: values.length - shown.length })}
        </button>
      ) : null}
    </fieldset>
  )
}
