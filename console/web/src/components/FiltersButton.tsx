import { Button } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useWords } from '../app/words.tsx'

/** Shows and hides the facets on a phone, where they have no place beside the list. */
export function FiltersButton({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const { t } = useWords()
  return (
    <Button
      variant="default"
      className="phone-only"
      aria-expanded={open}
      leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} aria-hidden />}
      onClick={() => setOpen(!open)}
    >
      {t('do.filters')}
    </Button>
  )
}
