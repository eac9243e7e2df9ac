import type { ReactNode } from 'react'
import { LanguageSwitch, ThemeSwitch } from '../../app/switches.tsx'
import { useWords } from '../../app/words.tsx'

/** The page of somebody who is not signed in: the switches and the name of the product, above what is asked. */
export function Door({ children }: { children: ReactNode }) {
  const { t } = useWords()
  return (
    <main className="door">
      <div className="door-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="door-brand">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <div>
          <p className="door-name">{t('app.name')}</p>
          <p className="dim">{t('app.tagline')}</p>
        </div>
      </div>
      {children}
    </main>
  )
}
