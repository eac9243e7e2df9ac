import { type KeyboardEvent, useRef, useState } from 'react'
import type { ProcessNode, ProcessTree } from '../../../../api/schemas/entities.ts'
import { ApiProblem } from '../../api/client.ts'
import { useProcessTree } from '../../api/entity-queries.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { useAddress } from '../../lib/address.ts'
import { useTitle } from '../../lib/title.ts'
import { EntityLink } from './EntityLink.tsx'
import { ProcessFlyout } from './ProcessFlyout.tsx'
import { keyOf, mostRows, moveFrom, type TreeRow } from './process-rows.ts'
import { useShownTree } from './use-process-tree.ts'
import './entities.css'

/** The processes around an event: those that led to its own, and what came of it. */
export function ProcessTreePage() {
  const { t } = useWords()
  const [params] = useAddress()
  const event = params.get('event') ?? ''
  const query = useProcessTree(event)
  useTitle(t('tree.title'))
  const missing = query.error instanceof ApiProblem && query.error.code === 'not-found'
  return (
    <div className="page tree-page">
      <header className="page-head">
        <h1>{t('tree.title')}</h1>
        {query.data && (
          <span>
            <EntityLink field="host.name" value={query.data.host} />
          </span>
        )}
      </header>
      {event === '' ? (
        <EmptyState title={t('tree.noEvent.title')} text={t('tree.noEvent.text')} />
      ) : missing ? (
        <EmptyState title={t('tree.none.title')} text={t('tree.none.text')} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonRows rows={10} height={36} />
      ) : (
        <Tree key={event} tree={query.data} />
      )}
    </div>
  )
}

function Tree({ tree }: { tree: ProcessTree }) {
  const { t } = useWords()
  const [params, change] = useAddress()
  const { rows, cut, turn, fold, more } = useShownTree(tree)
  const own = keyOf(tree.process)
  const openKey = params.get('process')
  const [current, setCurrent] = useState(openKey ?? own)
  const items = useRef(new Map<string, HTMLDivElement>())
  // A row that was closed away leaves the way in to the opened process, or to the top.
  const at = Math.max(
    0,
    [current, own].map((key) => rows.findIndex((row) => row.key === key)).find((index) => index >= 0) ?? 0,
  )
  const nodes = new Map(rows.flatMap((row) => (row.kind === 'process' ? [[row.key, row.node] as const] : [])))
  const focus = (key: string) => {
    setCurrent(key)
    items.current.get(key)?.focus()
  }
  const choose = (row: TreeRow) => {
    setCurrent(row.key)
    if (row.kind === 'process') return change((next) => next.set('process', row.key))
    if (row.kind === 'group') return fold(row.key)
    const node = nodes.get(row.of)
    if (node !== undefined && (row.kind === 'more' || row.kind === 'failed')) more(node)
  }
  function onKeyDown(event: KeyboardEvent) {
    const row = rows[at]
    if (row === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return choose(row)
    }
    const move = moveFrom(rows, at, event.key)
    if (move === undefined) return
    event.preventDefault()
    if ('to' in move) return focus(move.to)
    const node = nodes.get(move.turn)
    if (node === undefined) fold(move.turn)
    else turn(node)
  }
  const opened = openKey === null ? undefined : nodes.get(openKey)
  return (
    <>
      {!tree.sure && <p className="notice-line">{t('tree.unsure')}</p>}
      <p className="dim small">{t(`tree.end.${tree.end}`, { n: tree.ancestors.length })}</p>
      <div className="tree" role="tree" aria-label={t('tree.label')} onKeyDown={onKeyDown}>
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys of all its rows
          <div
            key={row.key}
            ref={(element) => {
              if (element === null) items.current.delete(row.key)
              else items.current.set(row.key, element)
            }}
            role="treeitem"
            aria-level={row.level}
            aria-selected={row.key === openKey}
            {...(row.kind === 'process'
              ? { 'aria-setsize': row.size, 'aria-posinset': row.position, 'aria-expanded': row.expanded }
              : row.kind === 'group'
                ? { 'aria-expanded': row.expanded }
                : {})}
            tabIndex={index === at ? 0 : -1}
            className={row.key === own ? 'tree-row tree-own' : 'tree-row'}
            style={{ '--level': row.level - 1 } as React.CSSProperties}
            onClick={() => choose(row)}
          >
            {row.kind === 'process' ? (
              <Process row={row} isOwn={row.key === own} onTurn={() => turn(row.node)} />
            ) : row.kind === 'group' ? (
              <Group row={row} />
            ) : (
              <Note row={row} name={nodes.get(row.of)?.name ?? t('tree.unnamed')} />
            )}
          </div>
        ))}
      </div>
      {cut && <p className="notice-line">{t('tree.most', { n: mostRows })}</p>}
      {opened !== undefined && (
        <ProcessFlyout
          key={openKey}
          node={opened}
          close={() => {
            change((next) => next.delete('process'))
            if (openKey !== null) items.current.get(openKey)?.focus()
          }}
        />
      )}
    </>
  )
}

function Process(props: { row: Extract<TreeRow, { kind: 'process' }>; isOwn: boolean; onTurn: () => void }) {
  const { t } = useWords()
  const { node, expanded } = props.row
  const worst = worstOf(node)
  return (
    <>
      {expanded === undefined ? (
        <span className="tree-turn" />
      ) : (
        // The arrow keys do the same; a button within an item would be a second stop.
        <span
          className="tree-turn"
          aria-hidden
          onClick={(event) => {
            event.stopPropagation()
            props.onTurn()
          }}
        >
          {expanded ? '▾' : '▸'}
        </span>
      )}
      <span className="tree-main">
        <span className="tree-name">
          <strong>{node.name === null ? t('tree.unnamed') : <InertText text={node.name} />}</strong>
          {node.pid !== null && <span className="dim small">{t('tree.pid', { pid: node.pid })}</span>}
          {props.isOwn && <span className="tree-badge">{t('tree.focus')}</span>}
          {node.event === null && <span className="dim small">{t('tree.unseen')}</span>}
          {worst !== undefined && (
            <span className="small">
              <SeverityMark severity={worst} />
            </span>
          )}
        </span>
        {node.commandLine !== null && (
          <span className="mono cut tree-line">
            <InertText text={node.commandLine.slice(0, 400)} />
          </span>
        )}
      </span>
      <span className="tree-beside dim small">
        {node.user !== null && <InertText text={node.user} />}
        {node.time !== null && <ExactTime at={node.time} />}
      </span>
    </>
  )
}

const order = ['critical', 'high', 'medium', 'low', 'informational'] as const
const worstOf = ({ alerts }: ProcessNode) => order.find((one) => alerts.some(({ severity }) => severity === one))

function Group({ row }: { row: Extract<TreeRow, { kind: 'group' }> }) {
  const { t } = useWords()
  return (
    <>
      <span className="tree-turn" aria-hidden>
        {row.expanded ? '▾' : '▸'}
      </span>
      <span className="tree-name">
        <strong>
          <InertText text={row.name} />
        </strong>
        <span className="dim small">{t('tree.group', { n: row.count })}</span>
      </span>
    </>
  )
}

function Note({ row, name }: { row: Exclude<TreeRow, { kind: 'process' | 'group' }>; name: string }) {
  const { t } = useWords()
  const text = {
    none: () => t('tree.children.none'),
    reading: () => t('tree.children.loading'),
    failed: () => t('tree.children.failed'),
    more: () =>
      row.left === null
        ? t('tree.children.siblings', { name })
        : t(row.left.relation === 'gte' ? 'tree.children.moreLeast' : 'tree.children.more', { n: row.left.value }),
  }[row.kind]()
  return (
    <>
      <span className="tree-turn" />
      <span className={row.kind === 'more' || row.kind === 'failed' ? 'link' : 'dim'}>
        {text}
        {row.kind === 'failed' && ` · ${t('do.retry')}`}
      </span>
    </>
  )
}
