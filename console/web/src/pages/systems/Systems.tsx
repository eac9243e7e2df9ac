import { NativeSelect } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import type { SystemRow } from '../../../../api/schemas/systems.ts'
import { useMay } from '../../api/session.ts'
import { useImportSystems, usePreviewSystemImport, useSystems } from '../../api/system-queries.ts'
import { useWords } from '../../app/words.tsx'
import { CsvImport } from '../../components/CsvImport.tsx'
import type { Column, TableHandle } from '../../components/DataTable.tsx'
import { Flyout } from '../../components/Flyout.tsx'
import { ShortList } from '../../components/ShortList.tsx'
import { useAddress } from '../../lib/address.ts'
import { usePanels } from '../../lib/panels.ts'
import { useTitle } from '../../lib/title.ts'
import { RegisterFind } from '../units/RegisterFind.tsx'
import { RegisterHead } from '../units/RegisterHead.tsx'
import '../units/units.css'
import { SystemFlyout } from './SystemFlyout.tsx'
import { SystemForm } from './SystemForm.tsx'
import { Arriving, Decision, InUse, Kept, Owner } from './system-facts.tsx'
import { countViews, shownSystems, systemViews } from './system-list.ts'

const panels = ['system', 'do'] as const

/** The register of information systems within the caller's scope. */
export function Systems() {
  const { t, number } = useWords()
  useTitle(t('systems.title'))
  const mayWrite = useMay()('inventory.write')
  const [params, change] = useAddress()
  const [find, setFind] = useState('')
  const table = useRef<TableHandle>(null)
  const systems = useSystems()
  const all = systems.data?.rows ?? []
  const view = systemViews.find((one) => one === params.get('show')) ?? 'all'
  const withEnded = params.has('ended')
  const rows = shownSystems(all, view, find, withEnded)
  const counts = countViews(all)
  const { opened, show, close } = usePanels(panels, table)
  const openId = opened('system')
  const making = opened('do')
  const open = ({ id }: { id: string }) => show('system', id)
  const law = systems.data?.law
  return (
    <div className="page list-page">
      <RegisterHead noun="systems" mayWrite={mayWrite} show={show} />
      <p className="dim small law-note">
        {law !== undefined && t('systems.law', { source: law.source, verified: law.verifiedBy })}
      </p>
      <RegisterFind noun="systems" find={find} setFind={setFind}>
        <NativeSelect
          aria-label={t('systems.show')}
          value={view}
          data={systemViews.map((one) => ({
            value: one,
            label: t(`systems.show.${one}`, { n: number(counts[one]) }),
          }))}
          onChange={({ currentTarget: { value } }) =>
            change((next) => (value === 'all' ? next.delete('show') : next.set('show', value)))
          }
        />
      </RegisterFind>
      <ShortList
        list={systems}
        bars={10}
        table={{
          ref: table,
          name: 'systems',
          label: t('systems.title'),
          columns: useColumns(),
          rows,
          keyOf: ({ id }) => id,
          rowHeight: 44,
          current: openId ?? undefined,
          onOpen: open,
        }}
        empty={
          all.length === 0
            ? { title: t('systems.none'), text: t(mayWrite ? 'systems.none.text' : 'systems.none.read') }
            : { title: t('systems.none.found'), text: t('systems.none.found.text') }
        }
        card={{ height: 140, of: (system) => <Card system={system} open={open} /> }}
      />
      {openId !== null && <SystemFlyout key={openId} id={openId} close={close} />}
      {making === 'import' && mayWrite && <ImportFlyout day={systems.data?.day ?? ''} close={close} />}
      {making === 'new' && mayWrite && (
        <Flyout label={t('systems.new')} close={close} head={<h2>{t('systems.new')}</h2>}>
          <SystemForm day={systems.data?.day ?? ''} done={close} cancel={close} />
        </Flyout>
      )}
    </div>
  )
}

function useColumns(): Column<SystemRow>[] {
  const { t } = useWords()
  return [
    {
      id: 'name',
      head: t('systems.name'),
      width: 250,
      grows: true,
      opens: true,
      cell: (system) => (
        <span className="two-lines" title={system.name}>
          {system.name}
          <InUse system={system} />
        </span>
      ),
    },
    { id: 'code', head: t('systems.code'), width: 100, cell: ({ code }) => <span className="mono">{code}</span> },
    { id: 'level', head: t('systems.level'), width: 80, numeric: true, cell: ({ level }) => level },
    {
      id: 'decision',
      head: t('systems.decision.head'),
      width: 160,
      cell: ({ decision }) => (
        <TwoLines>
          <Decision decision={decision} short />
        </TwoLines>
      ),
    },
    {
      id: 'owner',
      head: t('systems.owner'),
      width: 200,
      cell: (system) => (
        <TwoLines>
          <Owner system={system} />
        </TwoLines>
      ),
    },
    {
      id: 'sources',
      head: t('systems.sources'),
      width: 130,
      cell: ({ sources }) => <Arriving sources={sources} />,
    },
    {
      id: 'kept',
      head: t('systems.retention'),
      width: 210,
      cell: (system) => (
        <TwoLines>
          <Kept system={system} />
        </TwoLines>
      ),
    },
  ]
}

const TwoLines = ({ children }: { children: ReactNode }) => <span className="two-lines">{children}</span>

function Card({ system, open }: { system: SystemRow; open: (system: SystemRow) => void }) {
  const { t } = useWords()
  return (
    <button type="button" className="card" onClick={() => open(system)}>
      <span className="card-title two-lines">
        {system.name}
        <InUse system={system} />
      </span>
      <span className="dim two-lines">
        {t('systems.level.of', { n: system.level })} · <Owner system={system} />
      </span>
      <span className="card-line">
        {t('systems.sources')}: <Arriving sources={system.sources} />
      </span>
      <span className="card-line">
        <Kept system={system} />
      </span>
    </button>
  )
}

function ImportFlyout({ day, close }: { day: string; close: () => void }) {
  const { t } = useWords()
  const preview = usePreviewSystemImport()
  const apply = useImportSystems()
  return (
    <Flyout label={t('systems.import')} close={close} head={<h2>{t('systems.import')}</h2>}>
      <CsvImport
        text={t('systems.import.text')}
        day={day}
        more={{}}
        preview={preview}
        apply={apply}
        absent={(n) => t('systems.import.absent', { n })}
        close={close}
      />
    </Flyout>
  )
}
