import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { SavedPage, SavedPageList } from '../../../api/schemas/saved-searches.ts'
import { get, send } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { Chooser } from './Chooser.tsx'
import { FormError } from './states.tsx'

/** Whom one is shared with: nobody, all who read what its owner reads, or the readers of a unit (its id). */
type Share = '' | 'all' | string

/**
 * States of a page that were saved, one's own and shared ones, each a link that carries everything; and a form to save what
 * stands now. `open` names what of the address is no part of it.
 */
export function SavedPages(props: { api: string; page: string; label: string; params: URLSearchParams; open: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { units } = useSession()
  const saved = useQuery({
    queryKey: ['saved', props.api],
    queryFn: ({ signal }) => get<SavedPageList>(props.api, {}, signal),
  })
  const reread = () => client.invalidateQueries({ queryKey: ['saved', props.api] })
  const [name, setName] = useState('')
  const [share, setShare] = useState<Share>('')
  const save = useMutation({
    mutationFn: () => {
      const address = new URLSearchParams(props.params)
      address.delete(props.open)
      const unit = share === '' || share === 'all' ? null : share
      return send('POST', props.api, { name, shared: share !== '', unit, address: String(address) })
    },
    onSuccess: () => {
      setName('')
      setShare('')
      return reread()
    },
  })
  const rename = useMutation({
    mutationFn: ({ id, name: to }: { id: string; name: string }) =>
      send('POST', `${props.api}/${encodeURIComponent(id)}/rename`, { name: to }),
    onSuccess: reread,
  })
  const remove = useMutation({
    mutationFn: (id: string) => send('POST', `${props.api}/${encodeURIComponent(id)}/remove`),
    onSuccess: reread,
  })
  const rows = saved.data?.rows
  return (
    <Chooser label={props.label} wide>
      <FormError error={save.error ?? rename.error ?? remove.error ?? saved.error} />
      {rows?.length === 0 && <p className="dim">{t('saved.none')}</p>}
      <ul className="plain-list saved-pages">
        {rows?.map((page) => (
          <SavedRow
            key={page.id}
            page={page}
            to={`${props.page}?${page.address}`}
            rename={(to) => rename.mutateAsync({ id: page.id, name: to })}
            remove={() => remove.mutate(page.id)}
          />
        ))}
      </ul>
      <form
        className="saved-view-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <label>
          {t('saved.name')}
          <input value={name} maxLength={80} required onChange={(event) => setName(event.currentTarget.value)} />
        </label>
        <label>
          {t('saved.share')}
          <select value={share} onChange={(event) => setShare(event.currentTarget.value)}>
            <option value="">{t('saved.share.none')}</option>
            <option value="all">{t('saved.share.all')}</option>
            {units.map(({ id, name: unit }) => (
              <option key={id} value={id}>
                {t('saved.share.unit', { unit })}
              </option>
            ))}
          </select>
        </label>
        {share !== '' && <p className="dim small">{t('saved.share.hint')}</p>}
        <Button type="submit" size="compact-sm" loading={save.isPending}>
          {t('saved.save')}
        </Button>
      </form>
    </Chooser>
  )
}

/** One saved state: a link; its owner can call it otherwise in its place, or remove it. */
function SavedRow(props: {
  page: SavedPage
  to: string
  /** Rejects when it could not be done: what was typed stays. */
  rename: (to: string) => Promise<unknown>
  remove: () => void
}) {
  const { t } = useWords()
  const { page } = props
  const [name, setName] = useState<string | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const done = () => {
    setName(null)
    // The button is back when this has been drawn.
    requestAnimationFrame(() => button.current?.focus())
  }
  if (name !== null)
    return (
      <li className="saved-view">
        <form
          className="saved-view-rename"
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() === page.name) done()
            else void props.rename(name).then(done, () => undefined)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            done()
          }}
        >
          <input
            value={name}
            maxLength={80}
            required
            // biome-ignore lint/a11y/noAutofocus: who asks to rename goes on by typing
            autoFocus
            aria-label={t('saved.rename.to', { name: page.name })}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="compact-sm">
            {t('saved.save')}
          </Button>
        </form>
      </li>
    )
  return (
    <li className="saved-view">
      <Link to={props.to}>{page.name}</Link>
      {page.shared && (
        <span className="dim">
          {page.unit === null
            ? t('saved.sharedBy', { name: page.owner })
            : t('saved.sharedWith', { name: page.owner, unit: page.unit.name })}
        </span>
      )}
      {page.mine && (
        <>
          <button
            ref={button}
            type="button"
            className="link push"
            aria-label={t('saved.rename.label', { name: page.name })}
            onClick={() => setName(page.name)}
          >
            {t('saved.rename')}
          </button>
          <button
            type="button"
            className="link"
            aria-label={t('saved.remove.label', { name: page.name })}
            onClick={props.remove}
          >
            {t('saved.remove')}
          </button>
        </>
      )}
    </li>
  )
}
