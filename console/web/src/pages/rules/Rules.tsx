import { useMediaQuery } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import type { Translator } from '../../../../../core/i18n/translate.ts'
import { foldSearch } from '../../../../../core/lib/fold-text.ts'
import type { RuleRow } from '../../../../api/schemas/rules.ts'
import { useRules } from '../../api/queries.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { type Column, DataTable, type TableHandle } from '../../components/DataTable.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'
import { useAddress } from '../../lib/address.ts'
import { useTitle } from '../../lib/title.ts'
import { RuleTitle } from '../alerts/columns.tsx'
import { RuleFlyout } from './RuleFlyout.tsx'
import { RuleProblems } from './RuleProblems.tsx'

const tabs = ['running', 'idle', 'rejected'] as const
type Tab = (typeof tabs)[number]

/** The rules: what runs, what cannot run here, what was rejected and why. */
export function Rules() {
  const words = useWords()
  const { t } = words
  useTitle(t('rules.title'))
  const phone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false })
  const [params, change] = useAddress()
  const rules = useRules()
  const table = useRef<TableHandle>(null)
  const box = useRef<HTMLInputElement>(null)
  const tab: Tab = tabs.find((one) => one === params.get('tab')) ?? 'running'
  const text = params.get('text') ?? ''
  const openId = params.get('rule')
  const all = rules.data?.rows ?? []
  const problems = rules.data?.problems ?? []
  const rows = useMemo(() => {
    const wanted = foldSearch(text)
    return (rules.data?.rows ?? []).filter(
      (rule) =>
        rule.runs === (tab === 'running') &&
        [rule.title.vi, rule.title.en, rule.file, ...rule.tags].some((one) => foldSearch(one).includes(wanted)),
    )
  }, [rules.data, tab, text])
  const columns = useMemo(() => ruleColumns(words, tab), [words, tab])
  const open = (rule: RuleRow) => change((next) => next.set('rule', rule.id))
  const close = () => {
    change((next) => next.delete('rule'))
    if (openId !== null) table.current?.focusRow(openId)
  }
  const step = (by: 1 | -1) => {
    const next = rows[rows.findIndex(({ id }) => id === openId) + by]
    if (next !== undefined && openId !== null) change((one) => one.set('rule', next.id), true)
  }
  useCommands({ down: () => step(1), up: () => step(-1), search: () => box.current?.focus() })
  const counts: Record<Tab, number> = {
    running: all.filter(({ runs }) => runs).length,
    idle: all.filter(({ runs }) => !runs).length,
    rejected: problems.length,
  }
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('rules.title')}</h1>
        <span className="dim">{rules.data !== undefined && t('rules.count', { n: all.length })}</span>
      </header>
      <div className="query-bar">
        <fieldset className="tabs" aria-label={t('rules.tabs')}>
          {tabs.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === tab}
              onClick={() =>
                change((next) => {
                  if (one === 'running') next.delete('tab')
                  else next.set('tab', one)
                })
              }
            >
              {t(`rules.tab.${one}`)} <span className="dim">{words.number(counts[one])}</span>
            </button>
          ))}
        </fieldset>
        {tab !== 'rejected' && (
          <label className="text-filter">
            <IconSearch size={16} stroke={1.6} aria-hidden />
            <span className="visually-hidden">{t('rules.text')}</span>
            <input
              ref={box}
              type="search"
              value={text}
              placeholder={t('rules.text')}
              onChange={(event) => {
                const { value } = event.currentTarget
                change((next) => {
                  if (value === '') next.delete('text')
                  else next.set('text', value)
                }, true)
              }}
            />
          </label>
        )}
      </div>
      <div className="list-body no-facets">
        <div className="list-main">
          {rules.isError ? (
            <ErrorState error={rules.error} retry={() => void rules.refetch()} />
          ) : rules.data === undefined ? (
            <SkeletonRows rows={12} height={44} />
          ) : tab === 'rejected' ? (
            <RuleProblems problems={problems} />
          ) : rows.length === 0 ? (
            <EmptyState
              title={t(text !== '' ? 'rules.empty.filtered' : tab === 'idle' ? 'rules.idle.none' : 'rules.empty')}
            />
          ) : phone ? (
            <VirtualCards label={t('rules.table')} rows={rows} height={84} more={undefined}>
              {(rule) => (
                <button type="button" className="card" onClick={() => open(rule)}>
                  <span className="card-line">
                    <SeverityMark severity={rule.level} />
                  </span>
                  <span className="card-title">{rule.title[words.language]}</span>
                  <span className="card-line dim">
                    <span className="cut">{rule.reason ?? Object.values(rule.logsource).join(' / ')}</span>
                  </span>
                </button>
              )}
            </VirtualCards>
          ) : (
            <DataTable
              ref={table}
              name={`rules-${tab}`}
              label={t('rules.table')}
              columns={columns}
              rows={rows}
              keyOf={keyOf}
              rowHeight={44}
              current={openId ?? undefined}
              onOpen={open}
            />
          )}
        </div>
      </div>
      {openId !== null && <RuleFlyout key={openId} id={openId} close={close} />}
    </div>
  )
}

const keyOf = (rule: RuleRow) => rule.id

function ruleColumns({ t, language }: Pick<Translator, 't' | 'language'>, tab: Tab): Column<RuleRow>[] {
  return [
    { id: 'level', head: t('field.severity'), width: 124, cell: ({ level }) => <SeverityMark severity={level} /> },
    {
      id: 'title',
      head: t('field.rule'),
      width: 300,
      grows: true,
      opens: true,
      cell: ({ title }) => <RuleTitle title={title} language={language} />,
    },
    tab === 'idle'
      ? { id: 'reason', head: t('rules.reason'), width: 340, cell: ({ reason }) => reason ?? '' }
      : {
          id: 'logsource',
          head: t('rules.logsource'),
          width: 180,
          cell: ({ logsource }) => Object.values(logsource).join(' / '),
        },
    {
      id: 'tags',
      head: t('rules.tags'),
      width: 240,
      cell: ({ tags }) => <span title={tags.join(', ')}>{tags.join(', ')}</span>,
    },
    { id: 'file', head: t('rules.file'), width: 260, cell: ({ file }) => <span className="mono small">{file}</span> },
  ]
}
