import { KeyHint } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import type { useBulk } from './use-bulk.ts'

/** How far the last step on many alerts is, what came of it, and how to stop it or take it back. */
export function BulkProgress({ bulk: step }: { bulk: ReturnType<typeof useBulk> }) {
  const { t, number } = useWords()
  const { bulk } = step
  if (bulk === undefined) return <div role="status" />
  const looked = bulk.done + bulk.skipped + bulk.changed
  return (
    <div role="status">
      <div className="bulk-row">
        {bulk.state === 'running' ? (
          <>
            <progress aria-label={t('bulk.running')} max={bulk.total} value={looked} />
            <span>{t('bulk.progress', { n: number(looked), total: number(bulk.total) })}</span>
            <button type="button" className="link" onClick={step.cancel}>
              {t('bulk.stop')}
            </button>
          </>
        ) : (
          <>
            <span>
              {t(bulk.undoes ? 'bulk.done.undo' : `bulk.done.${bulk.verb}`, { n: bulk.done })}
              {bulk.skipped > 0 && ` ${t('bulk.skipped', { n: bulk.skipped })}`}
              {bulk.changed > 0 && ` ${t('bulk.changed', { n: bulk.changed })}`}
              {bulk.state === 'cancelled' && ` ${t('bulk.cancelled')}`}
            </span>
            {step.undo !== undefined && (
              <button type="button" className="link" onClick={step.undo}>
                {t('bulk.undo')}
                <KeyHint of="u" />
              </button>
            )}
            <button type="button" className="link" onClick={step.dismiss}>
              {t('do.close')}
            </button>
          </>
        )}
      </div>
    </div>
  )
}
