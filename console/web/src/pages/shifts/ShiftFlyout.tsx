import { Button } from '@mantine/core'
import { useShift } from '../../api/shift-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { HandOverState } from './HandOverState.tsx'
import { ShiftLog } from './ShiftLog.tsx'

/** One shift with its log and its hand-over; printable. */
export function ShiftFlyout({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const query = useShift(id)
  const { data } = query
  return (
    <Flyout
      label={t('shifts.one')}
      close={close}
      head={
        data && (
          <>
            <h2>{data.shift.person.name}</h2>
            <p className="dim">{data.shift.unit.name}</p>
          </>
        )
      }
      footer={
        data && (
          <Button variant="default" onClick={() => window.print()}>
            {t('shifts.print')}
          </Button>
        )
      }
    >
      {data ? (
        <>
          <dl className="facts">
            <dt>{t('shifts.started')}</dt>
            <dd>
              <ExactTime at={data.shift.started} />
            </dd>
            <dt>{t('shifts.endedAt')}</dt>
            <dd>{data.shift.ended === null ? t('shifts.running') : <ExactTime at={data.shift.ended} />}</dd>
            {data.shift.phone !== '' && (
              <>
                <dt>{t('shifts.phone')}</dt>
                <dd>{data.shift.phone}</dd>
              </>
            )}
          </dl>
          {data.shift.handOver !== null && (
            <FlyoutSection title={t('shifts.handOver')}>
              <HandOverState shift={data.shift} mentions={data.mentions} />
            </FlyoutSection>
          )}
          <FlyoutSection title={t('shifts.log')}>
            <ShiftLog entries={data.entries} mentions={data.mentions} />
          </FlyoutSection>
        </>
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={8} height={40} />
      )}
    </Flyout>
  )
}
