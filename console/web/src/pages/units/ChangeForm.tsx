import { MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { UnitChange, UnitDetail } from '../../../../api/schemas/units.ts'
import { useUnits } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { DayInput } from '../../components/DayInput.tsx'
import { PreviewedChange } from './PreviewedChange.tsx'
import { NewUnitFields, SplitFields } from './SplitFields.tsx'
import { blankPart, newUnitOf, splitChange, splitOf } from './split-draft.ts'
import { linesOf, placeUnits, unitKinds } from './unit-list.ts'

const acts = ['rename', 'move', 'edit', 'merge', 'split', 'abolish'] as const
/** Chosen instead of a unit: what is merged goes into one that is made. */
const intoNew = ' new'
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
  const [split, setSplit] = useState(() => splitOf(unit))
  const [merged, setMerged] = useState(() => blankPart(1, unit))
  const [more, setMore] = useState<readonly string[]>([])
  const { id } = unit
  const others = placeUnits(units.data?.rows ?? [], '', false).filter((one) => one.id !== id)
  const change = (): UnitChange | undefined => {
    if (act === 'rename') return { act, from, id, name: name.trim(), kind }
    if (act === 'move') return { act, from, id, parent: other }
    if (act === 'merge') {
      const into = other === intoNew ? newUnitOf(merged, unit.parent?.id ?? null) : other
      return into === undefined ? undefined : { act, from, ids: [id, ...more.filter((one) => one !== into)], into }
    }
    if (act === 'split') return splitChange(unit, from, split)
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
      <DayInput label={t('units.from')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
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
          data={[
            { value: '', label: '' },
            ...(act === 'merge' ? [{ value: intoNew, label: t('units.into.new') }] : []),
            ...others.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={(event) => setOther(event.currentTarget.value)}
        />
      )}
      {act === 'merge' && (
        <MultiSelect
          label={t('units.merge.others')}
          searchable
          value={[...more]}
          data={others.filter((one) => one.id !== other).map((one) => ({ value: one.id, label: one.name }))}
          onChange={setMore}
        />
      )}
      {act === 'merge' && other === intoNew && (
        <NewUnitFields
          legend={t('units.into.new')}
          part={merged}
          change={(some) => setMerged((now) => ({ ...now, ...some }))}
        />
      )}
      {act === 'split' && <SplitFields unit={unit} draft={split} set={setSplit} />}
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
