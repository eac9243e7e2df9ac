import type { peopleVi } from './people-vi.ts'

/** English of people: roles, accounts, log-ins, second factor, keys. */
export const peopleEn: Record<keyof typeof peopleVi, string> = {
  'permission.person.read': 'see people',
  'permission.person.manage': 'invite, lock and reset accounts',
  'permission.role.grant': 'grant and take back roles',

  'error.secondFactor': 'Enter the code of your authenticator app.',
  'error.wrongCode': 'The code is wrong, used already or past its time. Wait for the next one and try again.',

  'role.platform-admin': 'Platform administrator',
  'role.platform-admin.text': 'Runs the machines, the sources and the accounts. Sees no case content.',
  'role.duty-lead': 'Duty lead',
  'role.duty-lead.text': 'Leads the response team; alone grants the roles that see content.',
  'role.analyst': 'Analyst, level 1',
  'role.analyst.text': 'Sees and works alerts and searches events of the units given to them.',
  'role.analyst-2': 'Analyst, level 2',
  'role.analyst-2.text': 'As level 1; takes what is escalated, and responds.',
  'role.detection-engineer': 'Detection engineer',
  'role.detection-engineer.text': 'Writes rules, exceptions and value lists.',
  'role.auditor': 'Auditor',
  'role.auditor.text': 'Reads only, within the dates given, the audit log among it.',
  'role.leadership-viewer': 'Leadership viewer',
  'role.leadership-viewer.text': 'Boards and briefs, no raw data.',
  'role.agency-reporter': 'Reporter of an agency or commune',
  'role.agency-reporter.text': 'Reports incidents of the own unit and sees how those reports stand.',
  'role.agency-contact': 'Security contact of an agency',
  'role.agency-contact.text': 'Sees the sources of the own unit and answers the response team.',
  'role.agency-head': 'Head of an agency',
  'role.agency-head.text': 'Approves reports before they leave and looks after the people of the own unit.',
  'role.partner-cert': 'Partner response team',
  'role.partner-cert.text': 'Works along on what is shared with it.',
  'role.service-account': 'Service account',
  'role.service-account.text': 'For programs: keys that expire, no log-in.',
}
