import { useState } from 'react'
import { useImportUnits, usePreviewUnitImport, useUnits } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { CsvImport } from '../../components/CsvImport.tsx'
import { Flyout } from '../../components/Flyout.tsx'

/** Imports a file of units. */
export function ImportFlyout({ close }: { close: () => void }) {
  const { t } = useWords()
  const units = useUnits()
  const preview = usePreviewUnitImport()
  const apply = useImportUnits()
  const [whole, setWhole] = useState(false)
  return (
    <Flyout label={t('units.import')} close={close} head={<h2>{t('units.import')}</h2>}>
      <CsvImport
        text={t('units.import.text')}
        day={units.data?.day ?? ''}
        more={{ whole }}
        moreFields={(look) => (
          <label className="check">
            <input
              type="checkbox"
              checked={whole}
              onChange={({ currentTarget: { checked } }) => {
                setWhole(checked)
                look({ whole: checked })
              }}
            />
            {t('units.import.whole')}
          </label>
        )}
        preview={preview}
        apply={apply}
        absent={(n) => t(whole ? 'units.import.ended' : 'units.import.absent', { n })}
        close={close}
      />
    </Flyout>
  )
}
