import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ChainState } from '../../../../api/schemas/audit.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout } from '../../components/Flyout.tsx'
import { type PackDays, packAddress } from './pack-days.ts'

/** Days of an inspector's pack; its download is the browser's. */
export function PackFlyout({
  first,
  window,
  close,
}: {
  first: { readonly from: number; readonly to: number }
  window: ChainState['window']
  close: () => void
}) {
  const { t, day, timeZone, dateTime } = useWords()
  const lastMoment = Math.min(first.to - 1, Date.now(), (window?.to ?? Number.MAX_SAFE_INTEGER) - 1)
  const [days, setDays] = useState<PackDays>(() => ({
    from: day(Math.max(first.from, window?.from ?? 0)),
    to: day(lastMoment),
    asOf: day(lastMoment),
  }))
  const [wrong, setWrong] = useState<'invalid' | 'outside' | null>(null)
  const [asked, setAsked] = useState(false)
  function submit(event: FormEvent) {
    event.preventDefault()
    const address = packAddress(days, { timeZone, window, now: Date.now() })
    setAsked(address.ok)
    setWrong(address.ok ? null : address.error)
    if (address.ok) location.assign(address.value)
  }
  const field = (name: keyof PackDays) => (
    <TextInput
      label={t(`audit.pack.${name}`)}
      description={t('audit.pack.format')}
      value={days[name]}
      onChange={({ currentTarget: { value } }) => setDays({ ...days, [name]: value })}
    />
  )
  return (
    <Flyout label={t('audit.pack')} close={close} head={<h2>{t('audit.pack')}</h2>}>
      <div className="audit-body stack">
        <p>{t('audit.pack.text')}</p>
        {window !== null && (
          <p className="dim">{t('audit.window', { from: dateTime(window.from), to: dateTime(window.to) })}</p>
        )}
        <form className="stack" onSubmit={submit} noValidate>
          {field('from')}
          {field('to')}
          {field('asOf')}
          {wrong !== null && (
            <p className="form-error" role="alert">
              {t(`audit.pack.${wrong}`)}
            </p>
          )}
          <Button type="submit">{t('audit.pack.get')}</Button>
          <p className="dim small" aria-live="polite">
            {asked && t('audit.pack.said')}
          </p>
        </form>
      </div>
    </Flyout>
  )
}
