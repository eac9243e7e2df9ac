import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useRules } from '../../api/queries.ts'
import { useRuleStatistics } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import type { TableHandle } from '../../components/DataTable.tsx'
import { FacetColumn } from '../../components/FacetColumn.tsx'
import { FiltersButton } from '../../components/FiltersButton.tsx'
import { FindBox } from '../../components/FindBox.tsx'
import { ListRows } from '../../components/ListRows.tsx'
import { EmptyState } from '../../components/states.tsx'
import { useAddress } from '../../lib/address.ts'
import { usePanels } from '../../lib/panels.ts'
import { rowBeside } from '../../lib/row-beside.ts'
import { useTitle } from '../../lib/title.ts'
import { RuleCard } from './RuleCard.tsx'
import { RuleFlyout } from './RuleFlyout.tsx'
import { RuleProblems } from './RuleProblems.tsx'
import { RulesNav } from './RulesNav.tsx'
import { ruleColumns } from './rule-columns.tsx'
import { facetGroups } from './rule-facets.tsx'
import {
  type CountedRule,
  type RuleFacet,
  readRuleCriteria,
  ruleFacets,
  searchable,
  sortRulesBy,
  type Tab,
  tabs,
  toggleFacet,
  viewRules,
} from './rule-list.ts'

const panels = ['rule'] as const

/** The rules: which judge here and which do not, what came of each, and what was rejected and why. */
export function Rules() {
  const words = useWords()
  const { t, number, language } = words
  useTitle(t('rules.title'))
  const may = useMay()
  const navigate = useNavigate()
  const [params, change] = useAddress()
  const [filtersOpen, setFiltersOpen] = useState(false)
  const [cursor, setCursor] = useState<string | null>(null)
  const rules = useRules()
  const statistics = useRuleStatistics()
  const table = useRef<TableHandle>(null)
  const box = useRef<HTMLInputElement>(null)
  const criteria = useMemo(() => readRuleCriteria(params), [params])
  // Typing stays fluent: the list follows when there is time.
  const followed = useDeferredValue(criteria)
  const { opened, show, close } = usePanels(panels, table)
  const openId = opened('rule')
  const problems = rules.data?.problems ?? []
  const all = useMemo(() => searchable(rules.data?.rows ?? [], statistics.data?.byRule), [rules.data, statistics.data])
  const view = useMemo(() => viewRules(all, followed, language), [all, followed, language])
  const columns = useMemo(() => ruleColumns({ t, language, number }), [t, language, number])
  const narrowed =
    criteria.text !== '' || criteria.technique !== null || ruleFacets.some((facet) => criteria.facets[facet].length > 0)
  const clear = () =>
    change((next) => {
      for (const name of [...ruleFacets, 'text', 'technique']) next.delete(name)
    })
  const open = (rule: Pick<CountedRule, 'id'>) => {
    setCursor(rule.id)
    show('rule', rule.id)
  }
  const step = (by: 1 | -1) => {
    const next = rowBeside(view.rows, ({ id }) => id === (openId ?? cursor), by)
    if (next === undefined) return
    setCursor(next.id)
    if (openId !== null) show('rule', next.id, true)
    else table.current?.focusRow(next.id)
  }
  useCommands({
    down: () => step(1),
    up: () => step(-1),
    search: () => box.current?.focus(),
    open: () => {
      const id = openId ?? cursor
      if (id !== null) navigate(`/rules/${encodeURIComponent(id)}`)
    },
  })
  const countOf = (tab: Tab) => (tab === 'rejected' ? problems.length : view.tabs[tab])
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('rules.title')}</h1>
        <RulesNav />
        <span className="dim" aria-live="polite">
          {rules.data !== undefined && t('rules.count', { n: view.rows.length })}
        </span>
        {may('rule.write') && (
          <Link className="button-link push" to="/rules/new">
            {t('rules.new')}
          </Link>
        )}
      </header>
      <div className="query-bar">
        <fieldset className="tabs" aria-label={t('rules.tabs')}>
          {tabs.map((tab) => (
            <button
              key={tab}
              type="button"
              aria-pressed={tab === criteria.tab}
              onClick={() =>
                change((next) => {
                  if (tab === 'all') next.delete('tab')
                  else next.set('tab', tab)
                })
              }
            >
              {t(`rules.tab.${tab}`)}{' '}
              <span className="dim">{rules.data === undefined ? '…' : number(countOf(tab))}</span>
            </button>
          ))}
        </fieldset>
        {criteria.tab !== 'rejected' && (
          <>
            <FindBox
              ref={box}
              label={t('rules.text')}
              value={criteria.text}
              onType={(text) => change((next) => (text === '' ? next.delete('text') : next.set('text', text)), true)}
            />
            <FiltersButton open={filtersOpen} setOpen={setFiltersOpen} />
            {criteria.technique !== null && (
              <span className="chip">
                <span className="chip-turn mono">{criteria.technique}</span>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={t('rules.technique.drop', { technique: criteria.technique })}
                  onClick={() => change((next) => next.delete('technique'))}
                >
                  <IconX size={14} stroke={1.8} aria-hidden />
                </button>
              </span>
            )}
            {narrowed && (
              <button type="button" className="link" onClick={clear}>
                {t('do.clear')}
              </button>
            )}
          </>
        )}
      </div>
      {statistics.data?.partial === true && <p className="dim small">{t('rules.statistics.partial')}</p>}
      {statistics.isError && <p className="dim small">{t('rules.statistics.failed')}</p>}
      <div
        className={
          criteria.tab === 'rejected' ? 'list-body no-facets' : filtersOpen ? 'list-body filters-open' : 'list-body'
        }
      >
        {criteria.tab !== 'rejected' && (
          <FacetColumn
            groups={rules.isPending ? undefined : rules.data === undefined ? [] : facetGroups(words, view, criteria)}
            onToggle={(facet, value) => change((next) => toggleFacet(next, facet as RuleFacet, value))}
          />
        )}
        <div className="list-main">
          {criteria.tab === 'rejected' && rules.data !== undefined ? (
            <RuleProblems problems={problems} />
          ) : (
            <ListRows
              list={rules}
              bars={12}
              table={{
                ref: table,
                name: 'rules',
                label: t('rules.table'),
                columns,
                rows: view.rows,
                keyOf,
                rowHeight: 44,
                sort: { by: criteria.sort, direction: criteria.direction },
                onSort: (column) => change((next) => sortRulesBy(next, column)),
                current: openId ?? cursor ?? undefined,
                onOpen: open,
              }}
              empty={
                narrowed ? (
                  <EmptyState title={t('rules.empty.filtered')}>
                    <Button onClick={clear}>{t('do.clear')}</Button>
                  </EmptyState>
                ) : criteria.tab === 'rejected' ? undefined : (
                  <EmptyState title={t(`rules.empty.${criteria.tab}`)}>
                    {criteria.tab === 'all' && may('rule.write') ? (
                      <Link to="/rules/new">{t('rules.new')}</Link>
                    ) : undefined}
                  </EmptyState>
                )
              }
              card={{ height: 104, of: (rule) => <RuleCard rule={rule} onOpen={open} /> }}
            />
          )}
        </div>
      </div>
      {openId !== null && <RuleFlyout key={openId} id={openId} close={close} />}
    </div>
  )
}

const keyOf = (rule: CountedRule) => rule.id
