import { Button } from '@mantine/core'
import { useState } from 'react'
import type { IndicatorListDetail } from '../../../../api/schemas/indicators.ts'
import { useChangeIndicators, useIndicatorList, useKeepLive, useRemoveIndicators } from '../../api/indicator-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { Answer } from './Answer.tsx'
import { ItemRows } from './ItemRows.tsx'
import { dayWords, stateTone } from './indicator-words.ts'
import { type LetterDraft, LetterFields } from './LetterFields.tsx'
import { LookBack } from './LookBack.tsx'
import { Counts } from './PreviewWords.tsx'

/** One list: its letter, the search, the answer, what rules do with it, its items. */
export function ListDetail({ id, mayKeepLive, close }: { id: string; mayKeepLive: boolean; close: () => void }) {
  const { t } = useWords()
  const query = useIndicatorList(id)
  const list = query.data
  return (
    <Flyout label={t('indicators.one')} close={close} head={<h2>{list?.title ?? t('indicators.one')}</h2>}>
      {list === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={10} height={40} />
        )
      ) : (
        <>
          <Letter list={list} />
          <LookBack list={list} />
          <Answer list={list} />
          <Live list={list} mayKeepLive={mayKeepLive} />
          <Items list={list} />
          <Remove list={list} close={close} />
        </>
      )}
    </Flyout>
  )
}

function Letter({ list }: { list: IndicatorListDetail }) {
  const { t, dateTime } = useWords()
  const may = useMay()
  const change = useChangeIndicators(list.id)
  const [draft, setDraft] = useState<{ letter: LetterDraft; version: number } | null>(null)
  const { title, sender, reference, dated, due, tlp, note, version } = list
  if (draft !== null) {
    const untitled = draft.letter.title.trim() === ''
    return (
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (untitled) return
          change.mutate({ ...draft.letter, version: draft.version }, { onSuccess: () => setDraft(null) })
        }}
      >
        <LetterFields letter={draft.letter} change={(letter) => setDraft({ ...draft, letter })} untitled={untitled} />
        <ChangeWords change={{ error: change.error }} reload={() => setDraft({ ...draft, version: list.version })} />
        <FormActions submit={t('indicators.letter.save')} pending={change.isPending} cancel={() => setDraft(null)} />
      </form>
    )
  }
  return (
    <section className="stack" aria-label={t('indicators.letter')}>
      <dl className="facts">
        <dt>{t('indicators.letter.sender')}</dt>
        <dd>{sender || '—'}</dd>
        <dt>{t('indicators.letter.reference')}</dt>
        <dd>
          {reference || '—'}
          {dated !== null && ` · ${dayWords(dated)}`}
        </dd>
        <dt>{t('indicators.letter.due')}</dt>
        <dd>
          {due === null ? t('indicators.due.none') : dayWords(due)}{' '}
          <span className={stateTone(list.state)}>{t(`indicators.state.${list.state}`)}</span>
        </dd>
        <dt>{t('indicators.letter.tlp')}</dt>
        <dd>TLP:{tlp.toUpperCase()}</dd>
        <dt>{t('indicators.letter.unit')}</dt>
        <dd>{list.unit.name}</dd>
        {note !== '' && (
          <>
            <dt>{t('indicators.letter.note')}</dt>
            <dd className="breakable">{note}</dd>
          </>
        )}
      </dl>
      <p className="dim small">{t('indicators.kept', { name: list.created.by, time: dateTime(list.created.at) })}</p>
      {may('indicator.write') && (
        <div className="actions">
          <Button
            size="compact-md"
            variant="default"
            onClick={() => setDraft({ letter: { title, sender, reference, dated, due, tlp, note }, version })}
          >
            {t('indicators.letter.edit')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Live({ list, mayKeepLive }: { list: IndicatorListDetail; mayKeepLive: boolean }) {
  const { t } = useWords()
  const may = useMay()
  const keep = useKeepLive(list.id)
  return (
    <FlyoutSection title={t('indicators.live')}>
      <p>{list.live ? t('indicators.live.on', { n: list.marked }) : t('indicators.live.off')}</p>
      {may('indicator.write') && (
        <div className="actions">
          <Button
            size="compact-md"
            variant="default"
            disabled={!mayKeepLive}
            loading={keep.isPending}
            onClick={() => keep.mutate({ version: list.version, live: !list.live })}
          >
            {t(list.live ? 'indicators.live.take' : 'indicators.live.put')}
          </Button>
          {!mayKeepLive && <p className="dim small">{t('indicators.live.reach')}</p>}
        </div>
      )}
      <ChangeWords change={{ error: keep.error }} />
    </FlyoutSection>
  )
}

function Items({ list }: { list: IndicatorListDetail }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <FlyoutSection title={t('indicators.items')}>
      <Counts counts={list.counts} />
      {list.falseItems > 0 && <p className="dim">{t('indicators.false.n', { n: list.falseItems })}</p>}
      {open ? (
        <ItemRows list={list} />
      ) : (
        <div className="actions">
          <Button size="compact-md" variant="default" onClick={() => setOpen(true)}>
            {t('indicators.items.show')}
          </Button>
        </div>
      )}
    </FlyoutSection>
  )
}

function Remove({ list, close }: { list: IndicatorListDetail; close: () => void }) {
  const { t } = useWords()
  const may = useMay()
  const remove = useRemoveIndicators(list.id)
  const [asking, setAsking] = useState(false)
  if (!may('indicator.write') || list.answer !== null || list.live) return null
  return (
    <div className="actions indicator-remove">
      {asking ? (
        <>
          <Button
            size="compact-md"
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate({ version: list.version }, { onSuccess: close })}
          >
            {t('indicators.remove.sure', { title: list.title })}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => setAsking(false)}>
            {t('do.cancel')}
          </Button>
        </>
      ) : (
        <Button size="compact-md" variant="default" onClick={() => setAsking(true)}>
          {t('indicators.remove')}
        </Button>
      )}
      <ChangeWords change={{ error: remove.error }} />
    </div>
  )
}
