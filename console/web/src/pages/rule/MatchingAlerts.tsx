import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AlertFilter, AlertPage } from '../../../../api/schemas/alerts.ts'
import { get } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'
import { BulkProgress } from '../alerts/BulkProgress.tsx'
import { useBulk } from '../alerts/use-bulk.ts'
import { entityFilter } from './exception-draft.ts'

const day = 86_400_000

/**
 * What an exception leaves in the queue: the open alerts of this rule, and of no other, about the entity that the address
 * names. How many they are is said before they are closed, and it can be taken back.
 */
export function MatchingAlerts({ rule, params }: { rule: string; params: URLSearchParams }) {
  const { t } = useWords()
  const may = useMay()
  const entity = entityFilter(params)
  const [to] = useState(() => Date.now() + day)
  const bulk = useBulk()
  const filter: AlertFilter = { ...entity, rule: [rule], status: ['new', 'acknowledged'], from: 0, to }
  const open = useQuery({
    queryKey: ['alerts', 'matching', filter],
    queryFn: ({ signal }) => get<AlertPage>('/api/alerts', { ...filter, limit: 1 }, signal),
    enabled: entity !== undefined && may('alert.triage'),
  })
  useCommands(bulk.undo === undefined ? {} : { undo: bulk.undo })
  const total = open.data?.total ?? 0
  if (entity === undefined || (total === 0 && bulk.bulk === undefined)) return null
  const inQueue = new URLSearchParams({ range: '30d', rule })
  for (const [facet, values] of Object.entries(entity)) for (const value of values) inQueue.append(facet, value)
  return (
    <div className="form-panel">
      <FormError error={open.error ?? bulk.error} />
      {total > 0 && (
        <>
          <p>{t('exceptions.open', { n: total })}</p>
          <div className="actions">
            <Button
              loading={bulk.pending}
              onClick={() =>
                bulk.ask({ verb: 'close', filter, disposition: 'benign', note: t('exceptions.open.note') })
              }
            >
              {t('exceptions.open.close', { n: total })}
            </Button>
            <Link to={`/alerts?${inQueue}`}>{t('exceptions.open.see')}</Link>
          </div>
        </>
      )}
      <BulkProgress bulk={bulk} />
    </div>
  )
}
