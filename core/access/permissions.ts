/** What can be allowed, as `noun.verb`. A route names one; a role is a set of them. */
export const permissions = [
  'alert.read',
  'alert.triage',
  'event.read',
  'source.read',
  'source.enroll',
  'unit.read',
  'unit.write',
  'rule.read',
  'rule.write',
  'system.read',
  'system.operate',
  'sample.send',
  'audit.read',
  'person.read',
  'person.manage',
  'role.grant',
] as const
export type Permission = (typeof permissions)[number]

const analyst = ['alert.read', 'alert.triage', 'event.read', 'source.read', 'unit.read', 'rule.read'] as const

/**
 * The roles, each a set of permissions held at a unit. `platform-admin` runs the system and sees no case content;
 * `duty-lead` leads the response team and alone grants the roles that see content; `analyst` and `analyst-2` work its
 * queue; `detection-engineer` also writes rules, exceptions and lists; `auditor` reads a dated stretch of time;
 * `service-account` is what a program's keys draw on. The agencies' three, the leadership's and the partners' hold what
 * the pages made for them ask for, and see nothing of the response team's.
 */
export const roles = {
  'platform-admin': [
    'system.read',
    'system.operate',
    'source.read',
    'source.enroll',
    'unit.read',
    'rule.read',
    'sample.send',
    'person.read',
    'person.manage',
    'role.grant',
  ],
  'duty-lead': [
    'alert.read',
    'alert.triage',
    'event.read',
    'source.read',
    'source.enroll',
    'unit.read',
    'unit.write',
    'rule.read',
    'rule.write',
    'system.read',
    'sample.send',
    'audit.read',
    'person.read',
    'person.manage',
    'role.grant',
  ],
  analyst,
  'analyst-2': analyst,
  'detection-engineer': [...analyst, 'rule.write'],
  auditor: ['alert.read', 'event.read', 'source.read', 'unit.read', 'rule.read', 'audit.read', 'person.read'],
  'leadership-viewer': ['unit.read'],
  'agency-reporter': [],
  'agency-contact': ['source.read', 'unit.read'],
  'agency-head': ['source.read', 'unit.read', 'unit.write', 'person.read', 'person.manage', 'role.grant'],
  'partner-cert': [],
  'service-account': ['alert.read', 'event.read', 'source.read', 'rule.read', 'unit.read'],
} as const satisfies Record<string, readonly Permission[]>
export type Role = keyof typeof roles
