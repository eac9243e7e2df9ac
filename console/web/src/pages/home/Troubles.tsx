import { Link } from 'react-router'
import { useSystem } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { troubleDetail } from '../../lib/trouble-detail.ts'
import { WorkPart } from './WorkPart.tsx'

/** What is wrong with the platform, and when its disk will be full. */
export function Troubles() {
  const words = useWords()
  const { t, number, bytes } = words
  const may = useMay()
  const query = useSystem()
  const { data } = query
  if (query.isError && data === undefined)
    return (
      <WorkPart title={t('home.work.troubles')}>
        <ErrorWords error={query.error} />
      </WorkPart>
    )
  if (data === undefined)
    return (
      <WorkPart title={t('home.work.troubles')}>
        <SkeletonRows rows={3} height={40} />
      </WorkPart>
    )
  const { troubles, disk } = data
  return (
    <WorkPart
      title={t('home.work.troubles')}
      count={troubles.length}
      empty={t('home.work.troubles.none')}
      foot={
        <p className="dim small">
          {t('home.kept', { events: number(data.events), bytes: bytes(data.bytes), free: bytes(data.diskFree) })}{' '}
          {disk.daysUntilFull !== null && t('home.diskFull', { n: disk.daysUntilFull })}
        </p>
      }
    >
      <ul className="lines">
        {troubles.map(({ code, detail }) => (
          <li key={code} className="trouble">
            <span>
              <strong>{t(`trouble.${code}`)}</strong>{' '}
              <span className="dim breakable">{troubleDetail(words, { code, detail })}</span>
            </span>
            {code === 'rules-rejected' && may('rule.read') && (
              <Link to="/rules?tab=rejected">{t('trouble.rules.look')}</Link>
            )}
          </li>
        ))}
      </ul>
    </WorkPart>
  )
}
