import { useCallback, useMemo } from 'react'
import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import type { useAddress } from '../../lib/address.ts'
import type { Escalated } from '../incidents/Escalate.tsx'
import { alertColumns } from './columns.tsx'
import { groupings, type ListFilter, setFilter, toggleWithout } from './criteria.ts'

type Change = ReturnType<typeof useAddress>[1]

/** All columns of the queue; each value's menu narrows the list, groups by it and, where that is allowed, escalates the alert. */
export function useQueueColumns(change: Change, escalate: ((escalated: Escalated) => void) | undefined) {
  const { t, language, number } = useWords()
  const filterBy = useCallback(
    (filter: ListFilter, value: string) => [
      { label: t('value.only'), run: () => change((next) => setFilter(next, filter, [value])) },
      { label: t('value.without'), run: () => change((next) => toggleWithout(next, filter, value)) },
      ...(groupings.some((one) => one === filter)
        ? [{ label: t('group.by'), run: () => change((next) => next.set('group', filter)) }]
        : []),
    ],
    [change, t],
  )
  return useMemo(
    () =>
      alertColumns({ t, language, number }, (filter, value, alert) => [
        ...filterBy(filter, value),
        ...(escalate !== undefined
          ? [
              {
                label: t('incident.add.alert'),
                run: () =>
                  escalate({
                    target: { alerts: [alert.id] },
                    count: 1,
                    suggested: { title: titleOf(language)(alert), severity: alert.severity },
                  }),
              },
            ]
          : []),
      ]),
    [t, language, number, filterBy, escalate],
  )
}

/** What an incident is called that is opened from an alert, until somebody knows better. */
export const titleOf =
  (language: Translator['language']) =>
  ({ rule, host }: Alert) =>
    [rule.title[language], host].filter(Boolean).join(', ')
