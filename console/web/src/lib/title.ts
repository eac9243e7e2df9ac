import { useEffect } from 'react'
import { useWords } from '../app/words.tsx'

/** Names the browser's tab after the page. */
export function useTitle(title: string): void {
  const { t } = useWords()
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
}
