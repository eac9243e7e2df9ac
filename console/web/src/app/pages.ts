import {
  IconBell,
  IconClipboardList,
  IconFileCheck,
  IconFlag,
  IconHome,
  IconListSearch,
  type IconProps,
  IconServer2,
  IconServerCog,
  IconSitemap,
  IconUsers,
} from '@tabler/icons-react'
import { type ComponentType, lazy } from 'react'
import type { Permission } from '../../../../core/access/permissions.ts'
import type { TextKey } from '../../../../core/i18n/translate.ts'

interface Page {
  readonly path: string
  readonly label: TextKey
  /** For the bottom bar of a phone, where the label is too long. */
  readonly short?: TextKey
  /** Without one the page is not in the rail: it is reached from another. */
  readonly icon?: ComponentType<IconProps>
  /** The page of the rail from which it is reached, where its address does not say so. */
  readonly under?: string
  /** Without it the page is not in the rail, and says who can grant it when reached by its address. */
  readonly requires: Permission | null
  readonly component: ComponentType
}

/** The pages, in the order of the rail; each is loaded when it is first opened. */
export const pages: readonly Page[] = [
  {
    path: '/',
    label: 'nav.home',
    icon: IconHome,
    requires: null,
    component: lazy(() => import('../pages/home/Home.tsx').then(({ Home }) => ({ default: Home }))),
  },
  {
    path: '/shifts',
    label: 'shifts.title',
    under: '/',
    requires: 'shift.read',
    component: lazy(() => import('../pages/shifts/Shifts.tsx').then(({ Shifts }) => ({ default: Shifts }))),
  },
  {
    path: '/statistics',
    label: 'metrics.title',
    under: '/',
    requires: 'metrics.read',
    component: lazy(() => import('../pages/metrics/Metrics.tsx').then(({ Metrics }) => ({ default: Metrics }))),
  },
  {
    path: '/alerts',
    label: 'nav.alerts',
    icon: IconBell,
    requires: 'alert.read',
    component: lazy(() => import('../pages/alerts/Alerts.tsx').then(({ Alerts }) => ({ default: Alerts }))),
  },
  {
    path: '/incidents',
    label: 'nav.incidents',
    icon: IconFlag,
    requires: 'incident.read',
    component: lazy(() => import('../pages/incidents/Incidents.tsx').then(({ Incidents }) => ({ default: Incidents }))),
  },
  {
    path: '/incidents/:id',
    label: 'nav.incidents',
    requires: 'incident.read',
    component: lazy(() =>
      import('../pages/incidents/IncidentPage.tsx').then(({ IncidentPage }) => ({ default: IncidentPage })),
    ),
  },
  {
    path: '/search',
    label: 'nav.search',
    short: 'nav.search.short',
    icon: IconListSearch,
    requires: 'event.read',
    component: lazy(() => import('../pages/search/Search.tsx').then(({ Search }) => ({ default: Search }))),
  },
  {
    path: '/search/indicators',
    label: 'indicators.title',
    requires: 'indicator.read',
    component: lazy(() =>
      import('../pages/indicators/Indicators.tsx').then(({ Indicators }) => ({ default: Indicators })),
    ),
  },
  {
    path: '/search/indicators/:id/report',
    label: 'indicators.answer',
    requires: 'indicator.read',
    component: lazy(() => import('../pages/indicators/Report.tsx').then(({ Report }) => ({ default: Report }))),
  },
  {
    path: '/hosts/:name',
    label: 'entity.host',
    under: '/search',
    requires: 'event.read',
    component: lazy(() => import('../pages/entities/EntityPage.tsx').then((page) => ({ default: page.HostPage }))),
  },
  {
    path: '/users/:name',
    label: 'entity.user',
    under: '/search',
    requires: 'event.read',
    component: lazy(() => import('../pages/entities/EntityPage.tsx').then((page) => ({ default: page.UserPage }))),
  },
  {
    path: '/addresses/:name',
    label: 'entity.address',
    under: '/search',
    requires: 'event.read',
    component: lazy(() => import('../pages/entities/EntityPage.tsx').then((page) => ({ default: page.AddressPage }))),
  },
  {
    path: '/process-tree',
    label: 'tree.title',
    under: '/search',
    requires: 'event.read',
    component: lazy(() =>
      import('../pages/entities/ProcessTreePage.tsx').then((page) => ({ default: page.ProcessTreePage })),
    ),
  },
  {
    path: '/sources',
    label: 'nav.sources',
    icon: IconServer2,
    requires: 'source.read',
    component: lazy(() => import('../pages/sources/Sources.tsx').then(({ Sources }) => ({ default: Sources }))),
  },
  {
    path: '/rules',
    label: 'nav.rules',
    icon: IconFileCheck,
    requires: 'rule.read',
    component: lazy(() => import('../pages/rules/Rules.tsx').then(({ Rules }) => ({ default: Rules }))),
  },
  {
    path: '/rules/coverage',
    label: 'rules.nav.coverage',
    requires: 'rule.read',
    component: lazy(() => import('../pages/coverage/Coverage.tsx').then(({ Coverage }) => ({ default: Coverage }))),
  },
  {
    path: '/rules/lists',
    label: 'rules.nav.lists',
    requires: 'alert.read',
    component: lazy(() => import('../pages/lists/Lists.tsx').then(({ Lists }) => ({ default: Lists }))),
  },
  {
    path: '/rules/collections',
    label: 'rules.nav.collections',
    requires: 'rule.read',
    component: lazy(() =>
      import('../pages/rules/collections/Collections.tsx').then(({ Collections }) => ({ default: Collections })),
    ),
  },
  {
    path: '/rules/new',
    label: 'rules.new',
    requires: 'rule.read',
    component: lazy(() => import('../pages/rule-text/RuleText.tsx').then(({ RuleText }) => ({ default: RuleText }))),
  },
  {
    path: '/rules/:id',
    label: 'nav.rules',
    requires: 'rule.read',
    component: lazy(() => import('../pages/rule/RulePage.tsx').then(({ RulePage }) => ({ default: RulePage }))),
  },
  {
    path: '/rules/:id/text',
    label: 'nav.rules',
    requires: 'rule.read',
    component: lazy(() => import('../pages/rule-text/RuleText.tsx').then(({ RuleText }) => ({ default: RuleText }))),
  },
  {
    path: '/units',
    label: 'nav.units',
    icon: IconSitemap,
    requires: 'unit.read',
    component: lazy(() => import('../pages/units/Units.tsx').then(({ Units }) => ({ default: Units }))),
  },
  {
    path: '/systems',
    label: 'nav.systems',
    under: '/units',
    requires: 'inventory.read',
    component: lazy(() => import('../pages/systems/Systems.tsx').then(({ Systems }) => ({ default: Systems }))),
  },
  {
    path: '/people',
    label: 'nav.people',
    icon: IconUsers,
    requires: 'person.read',
    component: lazy(() => import('../pages/people/People.tsx').then(({ People }) => ({ default: People }))),
  },
  {
    path: '/audit',
    label: 'nav.audit',
    icon: IconClipboardList,
    requires: 'audit.read',
    component: lazy(() => import('../pages/audit/Audit.tsx').then(({ Audit }) => ({ default: Audit }))),
  },
  {
    path: '/me',
    label: 'me.title',
    requires: null,
    component: lazy(() => import('../pages/people/Security.tsx').then(({ Security }) => ({ default: Security }))),
  },
  {
    path: '/system',
    label: 'nav.system',
    icon: IconServerCog,
    requires: 'system.read',
    component: lazy(() => import('../pages/system/System.tsx').then(({ System }) => ({ default: System }))),
  },
]
