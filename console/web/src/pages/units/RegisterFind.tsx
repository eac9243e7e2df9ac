import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../../app/words.tsx'
import { useAddress } from '../../lib/address.ts'

const texts = {
  units: { find: 'units.find', ended: 'units.ended.show' },
  systems: { find: 'systems.find', ended: 'systems.ended.show' },
} as const

/** Over a register: what to look for in it, whether with what has ended (`?ended`), and between them what else narrows it. */
export function RegisterFind(props: {
  noun: keyof typeof texts
  find: string
  setFind: (find: string) => void
  children?: ReactNode
}) {
  const { t } = useWords()
  const [params, change] = useAddress()
  const { find, ended } = texts[props.noun]
  return (
    <div className="unit-find">
      <TextInput
        type="search"
        aria-label={t(find)}
        placeholder={t(find)}
        value={props.find}
        onChange={(event) => props.setFind(event.currentTarget.value)}
      />
      {props.children}
      <label className="check">
        <input
          type="checkbox"
          checked={params.has('ended')}
          onChange={({ currentTarget: { checked } }) =>
            change((next) => (checked ? next.set('ended', '1') : next.delete('ended')))
          }
        />
        {t(ended)}
      </label>
    </div>
  )
}
