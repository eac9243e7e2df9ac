import { IconDownload } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { useRules } from '../../api/queries.ts'
import { useWords } from '../../app/words.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useAddress } from '../../lib/address.ts'
import { attackVersion } from '../../lib/attack-tactics.ts'
import { usePhone } from '../../lib/phone.ts'
import { useTitle } from '../../lib/title.ts'
import { RulesNav } from '../rules/RulesNav.tsx'
import { type Cell, type Counts, coverageMatrix, type MatrixColumn } from './matrix.ts'

/** Which techniques of ATT&CK the rules look for: by tactic, each a way to its rules. */
export function Coverage() {
  const { t } = useWords()
  useTitle(t('coverage.title'))
  const phone = usePhone()
  const [params, change] = useAddress()
  const rules = useRules()
  const matrix = useMemo(() => coverageMatrix(rules.data?.rows ?? []), [rules.data])
  const onlyNamed = params.get('show') === 'named'
  const columns = onlyNamed
    ? matrix.columns.map((column) => ({ ...column, cells: column.cells.filter(({ counts }) => sum(counts) > 0) }))
    : matrix.columns
  const distinct = useMemo(
    () => new Map(matrix.columns.flatMap(({ cells }) => cells).map((cell) => [cell.id, cell])),
    [matrix],
  )
  const covered = [...distinct.values()].filter(({ counts }) => counts.runs > 0).length
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('coverage.title')}</h1>
        <RulesNav />
        <a className="button-link push" href="/api/rules/coverage/navigator" download="vonggac-coverage.json">
          <IconDownload size={16} stroke={1.8} aria-hidden />
          {t('coverage.export')}
        </a>
      </header>
      {rules.data === undefined ? (
        rules.isError ? (
          <ErrorState error={rules.error} retry={() => void rules.refetch()} />
        ) : (
          <SkeletonRows rows={14} height={40} />
        )
      ) : rules.data.rows.length === 0 ? (
        <EmptyState title={t('rules.empty.all')} />
      ) : (
        <>
          <div className="coverage-head">
            <p>
              <strong>{t('coverage.sum', { n: covered, all: distinct.size })}</strong>{' '}
              <span className="dim">{t('coverage.untagged', { n: matrix.untagged, version: attackVersion })}</span>
            </p>
            <ul className="legend">
              <li>
                <span className="swatch swatch-runs" aria-hidden /> {t('coverage.runs')}
              </li>
              <li>
                <span className="swatch swatch-idle" aria-hidden /> {t('coverage.idle')}
              </li>
              <li>
                <span className="swatch" aria-hidden /> {t('coverage.none')}
              </li>
            </ul>
            <label className="check">
              <input
                type="checkbox"
                checked={onlyNamed}
                onChange={(event) => {
                  const { checked } = event.currentTarget
                  change((next) => {
                    if (checked) next.set('show', 'named')
                    else next.delete('show')
                  })
                }}
              />
              {t('coverage.onlyNamed')}
            </label>
          </div>
          {matrix.unknown.length > 0 && (
            <p className="dim small">{t('coverage.unknown', { ids: matrix.unknown.slice(0, 20).join(', ') })}</p>
          )}
          {phone ? <ByTactic columns={columns} /> : <Grid columns={columns} />}
        </>
      )}
    </div>
  )
}

const sum = ({ runs, notHere, off }: Counts) => runs + notHere + off

/** Side by side, as the matrix is known; it scrolls both ways. */
function Grid({ columns }: { columns: readonly MatrixColumn[] }) {
  const { t, language } = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className="matrix" tabIndex={0} aria-label={t('coverage.title')}>
      {columns.map((column) => (
        <section key={column.tactic.id} aria-labelledby={`tactic-${column.tactic.id}`}>
          <header>
            <h2 id={`tactic-${column.tactic.id}`} title={`${column.tactic.id} ${column.tactic.title.en}`}>
              {column.tactic.title[language]}
            </h2>
            <Covered column={column} />
          </header>
          <Techniques column={column} />
        </section>
      ))}
    </section>
  )
}

/** One under the other, folded, for a narrow screen. */
function ByTactic({ columns }: { columns: readonly MatrixColumn[] }) {
  const { language } = useWords()
  return (
    <div className="matrix-list">
      {columns.map((column) => (
        <details key={column.tactic.id}>
          <summary>
            <strong>{column.tactic.title[language]}</strong> <Covered column={column} />
          </summary>
          <Techniques column={column} />
        </details>
      ))}
    </div>
  )
}

function Covered({ column }: { column: MatrixColumn }) {
  const { t } = useWords()
  return <span className="dim small">{t('coverage.covered', { n: column.covered, all: column.cells.length })}</span>
}

function Techniques({ column }: { column: MatrixColumn }) {
  const { t } = useWords()
  if (column.cells.length === 0) return <p className="dim small">{t('coverage.nothing')}</p>
  return (
    <ul>
      {column.cells.map((cell) => (
        <li key={cell.id}>
          <CellLink cell={cell} />
        </li>
      ))}
    </ul>
  )
}

function CellLink({ cell }: { cell: Cell }) {
  const { t } = useWords()
  const { runs, notHere, off } = cell.counts
  const kind = runs > 0 ? 'cell cell-runs' : sum(cell.counts) > 0 ? 'cell cell-idle' : 'cell'
  const words = [
    ...(runs > 0 ? [t('coverage.cell.runs', { n: runs })] : []),
    ...(notHere > 0 ? [t('coverage.cell.notHere', { n: notHere })] : []),
    ...(off > 0 ? [t('coverage.cell.off', { n: off })] : []),
  ]
  const parts = cell.parts.map(({ id, name, counts }) => `${id} ${name}: ${counts.runs}/${sum(counts)}`)
  const body = (
    <>
      <span className="cell-name">{cell.name}</span>
      <span className="cell-line">
        <span className="mono">{cell.id}</span>
        {words.length > 0 && <span>{words.join(' · ')}</span>}
      </span>
    </>
  )
  if (words.length === 0) return <span className={kind}>{body}</span>
  return (
    <Link className={kind} to={`/rules?technique=${cell.id}`} title={parts.join('\n') || undefined}>
      {body}
    </Link>
  )
}
