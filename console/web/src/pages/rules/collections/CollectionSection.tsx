import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import type { RuleCollection } from '../../../../../api/schemas/rule-collections.ts'
import { useRemoveCollection, useRollBack } from '../../../api/collection-queries.ts'
import { useMay } from '../../../api/session.ts'
import { useWords } from '../../../app/words.tsx'
import { ChangeWords } from '../../../components/ChangeWords.tsx'
import { InertText } from '../../../components/InertText.tsx'

/** Characters of a commit or hash that are shown. */
const shortRelease = 12

/** A collection: its versions, which of them is in force, and the way back to another. */
export function CollectionSection({ collection }: { collection: RuleCollection }) {
  const { t, dateTime } = useWords()
  const may = useMay()
  const id = useId()
  const back = useRollBack()
  const remove = useRemoveCollection()
  const [asking, setAsking] = useState(false)
  const { name, version, current, versions } = collection
  const inForce = versions.find((one) => one.number === current)
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{name}</h2>
      <p>
        {t('collections.current', { n: current })} · {t('collections.rules', { n: inForce?.counts.rules ?? 0 })}
        {inForce?.enabled === false && ` · ${t('collections.off')}`}
      </p>
      <ol className="versions" aria-label={t('collections.versions', { name })}>
        {versions.map(({ number: n, ...one }) => (
          <li key={n}>
            <strong>{t('versions.one', { n })}</strong> {n === current && `(${t('collections.inForce')}) `}
            {t('versions.by', { name: one.by, time: dateTime(one.at) })}
            <span className="dim second-line breakable">
              {t('collections.counts', one.counts)}{' '}
              <span className="mono" title={one.release}>
                {one.release.slice(0, shortRelease)}
              </span>{' '}
              <InertText text={one.origin} />
            </span>
            {n !== current && may('rule.write') && (
              <div className="actions">
                <Button
                  size="compact-md"
                  variant="default"
                  loading={back.isPending && back.variables.to === n}
                  onClick={() => back.mutate({ name, version, to: n })}
                >
                  {t('collections.back', { n })}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      {may('rule.write') && (
        <div className="actions">
          <Button size="compact-md" variant="default" onClick={() => setAsking(!asking)} aria-expanded={asking}>
            {t('collections.remove')}
          </Button>
        </div>
      )}
      {asking && (
        <div className="actions">
          <Button size="compact-md" loading={remove.isPending} onClick={() => remove.mutate({ name, version })}>
            {t('collections.remove.sure', { name })}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => setAsking(false)}>
            {t('do.cancel')}
          </Button>
        </div>
      )}
      <ChangeWords change={back} />
      <ChangeWords change={remove} />
    </section>
  )
}
