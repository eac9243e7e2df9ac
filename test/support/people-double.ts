import type { FastifyInstance } from 'fastify'
import type { ApiKey, LogIn, Person, PersonWithLink, Roles } from '../../console/api/schemas/people.ts'
import { type Role, roles } from '../../core/access/permissions.ts'

const hour = 3_600_000
const day = 24 * hour
const tinh = { id: 'tinh', name: 'Tỉnh Sơn Giang' }
const soTc = { id: 'so-tc', name: 'Sở Tài chính' }

const plain = { phone: '', external: null, externalLogin: '', breakGlass: false } as const

function inventPeople(now: number): Person[] {
  const base = {
    version: 1,
    service: false,
    created: now - 90 * day,
    state: 'active',
    secondFactor: false,
    ...plain,
  } as const
  const held = (role: Role, unit = tinh) => ({ role, unit, stands: true, mapped: false })
  return [
    {
      ...base,
      name: 'truc',
      displayName: 'Trực ban trưởng',
      unit: tinh,
      secondFactor: true,
      grants: [held('duty-lead')],
    },
    { ...base, name: 'admin', displayName: 'Quản trị hệ thống', unit: tinh, grants: [held('platform-admin')] },
    {
      ...base,
      name: 'lan',
      displayName: 'Nguyễn Thị Lan',
      unit: tinh,
      grants: [held('analyst'), { ...held('detection-engineer'), until: now + 20 * day }],
    },
    {
      ...base,
      name: 'kiem',
      displayName: 'Phạm Văn Kiểm',
      unit: tinh,
      grants: [
        { ...held('auditor'), until: now - day, stands: false, reads: { from: now - 60 * day, to: now - 30 * day } },
      ],
    },
    {
      ...base,
      name: 'so-tc.dung',
      displayName: 'Hoàng Đình Dũng, phụ trách công nghệ thông tin của Sở Tài chính',
      unit: soTc,
      state: 'invited',
      linkUntil: now + 3 * day,
      grants: [held('agency-head', soTc), held('agency-contact', soTc)],
    },
    {
      ...base,
      name: 'soar',
      displayName: 'Nền tảng tự động',
      unit: tinh,
      service: true,
      grants: [held('service-account')],
    },
    { ...base, name: 'cu', displayName: 'Người đã nghỉ', unit: soTc, state: 'disabled', grants: [] },
  ]
}

/** People, log-ins, keys and the second factor, answered from invented data. */
export function answerPeople(app: FastifyInstance, full: boolean): void {
  const now = Date.now()
  const people = full ? inventPeople(now) : []
  const logIns: LogIn[] = [
    {
      id: 'a',
      opened: now - hour,
      expires: now + hour,
      address: '10.10.8.21',
      agent: 'Firefox 143 · Windows',
      current: true,
    },
    {
      id: 'b',
      opened: now - day,
      expires: now + hour,
      address: '2001:db8::17',
      agent: 'Chrome 151 · Android',
      current: false,
    },
  ]
  const keys: ApiKey[] = [
    {
      id: 'k',
      name: 'đọc cảnh báo',
      permissions: ['alert.read', 'event.read'],
      unit: tinh,
      created: now - day,
      by: 'truc',
      expires: now + 89 * day,
      lastUsed: null,
    },
  ]
  app.get<{ Querystring: { text?: string } }>('/api/people', async ({ query: { text = '' } }) => {
    const rows = people.filter(({ displayName, name }) => `${displayName} ${name}`.includes(text))
    return { rows, total: rows.length }
  })
  app.post<{ Body: { name: string; displayName: string } }>(
    '/api/people',
    async ({ body }): Promise<PersonWithLink> => {
      const person = { ...(inventPeople(now)[4] as Person), ...body, unit: tinh, grants: [] }
      return { person, link: { secret: 'mB5l0vXkq2Jt8sYwE1nZ4cR7uD9aF3gH6iK0oP2qL5M', expires: now + 7 * day } }
    },
  )
  app.get<{ Params: { name: string } }>('/api/people/:name', async ({ params }) =>
    people.find(({ name }) => name === params.name),
  )
  app.get('/api/people/:name/sessions', async () => ({ rows: logIns }))
  app.get('/api/me/sessions', async () => ({ rows: logIns }))
  app.get('/api/people/:name/keys', async () => ({ rows: keys }))
  app.get(
    '/api/roles',
    async (): Promise<Roles> => ({
      rows: (Object.keys(roles) as Role[]).map((role) => ({
        role,
        permissions: [...roles[role]],
        grantable: role !== 'platform-admin',
      })),
    }),
  )
  app.get('/api/log-in/ways', async () => ({ oidc: null, directory: null, local: 'on', passkeys: true }))
  app.get('/api/me', async () => ({
    name: 'truc',
    version: 1,
    displayName: 'Trực ban trưởng',
    phone: '0912 345 678',
    unit: tinh,
    external: false,
    password: true,
    fresh: true,
  }))
  app.get('/api/me/passkeys', async () => ({
    rows: full ? [{ id: 'p', name: 'Máy tính phòng trực', created: now - 9 * day, lastUsed: now - hour }] : [],
  }))
  app.get('/api/me/second-factor', async () => ({ since: null, recoveryLeft: 0 }))
  app.post('/api/me/second-factor/begin', async () => ({
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    address:
      'otpauth://totp/Son%20Giang:truc?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Son%20Giang&digits=6&period=30',
  }))
  app.get('/api/second-factor-setting', async () => ({ roles: ['platform-admin'], version: null }))
  app.post('/api/welcome/look', async () => ({ displayName: 'Nguyễn Thị Lan', purpose: 'invite', expires: now + day }))
}
