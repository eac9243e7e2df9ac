import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useLostSince } from '../api/connection.ts'
import { useTroubles } from '../api/troubles.ts'
import { troubleDetail } from '../lib/trouble-detail.ts'
import { useWords } from './words.tsx'

/** What the reader must know whatever page is open: the connection is lost, or the installation is in trouble. */
export function Notices() {
  const words = useWords()
  const { t, dateTime } = words
  const lostSince = useLostSince()
  const { troubles } = useTroubles()
  return (
    <div aria-live="polite">
      {lostSince !== null && (
        <p className="notice">
          <IconPlugConnectedX size={18} stroke={1.6} aria-hidden />
          {t('state.offline', { time: dateTime(lostSince) })}
        </p>
      )}
      {troubles
        .filter(({ code }) => code !== 'rules-rejected')
        .map((trouble) => (
          <p className="notice bad" key={trouble.code}>
            <IconAlertTriangle size={18} stroke={1.6} aria-hidden />
            <span>
              <strong>{t(`trouble.${trouble.code}`)}</strong> {troubleDetail(words, trouble)}{' '}
              {trouble.since !== undefined && (
                <span className="dim">({t('trouble.since', { time: dateTime(trouble.since) })})</span>
              )}
            </span>
            <Link to="/system">{t('nav.system')}</Link>
          </p>
        ))}
    </div>
  )
}
