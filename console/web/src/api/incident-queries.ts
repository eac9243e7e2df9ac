import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  AlertTarget,
  EvidenceDetail,
  IncidentDetail,
  IncidentHistory,
  IncidentPage,
  IncidentQuery,
  IncidentTypes,
  Linked,
  OpenIncident,
  SimilarIncidents,
  Workers,
} from '../../../api/schemas/incidents.ts'
import { get, send } from './client.ts'
import { useMay } from './session.ts'

const pathOf = (id: string) => `/api/incidents/${encodeURIComponent(id)}`

/** Incidents that match, in the order asked for. */
export function useIncidents(query: IncidentQuery, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['incidents', 'rows', query],
    queryFn: ({ signal }) => get<IncidentPage>('/api/incidents', query, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

/** The kinds of incidents, and how much one step links and copies. */
export function useIncidentTypes() {
  return useQuery({
    queryKey: ['incident-types'],
    queryFn: ({ signal }) => get<IncidentTypes>('/api/incidents/types', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** One incident with all that its page shows. Reading a restricted one is recorded: nothing asks for it without need. */
export function useIncident(id: string) {
  return useQuery({
    queryKey: ['incident', id, 'page'],
    queryFn: ({ signal }) => get<IncidentDetail>(pathOf(id), {}, signal),
    refetchOnWindowFocus: false,
  })
}

export function useIncidentHistory(id: string) {
  return useQuery({
    queryKey: ['incident', id, 'history'],
    queryFn: ({ signal }) => get<IncidentHistory>(`${pathOf(id)}/history`, {}, signal),
    refetchOnWindowFocus: false,
  })
}

export function useEvidence(id: string, evidence: string) {
  return useQuery({
    queryKey: ['evidence', evidence],
    queryFn: ({ signal }) => get<EvidenceDetail>(`${pathOf(id)}/evidence/${encodeURIComponent(evidence)}`, {}, signal),
    refetchOnWindowFocus: false,
  })
}

/** Who can work on incidents of the unit. */
export function useWorkers(unit: string) {
  return useQuery({
    queryKey: ['incident-workers', unit],
    queryFn: ({ signal }) => get<Workers>('/api/incidents/workers', { unit }, signal),
  })
}

/** Incidents like an alert. */
export function useSimilarIncidents(alert: string) {
  const may = useMay()
  return useQuery({
    queryKey: ['incidents', 'similar', alert],
    queryFn: ({ signal }) => get<SimilarIncidents>('/api/incidents/similar', { alert }, signal),
    enabled: may('incident.read'),
  })
}

/** What a change of incidents makes stale. */
function useReread() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      ['incidents', 'incident', 'alerts', 'alert'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    )
}

export function useOpenIncident() {
  const onSettled = useReread()
  return useMutation({
    mutationFn: (opening: OpenIncident) => send<{ id: string }>('POST', '/api/incidents', opening),
    onSettled,
  })
}

export function useLinkAlerts() {
  const onSettled = useReread()
  return useMutation({
    mutationFn: ({ id, target }: { id: string; target: AlertTarget }) =>
      send<Linked>('POST', `${pathOf(id)}/alerts`, { target }),
    onSettled,
  })
}

export function useAddEvents() {
  const onSettled = useReread()
  return useMutation({
    mutationFn: ({ id, events }: { id: string; events: readonly string[] }) =>
      send<{ copied: number }>('POST', `${pathOf(id)}/events`, { events }),
    onSettled,
  })
}

/** A step on an incident: where it goes below the incident's address, and what it says. */
export interface IncidentStep {
  readonly method?: 'POST' | 'PUT'
  readonly path: string
  readonly body: object
}

/** Does a step; whatever the answer, the incident is read again. */
export function useIncidentStep(id: string) {
  const onSettled = useReread()
  return useMutation({
    mutationFn: ({ method = 'POST', path, body }: IncidentStep) => send(method, `${pathOf(id)}${path}`, body),
    onSettled,
  })
}
