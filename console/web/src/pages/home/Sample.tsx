import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useAlertRows, useSample } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'
import { everyOpen, lastDay } from './work.ts'

/** Sends the sample logs, and says what has come of it until the first alert stands in the queue. */
export function Sample({ first }: { first: boolean }) {
  const { t, duration } = useWords()
  const may = useMay()
  const sample = useSample()
  const [before, setBefore] = useState<number | null>(null)
  const counted = useAlertRows(lastDay, everyOpen, may('alert.read'))
  const total = counted.data?.pages.at(-1)?.total ?? 0
  const started = sample.data
  const landed = started !== undefined && before !== null && total > before
  useEffect(() => {
    if (sample.isPending) setBefore((kept) => kept ?? total)
  }, [sample.isPending, total])
  return (
    <div className="sample">
      <div className="sample-do">
        <Button
          variant={first && !landed ? 'filled' : 'default'}
          loading={sample.isPending}
          onClick={() => {
            setBefore(total)
            sample.mutate()
          }}
        >
          {t(started === undefined ? 'home.sample.send' : 'home.sample.again')}
        </Button>
        {landed && (
          <Link to="/alerts" className="button-link">
            {t('home.sample.open')}
          </Link>
        )}
      </div>
      <div aria-live="polite">
        {started !== undefined && (
          <p>
            {t('home.sample.arriving', { n: started.lines, duration: duration(started.duration) })}{' '}
            {!may('alert.read')
              ? t('home.sample.sources')
              : landed
                ? t('home.sample.landed', { n: total - (before ?? 0) })
                : t('home.sample.waiting')}
          </p>
        )}
        <FormError error={sample.error} />
      </div>
    </div>
  )
}
