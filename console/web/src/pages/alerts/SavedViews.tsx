import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { SavedViewList } from '../../../../api/schemas/saved-views.ts'
import { get, send } from '../../api/client.ts'
import { useWords } from '../../app/words.tsx'
import { Chooser } from '../../components/Chooser.tsx'
import { FormError } from '../../components/states.tsx'

/** Views of the queue that were saved, one's own and shared ones, and a form to save what stands now. */
export function SavedViews({ params }: { params: URLSearchParams }) {
  const { t } = useWords()
  const client = useQueryClient()
  const views = useQuery({
    queryKey: ['views'],
    queryFn: ({ signal }) => get<SavedViewList>('/api/alerts/views', {}, signal),
  })
  const reread = () => client.invalidateQueries({ queryKey: ['views'] })
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation({
    mutationFn: () => {
      const address = new URLSearchParams(params)
      address.delete('alert')
      return send('POST', '/api/alerts/views', { name, shared, address: String(address) })
    },
    onSuccess: () => {
      setName('')
      setShared(false)
      return reread()
    },
  })
  const remove = useMutation({
    mutationFn: (id: string) => send('POST', `/api/alerts/views/${encodeURIComponent(id)}/remove`),
    onSuccess: reread,
  })
  const error = save.error ?? remove.error ?? views.error
  return (
    <Chooser label={t('views.title')} wide>
      <FormError error={error} />
      {views.data?.rows.length === 0 && <p className="dim">{t('views.none')}</p>}
      <ul className="plain-list">
        {views.data?.rows.map((view) => (
          <li key={view.id} className="saved-view">
            <Link to={`/alerts?${view.address}`}>{view.name}</Link>
            {view.shared && <span className="dim">{t('views.sharedBy', { name: view.owner })}</span>}
            {view.mine && (
              <button
                type="button"
                className="link push"
                aria-label={t('views.remove.label', { name: view.name })}
                onClick={() => remove.mutate(view.id)}
              >
                {t('views.remove')}
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
          {t('views.name')}
          <input value={name} maxLength={80} required onChange={(event) => setName(event.currentTarget.value)} />
        </label>
        <label className="check">
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
          {t('views.share')}
        </label>
        <Button type="submit" size="compact-sm" loading={save.isPending}>
          {t('views.save')}
        </Button>
      </form>
    </Chooser>
  )
}
