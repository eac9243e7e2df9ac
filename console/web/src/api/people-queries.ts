import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { PasskeyRow } from '../../../api/schemas/log-in.ts'
import type {
  ApiKey,
  ApiKeyDraft,
  ApiKeyMade,
  FactorBegun,
  FactorSet,
  FactorSetting,
  GrantChange,
  Invitation,
  LinkShown,
  LogIn,
  OwnAccount,
  OwnFactor,
  PeoplePage,
  Person,
  PersonEdit,
  PersonWithLink,
  Roles,
} from '../../../api/schemas/people.ts'
import { makePasskey } from '../lib/passkey.ts'
import { get, send } from './client.ts'

const pathOf = (name: string, more = '') => `/api/people/${encodeURIComponent(name)}${more}`

/** The accounts of the units in scope, by name. */
export function usePeople(text: string) {
  return useQuery({
    queryKey: ['people', 'list', text],
    queryFn: ({ signal }) => get<PeoplePage>('/api/people', { text, limit: 500 }, signal),
    placeholderData: (before) => before,
  })
}

export function usePerson(name: string) {
  return useQuery({ queryKey: ['people', name], queryFn: ({ signal }) => get<Person>(pathOf(name), {}, signal) })
}

/** The roles, and which may be granted at the unit. */
export function useRoles(unit: string) {
  return useQuery({
    queryKey: ['roles', unit],
    queryFn: ({ signal }) => get<Roles>('/api/roles', { unit }, signal),
    placeholderData: (before) => before,
  })
}

/** One change of people; what is known of them is read again. */
function usePeopleChange<Variables, Answer>(change: (variables: Variables) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: ['people'] }) })
}

export const useInvite = () =>
  usePeopleChange((person: Invitation) => send<PersonWithLink>('POST', '/api/people', person))
export const useMakeLink = ({ name, version }: Person) =>
  usePeopleChange(() => send<PersonWithLink>('POST', pathOf(name, '/link'), { version }))
/** Locks, opens again, or takes a lost second factor off. */
export const usePersonStep = ({ name, version }: Person) =>
  usePeopleChange((step: 'disable' | 'enable' | 'second-factor/remove') =>
    send<Person>('POST', pathOf(name, `/${step}`), { version }),
  )
export const useEditPerson = ({ name, version }: Person) =>
  usePeopleChange((facts: Omit<PersonEdit, 'version'>) => send<Person>('PUT', pathOf(name), { ...facts, version }))
export const useSetExternalLogin = ({ name, version }: Person) =>
  usePeopleChange((login: string) => send<Person>('PUT', pathOf(name, '/external-login'), { login, version }))
export const useSetBreakGlass = ({ name, version }: Person) =>
  usePeopleChange((on: boolean) => send<Person>('PUT', pathOf(name, '/break-glass'), { on, version }))
export const useGrant = ({ name, version }: Person) =>
  usePeopleChange((grant: Omit<GrantChange, 'version'>) =>
    send<Person>('POST', pathOf(name, '/grants'), { ...grant, version }),
  )
export const useTakeBack = ({ name, version }: Person) =>
  usePeopleChange((what: { role: string; unit: string }) =>
    send<Person>('POST', pathOf(name, '/grants/remove'), { ...what, version }),
  )

/** Log-ins of an account, or one's own. */
export function useLogIns(name: string | null) {
  return useQuery({
    queryKey: ['people', name ?? '', 'sessions', name === null],
    queryFn: ({ signal }) =>
      get<{ rows: LogIn[] }>(name === null ? '/api/me/sessions' : pathOf(name, '/sessions'), {}, signal),
  })
}
export const useEndLogIn = () =>
  usePeopleChange((id: string) => send('DELETE', `/api/me/sessions/${encodeURIComponent(id)}`))
/** Ends all log-ins of an account, or one's own others. */
export const useEndLogIns = (name: string | null) =>
  usePeopleChange(() => send('POST', name === null ? '/api/me/sessions/end-others' : pathOf(name, '/sessions/end')))

export function useKeys(name: string) {
  return useQuery({
    queryKey: ['people', name, 'keys'],
    queryFn: ({ signal }) => get<{ rows: ApiKey[] }>(pathOf(name, '/keys'), {}, signal),
  })
}
export const useMakeKey = (name: string) =>
  usePeopleChange((draft: ApiKeyDraft) => send<ApiKeyMade>('POST', pathOf(name, '/keys'), draft))
export const useEndKey = (name: string) =>
  usePeopleChange((id: string) => send('DELETE', pathOf(name, `/keys/${encodeURIComponent(id)}`)))

export const useChangePassword = () =>
  usePeopleChange((change: { current: string; password: string }) => send('POST', '/api/me/password', change))

/** What guards the account is changed with its password, or soon after a log-in without. */
interface Proof {
  readonly password?: string
}

/** One's own account. */
export function useOwnAccount() {
  return useQuery({
    queryKey: ['people', '', 'me'],
    queryFn: ({ signal }) => get<OwnAccount>('/api/me', {}, signal),
  })
}
export const useSetPhone = () =>
  usePeopleChange((change: { version: number; phone: string }) => send<OwnAccount>('PUT', '/api/me', change))

export function usePasskeys() {
  return useQuery({
    queryKey: ['people', '', 'passkeys'],
    queryFn: ({ signal }) => get<{ rows: PasskeyRow[] }>('/api/me/passkeys', {}, signal),
  })
}
/** Has the device make a passkey and keeps it. */
export const useAddPasskey = () =>
  usePeopleChange(async ({ name, ...proof }: Proof & { name: string }) => {
    const { options } = await send<{ options: object }>('POST', '/api/me/passkeys/options', proof)
    return send('POST', '/api/me/passkeys', { name, response: await makePasskey(options) })
  })
export const useRenamePasskey = () =>
  usePeopleChange(({ id, name }: { id: string; name: string }) =>
    send('PUT', `/api/me/passkeys/${encodeURIComponent(id)}`, { name }),
  )
export const useRemovePasskey = () =>
  usePeopleChange(({ id, ...proof }: Proof & { id: string }) =>
    send('POST', `/api/me/passkeys/${encodeURIComponent(id)}/remove`, proof),
  )

export function useOwnFactor() {
  return useQuery({
    queryKey: ['people', '', 'second-factor'],
    queryFn: ({ signal }) => get<OwnFactor>('/api/me/second-factor', {}, signal),
  })
}
export const useBeginFactor = () =>
  useMutation({
    mutationFn: (proof: Proof) => send<FactorBegun>('POST', '/api/me/second-factor/begin', proof),
  })
export const useConfirmFactor = () =>
  useMutation({ mutationFn: (code: string) => send<FactorSet>('POST', '/api/me/second-factor/confirm', { code }) })
export const useRemoveFactor = () =>
  usePeopleChange((proof: Proof & { code: string }) => send('POST', '/api/me/second-factor/remove', proof))

export function useFactorSetting() {
  return useQuery({
    queryKey: ['people', '', 'factor-setting'],
    queryFn: ({ signal }) => get<FactorSetting>('/api/second-factor-setting', {}, signal),
  })
}
export const useSetFactorSetting = () =>
  usePeopleChange((setting: FactorSetting) => send<FactorSetting>('PUT', '/api/second-factor-setting', setting))

/** Whom a link is for; asked once, before anybody is signed in. */
export function useLink(link: { name: string; secret: string }) {
  return useQuery({
    queryKey: ['welcome', link],
    queryFn: ({ signal }) => send<LinkShown>('POST', '/api/welcome/look', link, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}
export const useTakeLink = () =>
  useMutation({
    mutationFn: (use: { name: string; secret: string; password: string }) => send('POST', '/api/welcome', use),
  })
