import { Button } from '@mantine/core'
import { useWords } from '../../app/words.tsx'
import { UnitsNav } from './UnitsNav.tsx'

const texts = {
  units: {
    title: 'units.title',
    about: 'units.text',
    take: 'units.export',
    bring: 'units.import',
    make: 'units.new',
  },
  systems: {
    title: 'systems.title',
    about: 'systems.text',
    take: 'systems.export',
    bring: 'systems.import',
    make: 'systems.new',
  },
} as const

/** The head of a register that is downloaded, imported and added to: units, or systems. */
export function RegisterHead(props: {
  noun: 'units' | 'systems'
  mayWrite: boolean
  show: (name: 'do', value: 'import' | 'new') => void
}) {
  const { t } = useWords()
  const { noun, mayWrite, show } = props
  const { title, about, take, bring, make } = texts[noun]
  return (
    <>
      <header className="page-head">
        <h1>{t(title)}</h1>
        <UnitsNav />
        <span className="push unit-actions">
          <a className="button-plain" href={`/api/${noun}/export`} download>
            {t(take)}
          </a>
          {mayWrite && (
            <>
              <Button variant="default" onClick={() => show('do', 'import')}>
                {t(bring)}
              </Button>
              <Button onClick={() => show('do', 'new')}>{t(make)}</Button>
            </>
          )}
        </span>
      </header>
      <p className="dim">{t(about)}</p>
    </>
  )
}
