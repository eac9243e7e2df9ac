import { Button } from '@mantine/core'
import { type ChangeEvent, type ReactNode, useState } from 'react'
import type { CsvImportPlan } from '../../../api/schemas/csv-import.ts'
import { useWords } from '../app/words.tsx'
import { DayInput } from './DayInput.tsx'
import { Problems } from './Problems.tsx'
import { FormError } from './states.tsx'

/** The most that is read into the page; the server takes as much. */
const mostBytes = 4_000_000
const shownProblems = 100

export interface CsvWish {
  readonly text: string
  readonly file: string
  readonly from: string
}

interface Step<T> {
  readonly data: CsvImportPlan | undefined
  readonly error: unknown
  readonly isPending: boolean
  mutate(wish: T, options?: { onSuccess: () => void }): void
}

/** Imports a file of comma-separated values from a day on: chosen, looked at, then done. */
export function CsvImport<More extends object>(props: {
  text: string
  day: string
  /** What more is wished for, and how it is chosen. */
  more: More
  moreFields?: (set: (more: More) => void) => ReactNode
  preview: Step<CsvWish & More>
  apply: Step<CsvWish & More>
  /** What becomes of those that the file lacks. */
  absent: (n: string) => string
  close: () => void
}) {
  const { t, number } = useWords()
  const { preview, apply } = props
  const [file, setFile] = useState<{ name: string; text: string }>()
  const [fault, setFault] = useState<'large' | 'encoding'>()
  const [from, setFrom] = useState(props.day)
  const look = (next: { name: string; text: string } | undefined, day: string, more: More) => {
    if (next !== undefined && day !== '') preview.mutate({ ...more, text: next.text, file: next.name, from: day })
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
      look({ name: chosen.name, text }, from, props.more)
    } catch {
      setFault('encoding')
    }
  }
  const plan = file === undefined ? undefined : preview.data
  const good = plan !== undefined && plan.problems.length === 0 && !preview.isPending
  return (
    <div className="form">
      <p className="dim">{props.text}</p>
      <DayInput
        label={t('units.from')}
        value={from}
        onChange={(event) => {
          setFrom(event.currentTarget.value)
          look(file, event.currentTarget.value, props.more)
        }}
      />
      {props.moreFields?.((more) => look(file, from, more))}
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
            <li>{props.absent(number(plan.absent.length))}</li>
          </ul>
        )}
        {plan !== undefined && <Problems problems={plan.problems.slice(0, shownProblems)} />}
        <FormError error={apply.error ?? preview.error} />
      </div>
      <div className="actions">
        <Button
          disabled={!good || file === undefined}
          loading={preview.isPending || apply.isPending}
          onClick={() =>
            file !== undefined &&
            apply.mutate({ ...props.more, text: file.text, file: file.name, from }, { onSuccess: props.close })
          }
        >
          {t('units.apply')}
        </Button>
        <Button variant="default" onClick={props.close}>
          {t('do.cancel')}
        </Button>
      </div>
    </div>
  )
}
