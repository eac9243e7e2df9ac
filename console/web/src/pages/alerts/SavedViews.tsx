import { useWords } from '../../app/words.tsx'
import { SavedPages } from '../../components/SavedPages.tsx'

/** Views of the queue that were saved, and a form to save what stands now. */
export function SavedViews({ params }: { params: URLSearchParams }) {
  const { t } = useWords()
  return <SavedPages api="/api/alerts/views" page="/alerts" label={t('views.title')} params={params} open="alert" />
}
