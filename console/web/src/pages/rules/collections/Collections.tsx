import { useCollections } from '../../../api/collection-queries.ts'
import { useMay } from '../../../api/session.ts'
import { useWords } from '../../../app/words.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/states.tsx'
import { WriteHint } from '../../../components/WriteHint.tsx'
import { useTitle } from '../../../lib/title.ts'
import { RulesNav } from '../RulesNav.tsx'
import { CollectionSection } from './CollectionSection.tsx'
import { ImportForm } from './ImportForm.tsx'

/** Rules that vendors make: what was imported, in which version, and the next release. */
export function Collections() {
  const { t } = useWords()
  useTitle(t('collections.title'))
  const may = useMay()
  const collections = useCollections()
  const rows = collections.data?.rows ?? []
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('collections.title')}</h1>
        <RulesNav />
      </header>
      <p className="dim">{t('collections.text')}</p>
      <WriteHint />
      {collections.isError && collections.data === undefined ? (
        <ErrorState error={collections.error} retry={() => void collections.refetch()} />
      ) : collections.data === undefined ? (
        <SkeletonRows rows={4} height={44} />
      ) : rows.length === 0 ? (
        <EmptyState title={t('collections.empty')} text={t('collections.empty.text')} />
      ) : (
        rows.map((collection) => <CollectionSection key={collection.name} collection={collection} />)
      )}
      {may('rule.write') && <ImportForm names={rows.map(({ name }) => name)} />}
    </div>
  )
}
