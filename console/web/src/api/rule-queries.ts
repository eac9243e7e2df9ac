import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { NewRuleBackfill, RuleBackfill, RuleBackfills } from '../../../api/schemas/rule-backfills.ts'
import type {
  ExceptionPreview,
  ExceptionPreviewRequest,
  ExceptionProposal,
  NewRuleException,
  Proposed,
  RuleException,
  RuleExceptionChange,
} from '../../../api/schemas/rule-exceptions.ts'
import type { Changed, RuleSettingChange } from '../../../api/schemas/rule-settings.ts'
import type {
  NewRuleText,
  RuleText,
  RuleTextChange,
  RuleTextRemoval,
  RuleVersions,
} from '../../../api/schemas/rule-texts.ts'
import type {
  PreviewRequest,
  RulePreview,
  RuleStatisticsList,
  RuleTestResults,
  RuleVerdict,
} from '../../../api/schemas/rules.ts'
import { get, send } from './client.ts'
import { useMay } from './session.ts'

const at = (id: string) => encodeURIComponent(id)
/** Days that the numbers of the rule pages are of. */
export const statisticsDays = 30

/** Hits, alerts and precision of every rule. */
export function useRuleStatistics() {
  const may = useMay()
  return useQuery({
    queryKey: ['rules', 'statistics'],
    queryFn: ({ signal }) => get<RuleStatisticsList>('/api/rules/statistics', { days: statisticsDays }, signal),
    enabled: may('rule.read') && may('alert.read'),
    // The server counts at most twice a minute.
    staleTime: 30_000,
  })
}

export function useRuleVersions(id: string) {
  return useQuery({
    queryKey: ['rules', id, 'versions'],
    queryFn: ({ signal }) => get<RuleVersions>(`/api/rules/${at(id)}/versions`, {}, signal),
  })
}

export function useRuleTextOf(id: string | undefined) {
  return useQuery({
    queryKey: ['rules', 'text', id],
    queryFn: ({ signal }) => get<RuleText>(`/api/rule-texts/${at(id ?? '')}`, {}, signal),
    enabled: id !== undefined,
    staleTime: 0,
  })
}

/** What is wrong with a text that is being written; nothing is asked for a blank one. */
export function useVerdict(text: string) {
  return useQuery({
    queryKey: ['rule-verdict', text],
    queryFn: ({ signal }) => send<RuleVerdict>('POST', '/api/rules/validate', { text }, signal),
    enabled: text.trim() !== '',
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  })
}

/** Asks once, when told to. Asking again, `stop`, or leaving gives up what is on its way. */
function useAsk<Question extends object, Answer>(path: string) {
  const stopper = useRef<AbortController>(null)
  useEffect(() => () => stopper.current?.abort(), [])
  const mutation = useMutation({
    mutationFn: ({ question, signal }: { question: Question; signal: AbortSignal }) =>
      send<Answer>('POST', path, question, signal),
  })
  const stop = () => {
    stopper.current?.abort()
    mutation.reset()
  }
  return {
    answer: mutation.data,
    question: mutation.variables?.question,
    error: mutation.error,
    isPending: mutation.isPending,
    stop,
    ask: (question: Question) => {
      stopper.current?.abort()
      stopper.current = new AbortController()
      mutation.mutate({ question, signal: stopper.current.signal })
    },
  }
}

export const usePreview = () => useAsk<PreviewRequest, RulePreview>('/api/rules/preview')
export const useExceptionPreview = () =>
  useAsk<ExceptionPreviewRequest, ExceptionPreview>('/api/rule-exceptions/preview')
export const useRuleTests = () => useAsk<{ text?: string; rule?: string }, RuleTestResults>('/api/rules/test')

/**
 * A change of something about rules; whatever the answer, what is shown of rules is read again. Whoever made the change goes
 * on at once: a form closes before the list that it stands in has been read.
 */
function useChange<Body, Answer = Changed>(change: (body: Body) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['rules'] })
    },
  })
}

/** Sets what the installation decides about a rule; done once the rule has been read again, so that the next change knows. */
export function useSetSetting(rule: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: RuleSettingChange) => send<Changed>('PUT', `/api/rules/${at(rule)}/setting`, change),
    onSettled: () => client.invalidateQueries({ queryKey: ['rules'] }),
  })
}

/** Keeps a text: a new one, or the next state of one that is there. */
export const useKeepText = () =>
  useChange(({ id, ...body }: (NewRuleText & { id?: undefined }) | (RuleTextChange & { id: string })) =>
    id === undefined
      ? send<Changed>('POST', '/api/rule-texts', body)
      : send<Changed>('PUT', `/api/rule-texts/${at(id)}`, body),
  )

export const useRemoveText = (id: string) =>
  useChange((removal: RuleTextRemoval) => send<Changed>('POST', `/api/rule-texts/${at(id)}/remove`, removal))

export function useExceptions(rule: string) {
  const may = useMay()
  return useQuery({
    queryKey: ['rules', rule, 'exceptions'],
    queryFn: ({ signal }) => get<{ rows: RuleException[] }>('/api/rule-exceptions', { rule }, signal),
    enabled: may('alert.read'),
  })
}

/** Makes an exception, or changes one. */
export const useKeepException = () =>
  useChange(({ id, ...body }: (NewRuleException & { id?: undefined }) | (RuleExceptionChange & { id: string })) =>
    id === undefined
      ? send<Changed>('POST', '/api/rule-exceptions', body)
      : send<Changed>('PUT', `/api/rule-exceptions/${at(id)}`, body),
  )

/** Asks for an exception that one may not make. */
export const useProposeException = () =>
  useChange((body: NewRuleException) => send<Proposed>('POST', '/api/exception-proposals', body))

/** Exceptions of a rule that are asked for. */
export function useProposals(rule: string) {
  const enabled = useMay()('alert.read')
  return useQuery({
    queryKey: ['rules', rule, 'proposals'],
    queryFn: ({ signal }) => get<{ rows: ExceptionProposal[] }>('/api/exception-proposals', { rule }, signal),
    enabled,
  })
}

export const useDecideProposal = () =>
  useChange(
    ({
      step,
      id,
      ...body
    }:
      | { step: 'accept' | 'withdraw'; id: string; version: number }
      | { step: 'refuse'; id: string; version: number; reason: string }) =>
      send<Proposed>('POST', `/api/exception-proposals/${at(id)}/${step}`, body),
  )

export const useEndException = () =>
  useChange(({ id, version }: Pick<RuleException, 'id' | 'version'>) =>
    send<Changed>('POST', `/api/rule-exceptions/${at(id)}/end`, { version }),
  )

const isGoing = ({ state }: RuleBackfill) => state === 'waiting' || state === 'running'

/** Runs over the past and gaps; looked at every two seconds while one goes. */
export function useBackfills(rule: string) {
  return useQuery({
    queryKey: ['rules', rule, 'backfills'],
    queryFn: ({ signal }) => get<RuleBackfills>(`/api/rules/${at(rule)}/backfills`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.rows.some(isGoing) === true ? 2000 : 30_000),
  })
}

export const useStartBackfill = (rule: string) =>
  useChange((ask: NewRuleBackfill) => send<RuleBackfill>('POST', `/api/rules/${at(rule)}/backfill`, ask))

export const useCancelBackfill = (rule: string) =>
  useChange((run: string) => send<RuleBackfill>('POST', `/api/rules/${at(rule)}/backfills/${at(run)}/cancel`))
