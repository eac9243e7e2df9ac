import { Button, NativeSelect, Textarea } from '@mantine/core'
import { type ChangeEvent, type FormEvent, useState } from 'react'
import type { IndicatorLists, NewIndicatorList } from '../../../../api/schemas/indicators.ts'
import { useNewIndicatorList, usePreviewIndicators } from '../../api/indicator-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout } from '../../components/Flyout.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'
import { emptyLetter, LetterFields } from './LetterFields.tsx'
import { PreviewWords } from './PreviewWords.tsx'

/** Bytes of a file that is sent; the server takes as much. */
const largestFile = 16 * 1024 * 1024

/** Takes in a list: paste or file, a look at what was read, then what the letter says. What was typed stays when it is refused. */
export function NewListFlyout(props: {
  text: string
  units: IndicatorLists['units']
  made: (id: string) => void
  close: () => void
}) {
  const { t } = useWords()
  const [text, setText] = useState(props.text)
  const [file, setFile] = useState<{ name: string; data: string } | null>(null)
  const [large, setLarge] = useState(false)
  const [letter, setLetter] = useState(emptyLetter)
  const [unit, setUnit] = useState(props.units[0]?.id ?? '')
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set())
  const [faults, setFaults] = useState({ source: false, title: false })
  const preview = usePreviewIndicators()
  const create = useNewIndicatorList()
  const source: NewIndicatorList['source'] = file === null ? { text } : { file: file.data }
  const isEmpty = file === null && text.trim() === ''
  const read = preview.data
  const kept = read === undefined ? 0 : read.total - leftOut.size

  function change(next: { text?: string; file?: { name: string; data: string } | null }) {
    if (next.text !== undefined) setText(next.text)
    if (next.file !== undefined) setFile(next.file)
    preview.reset()
    setLeftOut(new Set())
  }
  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const chosen = event.currentTarget.files?.[0]
    event.currentTarget.value = ''
    if (chosen === undefined) return
    setLarge(chosen.size > largestFile)
    if (chosen.size > largestFile) return
    const data = await base64Of(chosen)
    change({ file: { name: chosen.name, data } })
    setFaults({ ...faults, source: false })
    preview.mutate({ source: { file: data } })
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (isEmpty) return setFaults({ source: true, title: false })
    if (read === undefined) {
      setFaults({ source: false, title: false })
      return preview.mutate({ source })
    }
    setFaults({ source: false, title: letter.title.trim() === '' })
    if (letter.title.trim() === '' || kept <= 0) return
    create.mutate({ ...letter, unit, source, leftOut: [...leftOut] }, { onSuccess: ({ id }) => props.made(id) })
  }
  return (
    <Flyout label={t('indicators.new')} close={props.close} head={<h2>{t('indicators.new')}</h2>}>
      <form className="form" onSubmit={submit} noValidate>
        {file === null ? (
          <Textarea
            label={t('indicators.source')}
            description={t('indicators.source.hint')}
            classNames={{ input: 'mono' }}
            rows={read === undefined ? 12 : 5}
            value={text}
            error={faults.source ? t('indicators.source.missing') : undefined}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
        ) : (
          <p>
            {t('indicators.source.chosen', { name: file.name })}{' '}
            <Button size="compact-md" variant="default" onClick={() => change({ file: null })}>
              {t('indicators.source.drop')}
            </Button>
          </p>
        )}
        <label className="upload">
          {t('indicators.source.file')}
          <input
            className="visually-hidden"
            type="file"
            accept=".txt,.csv,.xlsx,.docx,.pdf"
            onChange={(event) => void choose(event)}
          />
        </label>
        {large && (
          <p className="field-error" role="alert">
            {t('indicators.refused.too-large')}
          </p>
        )}
        {preview.isPending && <p role="status">{t('indicators.read.reading')}</p>}
        <FormError error={preview.error} />
        {read === undefined ? (
          <FormActions submit={t('indicators.read')} pending={preview.isPending} cancel={props.close} />
        ) : (
          <>
            <PreviewWords
              preview={read}
              leftOut={leftOut}
              toggle={(key) => {
                const next = new Set(leftOut)
                if (!next.delete(key)) next.add(key)
                setLeftOut(next)
              }}
            />
            {read.total > 0 && (
              <>
                <h3>{t('indicators.letter')}</h3>
                <LetterFields letter={letter} change={setLetter} untitled={faults.title} />
                <NativeSelect
                  label={t('indicators.letter.unit')}
                  value={unit}
                  data={props.units.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={(event) => setUnit(event.currentTarget.value)}
                />
                <FormError error={create.error} />
                <FormActions
                  submit={t('indicators.save', { n: kept })}
                  pending={create.isPending}
                  disabled={kept <= 0}
                  cancel={props.close}
                />
              </>
            )}
          </>
        )}
      </form>
    </Flyout>
  )
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ''))
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'))
    reader.readAsDataURL(file)
  })
}
