import { Button } from '@mantine/core'
import type { RuleBackfill } from '../../../../api/schemas/rule-backfills.ts'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useBackfills, useCancelBackfill, useStartBackfill } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { DaysForm } from '../../components/DaysForm.tsx'
import { ErrorState, ErrorWords, SkeletonRows } from '../../components/states.tsx'

/** The times that the rule has not seen, and its runs over stored events. */
export function Backfills({ rule }: { rule: RuleDetail }) {
  const { t, dateTime } = useWords()
  const query = useBackfills(rule.id)
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    ) : (
      <SkeletonRows rows={6} height={44} />
    )
  }
  const { rows, gaps, off } = query.data
  return (
    <div className="stack">
      <section className="section" aria-labelledby="rule-gaps">
        <h2 id="rule-gaps">{t('past.gaps')}</h2>
        {off !== null && <p>{t('past.off', { time: dateTime(off) })}</p>}
        {gaps.length === 0 ? (
          <p className="dim">{t('past.gaps.none')}</p>
        ) : (
          <ul className="bullets">
            {gaps.map(({ from, to }) => (
              <li key={from}>
                {from === 0
                  ? t('past.gap.before', { to: dateTime(to) })
                  : t('past.gap', { from: dateTime(from), to: dateTime(to) })}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="section" aria-labelledby="rule-runs">
        <h2 id="rule-runs">{t('past.runs')}</h2>
        <p className="dim">{t('past.text')}</p>
        <Start rule={rule} />
        {rows.length === 0 ? (
          <p className="dim">{t('past.runs.none')}</p>
        ) : (
          <ul className="runs">
            {rows.map((run) => (
              <Run key={run.id} run={run} />
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}

/** Runs reach back a year and a month at most. */
const mostDays = 400

function Start({ rule }: { rule: RuleDetail }) {
  const { t } = useWords()
  const may = useMay()
  const start = useStartBackfill(rule.id)
  return (
    <DaysForm
      label={t('past.days')}
      first={7}
      most={mostDays}
      wrong={t('past.days.wrong', { n: mostDays })}
      submit={t('past.start')}
      disabled={!may('rule.write')}
      run={start}
    />
  )
}

function Run({ run }: { run: RuleBackfill }) {
  const { t, dateTime, number } = useWords()
  const may = useMay()
  const cancel = useCancelBackfill(run.rule)
  const going = run.state === 'waiting' || run.state === 'running'
  const done = Math.round(((run.reached - run.from) / Math.max(1, run.to - run.from)) * 100)
  const percent = Math.min(100, Math.max(0, done))
  return (
    <li>
      <p>
        <strong>{t(`past.state.${run.state}`)}</strong> <span className="dim">{t(`past.reason.${run.reason}`)}</span>
        {run.failure !== null && <span className="bad-text"> {t(`past.failure.${run.failure}`)}</span>}
      </p>
      <p className="small dim">
        {t('past.range', { from: dateTime(run.from), to: dateTime(run.to) })}{' '}
        {run.startedBy !== null && t('past.asked', { name: run.startedBy, time: dateTime(run.asked) })}
      </p>
      {going && (
        <div className="run-progress">
          <progress max={100} value={percent} aria-label={t('past.progress')} />
          <span className="small">{t('rules.percent', { n: percent })}</span>
          {may('rule.write') && (
            <Button
              size="compact-md"
              variant="default"
              loading={cancel.isPending}
              onClick={() => cancel.mutate(run.id)}
            >
              {t('past.cancel')}
            </Button>
          )}
        </div>
      )}
      {cancel.isError && <ErrorWords error={cancel.error} />}
      {run.scanned !== null && (
        <p className="small">
          {t('past.counts', {
            scanned: number(run.scanned),
            matched: number(run.matched ?? 0),
            added: number(run.added ?? 0),
          })}
        </p>
      )}
    </li>
  )
}
