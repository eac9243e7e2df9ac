import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { telephone } from '../../lib/telephone.ts'

/** The response team's number, where the installation has one: for those who do not see who is on duty. */
export function CallTeam() {
  const { t } = useWords()
  const { phone } = useSession().installation
  return (
    phone !== '' && (
      <a className="button-link" href={telephone(phone)}>
        ☎ {t('home.call', { phone })}
      </a>
    )
  )
}
