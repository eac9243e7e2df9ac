import { useState } from 'react'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { NewKey } from '../sources/IntakeKeys.tsx'
import { type KeyInSnippet, keyPlaces, snippets } from './snippets.ts'

/** How to point a source here: one snippet at a time, ready to paste; a key made here goes straight into it. */
export function Connect() {
  const { t } = useWords()
  const may = useMay()
  const { installation } = useSession()
  const [key, setKey] = useState<KeyInSnippet>(keyPlaces)
  const [chosen, choose] = useState('rsyslog')
  const all = snippets({ host: window.location.hostname, ...installation }, key)
  const shown = all.find(({ id }) => id === chosen) ?? all[0]
  if (shown === undefined) return null
  return (
    <div className="connect">
      <fieldset className="tabs" aria-label={t('home.connect.kind')}>
        {all.map(({ id }) => (
          <button key={id} type="button" aria-pressed={id === shown.id} onClick={() => choose(id)}>
            {t(`home.connect.${id}`)}
          </button>
        ))}
      </fieldset>
      <p>{t(`home.connect.${shown.id}.text`)}</p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
        tabIndex={0}
        className="snippet"
        aria-label={t(`home.connect.${shown.id}`)}
      >
        <pre>{shown.code}</pre>
      </section>
      <div>
        <CopyButton text={shown.code} label={t('home.connect.copy')} />
      </div>
      {shown.needsKey && may('source.enroll') && key === keyPlaces && (
        <div className="connect-key">
          <h3>{t('home.connect.key')}</h3>
          <p className="dim">{t('home.connect.keyPlace')}</p>
          <NewKey onMade={setKey} />
        </div>
      )}
    </div>
  )
}
