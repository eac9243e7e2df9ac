import { Button } from '@mantine/core'
import { useWords } from '../../app/words.tsx'

/** A search that has to look through very much: how far back it has come, and whether it goes on. */
export function LookedSoFar(props: {
  rows: number
  reached: number
  from: number
  looking: boolean
  goOn: () => void
  stop: () => void
}) {
  const { t, dateTime } = useWords()
  return (
    <div className="looked" role="status">
      <p>
        {t(props.looking ? 'looked.looking' : 'looked.stopped', { n: props.rows, reached: dateTime(props.reached) })}{' '}
        <span className="dim">{t('looked.from', { from: dateTime(props.from) })}</span>
      </p>
      <p className="dim small">{t('looked.hint')}</p>
      {props.looking ? (
        <Button size="compact-md" variant="default" onClick={props.stop}>
          {t('looked.stop')}
        </Button>
      ) : (
        <Button size="compact-md" variant="default" onClick={props.goOn}>
          {t('looked.goOn')}
        </Button>
      )}
    </div>
  )
}
