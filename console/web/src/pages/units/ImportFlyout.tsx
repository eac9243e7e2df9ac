import { Button, TextInput } from '@mantine/core'
import { type ChangeEvent, useState } from 'react'
import type { UnitImport } from '../../../../api/schemas/units.ts'
import { useImportUnits, usePreviewUnitImport, useUnits } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout } from '../../components/Flyout.tsx'
import { FormError } from '../../components/states.tsx'
import { Problems } from './Problems.tsx'

/** The most that is read into the page; the server takes as much. */
const mostBytes = 4_000_000
const shownProblems = 100

/** Imports a file of units: chosen, looked at, then done. */
export function ImportFlyout({ close }: { close: () => void }) {
  const { t, number } = useWords()
  const units = useUnits()
  const preview = usePreviewUnitImport()
  const apply = useImportUnits()
  const [file, setFile] = useState<{ name: string; text: string }>()
  const [fault, setFault] = useState<'large' | 'encoding'>()
  const [from, setFrom] = useState(units.data?.day ?? '')
  const [whole, setWhole] = useState(false)
  const look = (
    next: { name: string; text: string } | undefined,
    wish: Pick<UnitImport, 'whole'> & { from: string },
  ) => {
    if (next !== undefined && wish.from !== '') preview.mutate({ text: next.text, file: next.name, ...wish })
  }
  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const chosen = event.currentTarget.files?.[0]
    event.currentTarget.value = ''
    if (chosen === undefined) return
    setFile(undefined)
    if (chosen.size > mostBytes) return setFault('large')
    try {
      const bytes = new Uint8Array(await chosen.arrayBuffer())
      const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
      const text = new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
      setFault(undefined)
      setFile({ name: chosen.name, text })
      look({ name: chosen.name, text }, { from, whole })
    } catch {
      setFault('encoding')
    }
  }
  const plan = file === undefined ? undefined : preview.data
  const good = plan !== undefined && plan.problems.length === 0 && !preview.isPending
  const error = apply.error ?? preview.error
  return (
    <Flyout label={t('units.import')} close={close} head={<h2>{t('units.import')}</h2>}>
      <div className="form">
        <p className="dim">{t('units.import.text')}</p>
        <TextInput
          type="date"
          label={t('units.from')}
          value={from}
          onChange={(event) => {
            setFrom(event.currentTarget.value)
            look(file, { from: event.currentTarget.value, whole })
          }}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={whole}
            onChange={({ currentTarget: { checked } }) => {
              setWhole(checked)
              look(file, { from, whole: checked })
            }}
          />
          {t('units.import.whole')}
        </label>
        <label className="upload">
          {file?.name ?? t('units.import.file')}
          <input
            className="visually-hidden"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => void choose(event)}
          />
        </label>
        {fault !== undefined && (
          <p className="field-error" role="alert">
            {t(`units.import.${fault}`)}
          </p>
        )}
        <div aria-live="polite">
          {good && (
            <ul className="bullets">
              <li>{t('units.import.created', { n: number(plan.created.length) })}</li>
              <li>{t('units.import.altered', { n: number(plan.altered.length) })}</li>
              <li>{t(whole ? 'units.import.ended' : 'units.import.absent', { n: number(plan.absent.length) })}</li>
            </ul>
          )}
          {plan !== undefined && <Problems problems={plan.problems.slice(0, shownProblems)} />}
          <FormError error={error} />
        </div>
        <div className="actions">
          <Button
            disabled={!good || file === undefined}
            loading={preview.isPending || apply.isPending}
            onClick={() =>
              file !== undefined &&
              apply.mutate({ text: file.text, file: file.name, from, whole }, { onSuccess: close })
            }
          >
            {t('units.apply')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('do.cancel')}
          </Button>
        </div>
      </div>
    </Flyout>
  )
}
