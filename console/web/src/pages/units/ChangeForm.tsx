import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { UnitChange, UnitDetail } from '../../../../api/schemas/units.ts'
import { useUnits } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { PreviewedChange } from './PreviewedChange.tsx'
import { linesOf, placeUnits, unitKinds } from './unit-list.ts'

const acts = ['rename', 'move', 'edit', 'merge', 'abolish'] as const
const lists = ['networks', 'domains', 'hosts', 'collectors'] as const

/** What can be done to a unit from a day on: chosen, previewed, then done. */
export function ChangeForm({ unit, close }: { unit: UnitDetail; close: () => void }) {
  const { t } = useWords()
  const units = useUnits()
  const [act, setAct] = useState<(typeof acts)[number]>('rename')
  const [from, setFrom] = useState(units.data?.day ?? '')
  const [name, setName] = useState(unit.name)
  const [kind, setKind] = useState(unit.kind)
  const [other, setOther] = useState('')
  const [texts, setTexts] = useState(() => ({
    networks: unit.networks.join('\n'),
    domains: unit.domains.join('\n'),
    hosts: unit.hosts.join('\n'),
    collectors: unit.collectors.join('\n'),
  }))
  const { id } = unit
  const others = placeUnits(units.data?.rows ?? [], '', false).filter((one) => one.id !== id)
  const change = (): UnitChange => {
    if (act === 'rename') return { act, from, id, name: name.trim(), kind }
    if (act === 'move') return { act, from, id, parent: other }
    if (act === 'merge') return { act, from, ids: [id], into: other }
    if (act === 'abolish') return { act, from, id }
    const { networks, domains, hosts, collectors } = texts
    return {
      act,
      from,
      id,
      networks: linesOf(networks),
      domains: linesOf(domains),
      hosts: linesOf(hosts),
      collectors: linesOf(collectors),
    }
  }
  const whole = from !== '' && ((act !== 'move' && act !== 'merge') || other !== '') && name.trim() !== ''
  return (
    <PreviewedChange change={whole ? change() : undefined} done={close} cancel={close}>
      <NativeSelect
        label={t('units.act')}
        value={act}
        data={acts.map((one) => ({ value: one, label: t(`units.act.${one}`) }))}
        onChange={(event) => setAct(acts.find((one) => one === event.currentTarget.value) ?? 'rename')}
      />
      <TextInput
        type="date"
        label={t('units.from')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      {act === 'rename' && (
        <>
          <TextInput
            label={t('units.name')}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('units.kind')}
            value={kind}
            data={unitKinds.map((one) => ({ value: one, label: t(`units.kind.${one}`) }))}
            onChange={(event) => setKind(unitKinds.find((one) => one === event.currentTarget.value) ?? kind)}
          />
        </>
      )}
      {(act === 'move' || act === 'merge') && (
        <NativeSelect
          label={t(act === 'move' ? 'units.parent' : 'units.into')}
          value={other}
          data={[{ value: '', label: '' }, ...others.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={(event) => setOther(event.currentTarget.value)}
        />
      )}
      {act === 'edit' &&
        lists.map((key) => (
          <Textarea
            key={key}
            label={t(`units.${key}`)}
            description={t('units.list.hint')}
            classNames={{ input: 'mono' }}
            rows={4}
            value={texts[key]}
            onChange={(event) => setTexts({ ...texts, [key]: event.currentTarget.value })}
          />
        ))}
    </PreviewedChange>
  )
}
