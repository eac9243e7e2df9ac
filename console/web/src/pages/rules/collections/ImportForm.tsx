import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { type ImportWish, useImport, useImportPreview } from '../../../api/collection-queries.ts'
import { useWords } from '../../../app/words.tsx'
import { ChangeWords } from '../../../components/ChangeWords.tsx'
import { InertText } from '../../../components/InertText.tsx'
import { FormError } from '../../../components/states.tsx'
import { PreviewSection } from './PreviewSection.tsx'

/** As the API takes it at most. */
const largestFile = 20 * 1024 * 1024
const levels = ['critical', 'high', 'medium', 'low', 'informational'] as const
const choices = ['arrivingOnly', 'disabled', 'preferred', 'prune'] as const
const words = {
  arrivingOnly: 'collections.arriving',
  disabled: 'collections.disabled',
  preferred: 'collections.preferred',
  prune: 'collections.prune',
} as const

/** An archive of rules, what to take of it, what that would change, and the taking of it. */
export function ImportForm({ names }: { names: string[] }) {
  const { t, bytes } = useWords()
  const id = useId()
  const [name, setName] = useState(names[0] ?? 'sigmahq')
  const [file, setFile] = useState<File>()
  const [wanted, setWanted] = useState<string[]>([])
  const [logsources, setLogsources] = useState('')
  const [chosen, setChosen] = useState<Partial<Record<(typeof choices)[number], boolean>>>({})
  const preview = useImportPreview()
  const take = useImport()
  const tooLarge = file !== undefined && file.size > largestFile

  const wish = (archive: File): ImportWish => ({
    name: name.trim(),
    file: archive,
    levels: wanted.length === 0 ? undefined : wanted.join(','),
    logsources: logsources.trim() === '' ? undefined : logsources.trim(),
    arrivingOnly: chosen.arrivingOnly === true,
    enabled: chosen.disabled !== true,
    preferred: chosen.preferred === true,
    prune: chosen.prune === true,
  })
  /** What was previewed is no longer what is asked for. */
  const changing = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      preview.reset()
      take.reset()
      set(value)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== undefined && !tooLarge) preview.mutate(wish(file))
  }
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{t('collections.import')}</h2>
      <form className="form" onSubmit={submit} noValidate>
        <TextInput
          label={t('collections.name')}
          description={t('collections.name.hint')}
          list={`${id}-names`}
          value={name}
          maxLength={40}
          onChange={(event) => changing(setName)(event.currentTarget.value)}
        />
        <datalist id={`${id}-names`}>
          {names.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <label className="upload">
          {t('collections.file')}
          <input
            className="visually-hidden"
            type="file"
            accept=".zip,application/zip"
            onChange={(event) => changing(setFile)(event.currentTarget.files?.[0])}
          />
        </label>
        <p className="dim small" aria-live="polite">
          {file === undefined ? (
            t('collections.file.none')
          ) : (
            <InertText text={t('collections.file.chosen', { name: file.name, size: bytes(file.size) })} />
          )}
        </p>
        {tooLarge && (
          <p className="field-error" role="alert">
            {t('collections.file.large')}
          </p>
        )}
        <fieldset className="form-group">
          <legend>{t('collections.levels')}</legend>
          <div className="actions">
            {levels.map((level) => (
              <label key={level} className="check">
                <input
                  type="checkbox"
                  checked={wanted.includes(level)}
                  onChange={({ currentTarget: { checked } }) =>
                    changing(setWanted)([...wanted.filter((one) => one !== level), ...(checked ? [level] : [])])
                  }
                />
                {t(`severity.${level}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <TextInput
          label={t('collections.logsources')}
          description={t('collections.logsources.hint')}
          value={logsources}
          maxLength={2000}
          onChange={(event) => changing(setLogsources)(event.currentTarget.value)}
        />
        {choices.map((choice) => (
          <label key={choice} className="check">
            <input
              type="checkbox"
              checked={chosen[choice] === true}
              onChange={({ currentTarget: { checked } }) => changing(setChosen)({ ...chosen, [choice]: checked })}
            />
            {t(words[choice])}
          </label>
        ))}
        <div className="actions">
          <Button type="submit" disabled={file === undefined || tooLarge} loading={preview.isPending}>
            {t('collections.preview')}
          </Button>
        </div>
      </form>
      <FormError error={preview.error} />
      {preview.data !== undefined && file !== undefined && (
        <PreviewSection preview={preview.data}>
          {preview.data.anything && take.data === undefined && (
            <div className="actions">
              <Button
                loading={take.isPending}
                onClick={() => take.mutate({ ...wish(file), version: preview.data.version })}
              >
                {t('collections.apply')}
              </Button>
            </div>
          )}
          <ChangeWords change={take} reload={() => preview.mutate(wish(file))} />
        </PreviewSection>
      )}
    </section>
  )
}
