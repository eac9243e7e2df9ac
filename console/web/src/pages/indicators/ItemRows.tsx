import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { IndicatorItems, IndicatorListDetail } from '../../../../api/schemas/indicators.ts'
import { useIndicatorItems, useMarkIndicator } from '../../api/indicator-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { placeWords } from './indicator-words.ts'
import { Cautions } from './PreviewWords.tsx'

type Item = IndicatorItems['rows'][number]

/** The items of a list; each can be marked as false, or that mark taken back, while the list is not answered. */
export function ItemRows({ list }: { list: IndicatorListDetail }) {
  const { t } = useWords()
  const items = useIndicatorItems(list.id)
  if (items.data === undefined) {
    return items.isError ? (
      <ErrorState error={items.error} retry={() => void items.refetch()} />
    ) : (
      <SkeletonRows rows={8} height={28} />
    )
  }
  return (
    <>
      <ul className="indicator-items">
        {items.data.pages
          .flatMap(({ rows }) => rows)
          .map((item) => (
            <ItemRow key={`${item.type} ${item.value}`} list={list} item={item} />
          ))}
      </ul>
      {items.hasNextPage && (
        <Button
          size="compact-md"
          variant="default"
          loading={items.isFetchingNextPage}
          onClick={() => void items.fetchNextPage()}
        >
          {t('indicators.items.more')}
        </Button>
      )}
    </>
  )
}

function ItemRow({ list, item }: { list: IndicatorListDetail; item: Item }) {
  const { t, dateTime } = useWords()
  const may = useMay()
  const mark = useMarkIndicator(list.id)
  const [asking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const asked = useRef(false)
  // Who is done with the form by keyboard stands where it was opened.
  useEffect(() => {
    if (asked.current && !asking) button.current?.focus()
    asked.current = asking
  }, [asking])
  const { type, value } = item
  const changeable = may('indicator.write') && list.answer === null
  const wrong = item.false
  const say = (reason: string | null) =>
    mark.mutate(
      { version: list.version, type, value, false: reason !== null, reason: reason ?? '' },
      { onSuccess: () => setAsking(false) },
    )
  return (
    <li>
      <div className="indicator-item">
        <code className="breakable">
          {wrong === null ? (
            <InertText text={value} />
          ) : (
            <s>
              <InertText text={value} />
            </s>
          )}
        </code>
        {changeable && !asking && (
          <Button
            ref={button}
            className="push"
            size="compact-sm"
            variant="subtle"
            loading={mark.isPending}
            aria-label={t(wrong === null ? 'indicators.false.mark.of' : 'indicators.false.back.of', { value })}
            onClick={() => (wrong === null ? setAsking(true) : say(null))}
          >
            {t(wrong === null ? 'indicators.false.mark' : 'indicators.false.back')}
          </Button>
        )}
      </div>
      <span className="dim small">
        {t(`indicators.type.${type}`)} · {placeWords({ t }, item.place)}
      </span>
      <Cautions of={item.cautions} />
      {wrong !== null && (
        <span className="small breakable">
          <strong>{t('indicators.false')}</strong>: {wrong.reason}{' '}
          <span className="dim">{t('indicators.false.by', { name: wrong.by, time: dateTime(wrong.at) })}</span>
        </span>
      )}
      {asking && <Reason pending={mark.isPending} say={say} cancel={() => setAsking(false)} />}
      <ChangeWords change={{ error: mark.error }} />
    </li>
  )
}

/** Asks why an item is false: whoever reads the list later must be able to judge it again. */
function Reason(props: { pending: boolean; say: (reason: string) => void; cancel: () => void }) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(reason.trim() === '')
        if (reason.trim() !== '') props.say(reason)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        props.cancel()
      }}
    >
      <TextInput
        label={t('indicators.false.reason')}
        description={t('indicators.false.text')}
        value={reason}
        autoFocus
        maxLength={1_000}
        error={missing ? t('indicators.false.missing') : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FormActions submit={t('indicators.false.mark')} pending={props.pending} cancel={props.cancel} />
    </form>
  )
}
