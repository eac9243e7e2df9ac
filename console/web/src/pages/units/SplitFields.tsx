import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { UnitDetail } from '../../../../api/schemas/units.ts'
import { useWords } from '../../app/words.tsx'
import { blankPart, type PartDraft, type SplitDraft } from './split-draft.ts'
import { unitKinds } from './unit-list.ts'

const lists = ['networks', 'domains', 'hosts', 'collectors'] as const

/** The units that another is split into: what each takes over, and who takes over each unit that was under it. */
export function SplitFields(props: { unit: UnitDetail; draft: SplitDraft; set: (draft: SplitDraft) => void }) {
  const { t } = useWords()
  const { unit, draft, set } = props
  const change = (key: number, some: Partial<PartDraft>) =>
    set({ ...draft, parts: draft.parts.map((part) => (part.key === key ? { ...part, ...some } : part)) })
  const next = Math.max(...draft.parts.map(({ key }) => key)) + 1
  const children = unit.children.filter((child) => child !== null)
  return (
    <>
      <p className="dim">{t('units.split.text')}</p>
      {draft.parts.map((part, index) => (
        <NewUnitFields
          key={part.key}
          legend={t('units.split.part', { n: String(index + 1) })}
          part={part}
          change={(some) => change(part.key, some)}
        >
          {draft.parts.length > 2 && (
            <Button
              size="compact-md"
              variant="default"
              onClick={() => set({ ...draft, parts: draft.parts.filter(({ key }) => key !== part.key) })}
            >
              {t('units.split.remove', { n: String(index + 1) })}
            </Button>
          )}
        </NewUnitFields>
      ))}
      <Button
        size="compact-md"
        variant="default"
        onClick={() => set({ ...draft, parts: [...draft.parts, blankPart(next, unit)] })}
      >
        {t('units.split.add')}
      </Button>
      {children.map((child) => (
        <NativeSelect
          key={child.id}
          label={t('units.split.child', { name: child.name })}
          value={draft.children[child.id] ?? ''}
          data={[
            { value: '', label: '' },
            ...draft.parts.filter(({ id }) => id !== '').map(({ id, name }) => ({ value: id, label: name || id })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            set({ ...draft, children: { ...draft.children, [child.id]: value } })
          }
        />
      ))}
    </>
  )
}

/** What a new unit is called and what it takes over. */
export function NewUnitFields(props: {
  legend: string
  part: PartDraft
  change: (some: Partial<PartDraft>) => void
  children?: ReactNode
}) {
  const { t } = useWords()
  const { part, change } = props
  return (
    <fieldset className="form-group">
      <legend>{props.legend}</legend>
      <TextInput
        label={t('units.name')}
        value={part.name}
        maxLength={200}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('units.id')}
        description={t('units.id.hint')}
        classNames={{ input: 'mono' }}
        value={part.id}
        maxLength={63}
        onChange={(event) => change({ id: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('units.kind')}
        value={part.kind}
        data={unitKinds.map((one) => ({ value: one, label: t(`units.kind.${one}`) }))}
        onChange={(event) => change({ kind: unitKinds.find((one) => one === event.currentTarget.value) ?? part.kind })}
      />
      {lists.map((key) => (
        <Textarea
          key={key}
          label={t(`units.${key}`)}
          description={t('units.list.hint')}
          classNames={{ input: 'mono' }}
          rows={2}
          value={part[key]}
          onChange={(event) => change({ [key]: event.currentTarget.value })}
        />
      ))}
      {props.children}
    </fieldset>
  )
}
