import { Button } from '@mantine/core'
import { useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useWords } from '../../app/words.tsx'
import { EditForm } from './EditForm.tsx'
import { SummaryFacts } from './SummaryFacts.tsx'

/** The first tab of an incident, which can also be printed: what a leader is told. */
export function Summary({ detail }: { detail: IncidentDetail }) {
  const { t } = useWords()
  const [editing, setEditing] = useState(false)
  const { incident, may } = detail
  const edits = may.write && incident.status !== 'closed'
  return (
    <div className="incident-sheet">
      <SummaryFacts
        detail={detail}
        editor={editing && may.write ? <EditForm incident={incident} close={() => setEditing(false)} /> : undefined}
        below={
          <div className="actions no-print">
            {edits && (
              <Button size="compact-md" variant="default" onClick={() => setEditing(true)}>
                {t('incident.edit')}
              </Button>
            )}
            <Button size="compact-md" variant="default" onClick={() => window.print()}>
              {t('incident.print')}
            </Button>
          </div>
        }
      />
    </div>
  )
}
