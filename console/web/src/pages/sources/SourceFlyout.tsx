import { Button } from '@mantine/core'
import { Link } from 'react-router'
import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Source, SourceRerun } from '../../../../api/schemas/sources.ts'
import { useRerun, useSourceFailures } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { RawLine } from '../../components/InertText.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { ToEntity } from '../entities/ToEntity.tsx'

/** One sender: its numbers, what is odd about what it sends, the lines that could not be decoded. */
export function SourceFlyout({ source, close }: { source: Source; close: () => void }) {
  const { t, known, number, bytes, duration } = useWords()
  const may = useMay()
  const marks = Object.entries(source.marks).sort(([, a], [, b]) => b - a)
  return (
    <Flyout label={t('sources.label')} close={close} head={<h2>{source.host ?? source.peer}</h2>}>
      <FlyoutSection title={t('facts.title')}>
        <dl className="facts">
          <dt>{t('sources.peer')}</dt>
          <dd>{source.peer}</dd>
          <dt>{t('field.unit')}</dt>
          <dd>{source.unit?.name ?? t('field.unattributed')}</dd>
          <dt>{t('sources.input')}</dt>
          <dd>{t(`sources.input.${source.input}`)}</dd>
          <dt>{t('sources.datasets')}</dt>
          <dd>{source.datasets.join(', ')}</dd>
          <dt>{t('sources.firstSeen')}</dt>
          <dd>
            <ExactTime at={source.firstSeen} />
          </dd>
          <dt>{t('sources.lastSeen')}</dt>
          <dd>
            <ExactTime at={source.lastSeen} />
          </dd>
          <dt>{t('sources.events')}</dt>
          <dd>{number(source.events)}</dd>
          <dt>{t('sources.bytes')}</dt>
          <dd>{bytes(source.bytes)}</dd>
          <dt>{t('sources.lag')}</dt>
          <dd>{source.lag === null ? t('field.none') : duration(source.lag)}</dd>
          <dt>{t('sources.skew')}</dt>
          <dd>{skewWords({ t, duration }, source.skew)}</dd>
        </dl>
        {may('event.read') && (
          <Link to={`/search?${new URLSearchParams({ only: `vonggac.source.id=${source.id}` })}`}>
            {t('sources.search')}
          </Link>
        )}
        {may('event.read') && source.host !== null && <ToEntity field="host.name" value={source.host} />}
      </FlyoutSection>
      {marks.length > 0 && (
        <FlyoutSection title={t('sources.marks')}>
          <ul className="plain-list">
            {marks.map(([mark, count]) => {
              const key = `mark.${mark}`
              return (
                <li key={mark}>
                  {known(key) ? t(key) : mark}
                  <span className="dim">{t('sources.marks.count', { n: count })}</span>
                </li>
              )
            })}
          </ul>
        </FlyoutSection>
      )}
      <FlyoutSection title={t('sources.failures.of', { n: source.failures })}>
        {source.failures === 0 ? (
          <p className="dim">{t('sources.failures.none')}</p>
        ) : (
          <>
            {may('source.enroll') && <Rerun id={source.id} />}
            {may('event.read') && <Failures id={source.id} />}
          </>
        )}
      </FlyoutSection>
    </Flyout>
  )
}

function Failures({ id }: { id: string }) {
  const { t } = useWords()
  const query = useSourceFailures(id)
  if (query.isError) return <ErrorWords error={query.error} />
  if (query.data === undefined) return <SkeletonRows rows={3} height={60} />
  if (query.data.rows.length === 0) return <p className="dim">{t('sources.failures.none')}</p>
  return (
    <ul className="failures">
      {query.data.rows.map(({ at, reason, raw }) => (
        <li key={`${at} ${raw}`}>
          <p className="small">
            <ExactTime at={at} /> <span className="dim">{reason}</span>
          </p>
          <RawLine text={raw} />
        </li>
      ))}
    </ul>
  )
}

/** After a mapping was mended: reads the failed lines again and says what became of them. */
function Rerun({ id }: { id: string }) {
  const { t } = useWords()
  const rerun = useRerun(id)
  return (
    <div className="rerun" aria-live="polite">
      <Button size="compact-md" variant="default" loading={rerun.isPending} onClick={() => rerun.mutate()}>
        {t('sources.rerun')}
      </Button>
      {rerun.isError && <ErrorWords error={rerun.error} />}
      {rerun.data !== undefined && <p className="small">{t('sources.rerun.done', counts(rerun.data))}</p>}
    </div>
  )
}

const counts = ({ read, repaired, alreadyThere, failing }: SourceRerun) => ({ read, repaired, alreadyThere, failing })

/** Less than this is the way of a line, not its clock. */
const noSkew = 2000

function skewWords({ t, duration }: Pick<Translator, 't' | 'duration'>, skew: number | null): string {
  if (skew === null) return t('field.none')
  if (Math.abs(skew) < noSkew) return t('sources.skew.none')
  return t(skew < 0 ? 'sources.skew.ahead' : 'sources.skew.behind', { duration: duration(skew) })
}
