import { Button, TextInput } from '@mantine/core'
import { useRef } from 'react'
import type { Person } from '../../../../api/schemas/people.ts'
import { usePeople } from '../../api/people-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import type { Column, TableHandle } from '../../components/DataTable.tsx'
import { ShortList } from '../../components/ShortList.tsx'
import { useAddress } from '../../lib/address.ts'
import { usePanels } from '../../lib/panels.ts'
import { useTitle } from '../../lib/title.ts'
import { InviteFlyout } from './InviteFlyout.tsx'
import { PersonFlyout } from './PersonFlyout.tsx'
import { RequiredFactor } from './RequiredFactor.tsx'
import { roleWords } from './role-words.ts'

const panels = ['person', 'new'] as const

/** The accounts of the units in scope: who holds what where, and who is let in. */
export function People() {
  const words = useWords()
  const { t, known } = words
  useTitle(t('people.title'))
  const may = useMay()
  const [params, change] = useAddress()
  const table = useRef<TableHandle>(null)
  const text = params.get('text') ?? ''
  const people = usePeople(text)
  const { opened, show, close } = usePanels(panels, table)
  const openName = opened('person')
  const rows = people.data?.rows ?? []
  const open = ({ name }: Pick<Person, 'name'>) => show('person', name)
  const held = ({ grants }: Person) =>
    grants.length === 0
      ? t('people.grants.none')
      : grants.map(({ role, unit }) => `${roleWords({ t, known }, role)} · ${unit.name}`).join('; ')
  const columns: Column<Person>[] = [
    {
      id: 'name',
      head: t('people.name'),
      width: 260,
      opens: true,
      cell: ({ name, displayName }) => (
        <>
          {displayName}
          <span className="dim second-line mono">{name}</span>
        </>
      ),
    },
    { id: 'unit', head: t('people.unit'), width: 280, cell: ({ unit }) => unit.name },
    { id: 'grants', head: t('people.grants'), width: 320, grows: true, cell: held },
    {
      id: 'factor',
      head: t('people.factor'),
      width: 150,
      cell: ({ secondFactor, service }) => t(service ? 'people.service' : secondFactor ? 'people.yes' : 'people.no'),
    },
    { id: 'state', head: t('people.state'), width: 140, cell: ({ state }) => t(`people.state.${state}`) },
  ]
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('people.title')}</h1>
        {may('person.manage') && (
          <span className="push">
            <Button onClick={() => show('new', '1')}>{t('people.invite')}</Button>
          </span>
        )}
      </header>
      <p className="dim">{t('people.text')}</p>
      {may('system.operate') && <RequiredFactor />}
      <TextInput
        className="people-search"
        aria-label={t('people.search')}
        placeholder={t('people.search')}
        value={text}
        maxLength={100}
        onChange={(event) => {
          const typed = event.currentTarget.value
          change((next) => (typed === '' ? next.delete('text') : next.set('text', typed)))
        }}
      />
      <ShortList
        list={people}
        bars={6}
        table={{
          ref: table,
          name: 'people',
          label: t('people.title'),
          columns,
          rows,
          keyOf: ({ name }) => name,
          rowHeight: 44,
          current: openName ?? undefined,
          onOpen: open,
        }}
        empty={{ title: t('people.empty'), text: t('people.empty.text') }}
        card={{
          height: 88,
          of: (person) => (
            <button type="button" className="card" onClick={() => open(person)}>
              <span className="card-title">{person.displayName}</span>
              <span className="card-line dim">
                <span className="two-lines">{held(person)}</span>
                <span className="push nowrap">{t(`people.state.${person.state}`)}</span>
              </span>
            </button>
          ),
        }}
      />
      {people.data !== undefined && people.data.total > rows.length && (
        <p className="dim">{t('people.more', { n: people.data.total - rows.length })}</p>
      )}
      {openName !== null && <PersonFlyout key={openName} name={openName} close={close} />}
      {opened('new') !== null && <InviteFlyout close={close} />}
    </div>
  )
}
