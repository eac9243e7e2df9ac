import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { EmptyState } from '../../components/states.tsx'
import type { useAddress } from '../../lib/address.ts'
import { clearFilters, setFilter } from './criteria.ts'

type Change = ReturnType<typeof useAddress>[1]

/** A queue without a row: what would bring some. `narrowed`: filters left all out. */
export function EmptyQueue({ narrowed, change }: { narrowed: boolean; change: Change }) {
  const { t } = useWords()
  const may = useMay()
  return (
    <EmptyState
      title={t(narrowed ? 'alerts.empty.filtered.title' : 'alerts.empty.title')}
      text={t(narrowed ? 'alerts.empty.filtered.text' : 'alerts.empty.text')}
    >
      {narrowed ? (
        <Button onClick={() => change(clearFilters)}>{t('do.clear')}</Button>
      ) : (
        <>
          <Button
            variant="default"
            onClick={() => change((next) => setFilter(next, 'status', ['new', 'acknowledged', 'closed']))}
          >
            {t('alerts.includeClosed')}
          </Button>
          {may('source.read') && <Link to="/">{t('alerts.empty.start')}</Link>}
        </>
      )}
    </EmptyState>
  )
}
