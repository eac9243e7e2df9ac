import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { SavedPageList } from '../../../api/schemas/saved-searches.ts'
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
  const remove = useMutation({
    mutationFn: (id: string) => send('POST', `${props.api}/${encodeURIComponent(id)}/remove`),
    onSuccess: reread,
  })
  const rows = saved.data?.rows
  return (
    <Chooser label={props.label} wide>
      <FormError error={save.error ?? remove.error ?? saved.error} />
      {rows?.length === 0 && <p className="dim">{t('saved.none')}</p>}
      <ul className="plain-list saved-pages">
        {rows?.map((page) => (
          <li key={page.id} className="saved-view">
            <Link to={`${props.page}?${page.address}`}>{page.name}</Link>
            {page.shared && (
              <span className="dim">
                {page.unit === null
                  ? t('saved.sharedBy', { name: page.owner })
                  : t('saved.sharedWith', { name: page.owner, unit: page.unit.name })}
              </span>
            )}
            {page.mine && (
              <button
                type="button"
                className="link push"
                aria-label={t('saved.remove.label', { name: page.name })}
                onClick={() => remove.mutate(page.id)}
              >
                {t('saved.remove')}
              </button>
            )}
          </li>
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
