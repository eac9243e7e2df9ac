import { IconX } from '@tabler/icons-react'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import type { ListFilter } from './criteria.ts'

/** What the queue leaves out, each with a way to have it back. */
export function Without(props: {
  /** `filter=value` each. */
  left: readonly string[]
  nameOf: (filter: ListFilter, value: string) => string
  remove: (filter: ListFilter, value: string) => void
}) {
  const { t } = useWords()
  return (
    <p className="without">
      <span className="dim">{t('field.without')}</span>
      {props.left.map((one) => {
        const at = one.indexOf('=')
        const filter = one.slice(0, at) as ListFilter
        const value = one.slice(at + 1)
        const words = { field: t(`field.${filter}`), value: props.nameOf(filter, value) }
        return (
          <button
            key={one}
            type="button"
            className="chip"
            aria-label={t('without.remove', words)}
            onClick={() => props.remove(filter, value)}
          >
            <InertText text={`${words.field}: ${words.value}`} />
            <IconX size={12} stroke={2} aria-hidden />
          </button>
        )
      })}
    </p>
  )
}
