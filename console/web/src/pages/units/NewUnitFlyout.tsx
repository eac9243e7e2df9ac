import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useUnits } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { DayInput } from '../../components/DayInput.tsx'
import { Flyout } from '../../components/Flyout.tsx'
import { PreviewedChange } from './PreviewedChange.tsx'
import { linesOf, placeUnits, unitKinds } from './unit-list.ts'

/** Makes a unit from a day on. */
export function NewUnitFlyout({ close }: { close: () => void }) {
  const { t } = useWords()
  const units = useUnits()
  const placed = placeUnits(units.data?.rows ?? [], '', false)
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [kind, setKind] = useState<(typeof unitKinds)[number]>('commune')
  const [chosen, setParent] = useState<string>()
  const [from, setFrom] = useState(units.data?.day ?? '')
  const [networks, setNetworks] = useState('')
  const parent = chosen ?? placed[0]?.id ?? ''
  const unit = {
    id,
    name: name.trim(),
    kind,
    parent,
    networks: linesOf(networks),
    domains: [],
    hosts: [],
    collectors: [],
  }
  const whole = id !== '' && unit.name !== '' && parent !== '' && from !== ''
  return (
    <Flyout label={t('units.new')} close={close} head={<h2>{t('units.new')}</h2>}>
      <PreviewedChange
        change={whole ? { act: 'create', from, unit, contacts: [] } : undefined}
        done={close}
        cancel={close}
      >
        <TextInput
          label={t('units.name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('units.id')}
          description={t('units.id.hint')}
          classNames={{ input: 'mono' }}
          value={id}
          maxLength={63}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('units.kind')}
          value={kind}
          data={unitKinds.map((one) => ({ value: one, label: t(`units.kind.${one}`) }))}
          onChange={(event) => setKind(unitKinds.find((one) => one === event.currentTarget.value) ?? kind)}
        />
        <NativeSelect
          label={t('units.parent')}
          value={parent}
          data={placed.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(event) => setParent(event.currentTarget.value)}
        />
        <DayInput label={t('units.from')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <Textarea
          label={t('units.networks')}
          description={t('units.list.hint')}
          classNames={{ input: 'mono' }}
          rows={4}
          value={networks}
          onChange={(event) => setNetworks(event.currentTarget.value)}
        />
      </PreviewedChange>
    </Flyout>
  )
}
