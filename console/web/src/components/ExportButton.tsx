import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportPlan } from '../../../api/schemas/exports.ts'
import { get, queryString } from '../api/client.ts'
import { useMay } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { Dialog } from './Dialog.tsx'
import { ErrorWords } from './states.tsx'

const formats = ['xlsx', 'csv', 'ndjson'] as const

/**
 * What is exported: of which list, by which filter at this moment, with which columns (none: it has its own), which people
 * read as `names`.
 */
export interface Exported {
  readonly of: 'events' | 'alerts' | 'audit'
  readonly filter: () => object
  readonly columns: readonly string[]
  readonly names: readonly string[]
}

/** Opens the way to a file of what a list shows; nothing for who may not carry data off. */
export function ExportButton(props: Exported) {
  const { t } = useWords()
  const may = useMay()
  const [asked, ask] = useState<object | null>(null)
  if (!may('data.export')) return null
  return (
    <>
      <Button
        className="export-open"
        size="compact-md"
        variant="default"
        leftSection={<IconDownload size={16} stroke={1.6} aria-hidden />}
        onClick={() => ask(props.filter())}
      >
        {t('export.menu')}
      </Button>
      {asked !== null && <ExportDialog {...props} asked={asked} close={() => ask(null)} />}
    </>
  )
}

/** How much it would be, in which kind of file; the browser's own download does the rest and can be cancelled there. */
function ExportDialog({ of, asked, columns, names, close }: Exported & { asked: object; close: () => void }) {
  const { t, language } = useWords()
  const [format, setFormat] = useState<(typeof formats)[number]>('xlsx')
  const [started, setStarted] = useState(false)
  const plan = useQuery({
    queryKey: ['export-plan', of, asked],
    queryFn: ({ signal }) => get<ExportPlan>(`/api/exports/${of}/plan`, asked, signal),
    gcTime: 0,
  })
  const query = { ...asked, format, column: columns, ...(of === 'events' ? {} : { language }) }
  const none = plan.data?.rows.value === 0
  return (
    <Dialog title={t('export.title')} close={close}>
      <div className="export-form">
        <fieldset className="export-formats">
          <legend>{t('export.format')}</legend>
          {formats.map((one) => (
            <label key={one} className="check">
              <input
                type="radio"
                name="format"
                checked={format === one}
                onChange={() => {
                  setFormat(one)
                  setStarted(false)
                }}
              />
              <span>
                {t(`export.${one}`)} <span className="dim small">{t(`export.${one}.hint`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div aria-live="polite">
          {plan.isError ? <ErrorWords error={plan.error} /> : <PlanWords plan={plan.data} />}
        </div>
        {format !== 'ndjson' && names.length > 0 && (
          <p className="dim small">{t('export.columns', { columns: names.join(', ') })}</p>
        )}
        <p className="dim small">{t('export.audit')}</p>
        <div className="export-actions">
          {plan.data === undefined || none ? (
            <Button disabled>{t('export.do')}</Button>
          ) : (
            <Button
              component="a"
              href={`/api/exports/${of}${queryString(query)}`}
              download
              onClick={() => setStarted(true)}
            >
              {t('export.do')}
            </Button>
          )}
          <span aria-live="polite" className="dim small">
            {started && t('export.started')}
          </span>
        </div>
      </div>
    </Dialog>
  )
}

/** What will be in the file and what will not. */
function PlanWords({ plan }: { plan: ExportPlan | undefined }) {
  const { t } = useWords()
  if (plan === undefined) return <p>{t('export.counting')}</p>
  const { rows, most } = plan
  if (rows.value === 0) return <p>{t('export.rows.none')}</p>
  const least = rows.relation === 'gte'
  if (rows.value > most) {
    const left = rows.value - most
    return (
      <p className="export-cut">
        <strong>{t(least ? 'export.cut.least' : 'export.cut', { most, left })}</strong>
      </p>
    )
  }
  return (
    <>
      <p>{t(least ? 'export.rows.least' : 'export.rows', { n: rows.value })}</p>
      {least && <p className="dim small">{t('export.most', { most })}</p>}
    </>
  )
}
