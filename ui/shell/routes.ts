/** Which page answers which path. Every page is a script of its own, fetched when first visited. */
import type { ComponentType } from 'preact';
import { lazyPage } from './lazy-page.tsx';

export interface PageRoute {
  /** As preact-iso matches it; a page reads its parameters with `useRoute()`. */
  path: string;
  page: ComponentType;
  /** The navigation link that is lit up here. */
  area: string;
}

const workflowPage = lazyPage(() => import('../workflow/page.tsx'));
const machinePage = lazyPage(() => import('../machines/machine-page.tsx'));

export const routes: PageRoute[] = [
  { path: '/', page: lazyPage(() => import('../home/home-page.tsx')), area: '/' },
  { path: '/w', page: lazyPage(() => import('../fleet/fleet-page.tsx')), area: '/w' },
  { path: '/ops', page: lazyPage(() => import('../ops/ops-page.tsx')), area: '/ops' },
  {
    path: '/quality',
    page: lazyPage(() => import('../quality/quality-page.tsx')),
    area: '/quality',
  },
  { path: '/w/:id/at/:seq/:tab?', page: workflowPage, area: '/w' },
  { path: '/w/:id/:tab?', page: workflowPage, area: '/w' },
  {
    path: '/inbox',
    page: lazyPage(() => import('../inbox/inbox-page.tsx')),
    area: '/inbox',
  },
  {
    path: '/inbox/:id',
    page: lazyPage(() => import('../inbox/checkpoint-page.tsx')),
    area: '/inbox',
  },
  {
    path: '/requests/new',
    page: lazyPage(() => import('../request/request-page.tsx')),
    area: '/requests/new',
  },
  { path: '/audit', page: lazyPage(() => import('../audit/audit-page.tsx')), area: '/audit' },
  {
    path: '/settings/:part?',
    page: lazyPage(() => import('../settings/settings-page.tsx')),
    area: '/settings',
  },
  { path: '/inspector', page: lazyPage(() => import('../inspect/page.tsx')), area: '/w' },
  { path: '/machines/:name/:version?', page: machinePage, area: '/machines/certification' },
  { path: '/bank', page: lazyPage(() => import('../bank/bank-page.tsx')), area: '/bank' },
  { path: '/bank/:item', page: lazyPage(() => import('../bank/item-page.tsx')), area: '/bank' },
  { path: '/cohorts/:id', page: lazyPage(() => import('../people/cohort-page.tsx')), area: '/w' },
  { path: '/learners/:id', page: lazyPage(() => import('../people/learner-page.tsx')), area: '/w' },
  {
    path: '/nowhere',
    page: lazyPage(() => import('./not-found.tsx')),
    area: '',
  },
];
