import { Button } from '@mantine/core'
import { useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { EditForm } from './EditForm.tsx'
import { SummaryFacts } from './SummaryFacts.tsx'

/** The first tab of an incident, which also is a sheet of paper: what a leader is told, with who printed it and when. */
export function Summary({ detail }: { detail: IncidentDetail }) {
  const { t, dateTime } = useWords()
  const { actor } = useSession()
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
      <p className="print-only small">
        {t('incident.printed', { time: dateTime(Date.now()), name: actor.displayName })}
      </p>
    </div>
  )
}
