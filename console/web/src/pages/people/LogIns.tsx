import { Button } from '@mantine/core'
import { useEndLogIn, useEndLogIns, useLogIns } from '../../api/people-queries.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { Refusal } from './Refusal.tsx'

/** The log-ins of an account, to be ended; one's own one by one. `name` null: one's own. */
export function LogIns({ name }: { name: string | null }) {
  const { t } = useWords()
  const logIns = useLogIns(name)
  const endOne = useEndLogIn()
  const endAll = useEndLogIns(name)
  if (logIns.isError) return <ErrorState error={logIns.error} retry={() => void logIns.refetch()} />
  if (logIns.data === undefined) return <SkeletonRows rows={3} height={40} />
  const { rows } = logIns.data
  const others = rows.filter(({ current }) => name !== null || !current)
  return (
    <div className="stack">
      {rows.length === 0 && <p className="dim">{t('logIns.none')}</p>}
      <ul className="plain-list">
        {rows.map(({ id, opened, address, agent, current }) => (
          <li key={id}>
            <ExactTime at={opened} />
            <span className="mono">{address}</span>
            <span className="dim breakable">
              <InertText text={agent} />
            </span>
            {current && <strong>{t('logIns.current')}</strong>}
            {name === null && !current && (
              <Button size="compact-sm" variant="default" className="push" onClick={() => endOne.mutate(id)}>
                {t('logIns.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={endOne.error ?? endAll.error} />
      {others.length > 0 && (
        <div className="actions">
          <Button
            size="compact-md"
            variant="default"
            loading={endAll.isPending}
            onClick={() => endAll.mutate(undefined)}
          >
            {t(name === null ? 'logIns.endOthers' : 'logIns.endAll')}
          </Button>
        </div>
      )}
    </div>
  )
}
