import { useMay } from '../api/session.ts'
import { useWords } from '../app/words.tsx'

/** Why buttons that change rules are off, and who can grant it; nothing for who may write. */
export function WriteHint() {
  const { t } = useWords()
  const may = useMay()
  if (may('rule.write')) return null
  return <p className="dim small">{t('rules.readOnly', { permission: t('permission.rule.write') })}</p>
}
