/** What can be allowed, as `noun.verb`. A route names one; a role is a set of them. */
export const permissions = [
  'alert.read',
  'alert.triage',
  'event.read',
  'source.read',
  'source.enroll',
  'rule.read',
  'rule.write',
  'system.read',
  'system.operate',
  'sample.send',
  'audit.read',
] as const
export type Permission = (typeof permissions)[number]

/**
 * The roles that exist today. `platform-admin` runs the system and sees no case content; `duty-lead` leads the response
 * team; `analyst` works its queue; `detection-engineer` also writes rules, exceptions and lists; `auditor` reads.
 */
export const roles = {
  'platform-admin': ['system.read', 'system.operate', 'source.read', 'source.enroll', 'rule.read', 'sample.send'],
  'duty-lead': [
    'alert.read',
    'alert.triage',
    'event.read',
    'source.read',
    'source.enroll',
    'rule.read',
    'rule.write',
    'system.read',
    'sample.send',
    'audit.read',
  ],
  analyst: ['alert.read', 'alert.triage', 'event.read', 'source.read', 'rule.read'],
  'detection-engineer': ['alert.read', 'alert.triage', 'event.read', 'source.read', 'rule.read', 'rule.write'],
  auditor: ['alert.read', 'event.read', 'source.read', 'rule.read', 'audit.read'],
} as const satisfies Record<string, readonly Permission[]>
export type Role = keyof typeof roles
