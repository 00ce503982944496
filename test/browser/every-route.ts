/** Every address of the page, and how to know that it is drawn. */
import type { Page } from 'playwright-core';
import { PATIENCE_MS, type Stage } from './stage.ts';

export interface Address {
  /** What the address is of, for messages. */
  name: string;
  path: string;
}

/** The addresses that a workflow at its questions, another before it, and their people give. */
export async function everyAddress(stage: Stage): Promise<Address[]> {
  const { workflow } = stage;
  const { id: checkpoint } = await stage.openCheckpoint();
  const named: [string, string][] = [
    ['home', '/'],
    ['workflows', '/w'],
    ['workflows, filtered to none', '/w?q=nothing-is-called-so'],
    ['one workflow', `/w/${workflow}`],
    ...['chart', 'timeline', 'history', 'artifacts', 'people'].map((tab): [string, string] => [
      `its ${tab}`,
      `/w/${workflow}/${tab}`,
    ]),
    ['time travel', `/w/${workflow}/at/3`],
    ['inbox', '/inbox'],
    ['checkpoint', `/inbox/${checkpoint}`],
    ['new request', '/requests/new'],
    ['item bank', '/bank'],
    ['cohort', `/cohorts/${workflow}`],
    ['learner', `/learners/learner-1?workflow=${workflow}`],
    ['an unknown question', '/bank/itm_missing'],
    ['an unknown cohort', '/cohorts/missing'],
    ['quality', '/quality'],
    ['operations', '/ops'],
    ['machine', '/machines/certification'],
    ['inspector', `/inspector?workflow=${workflow}`],
    ['audit', '/audit'],
    ['settings', '/settings'],
    ['an unknown workflow', '/w/missing'],
    ['an unknown checkpoint', '/inbox/missing'],
    ['an unknown machine', '/machines/none/ffff'],
    ['no page at all', '/w/a/b/c/d'],
    ['description of the API', '/docs'],
  ];
  return named.map(([name, path]) => ({ name, path }));
}

/** The same places where nothing has been filed yet. */
export const EMPTY_ADDRESSES: Address[] = [
  { name: 'home', path: '/' },
  { name: 'workflows', path: '/w' },
  { name: 'inbox', path: '/inbox' },
  { name: 'new request', path: '/requests/new' },
  { name: 'item bank', path: '/bank' },
  { name: 'quality', path: '/quality' },
  { name: 'operations', path: '/ops' },
  { name: 'machine', path: '/machines/certification' },
  { name: 'inspector', path: '/inspector' },
  { name: 'audit', path: '/audit' },
  { name: 'settings', path: '/settings' },
];

/** Goes there and waits until the page has a heading and nothing on it is still loading. */
export async function visit(page: Page, stage: Stage, { path }: Address): Promise<void> {
  await page.goto(stage.url + path);
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(
    () => document.querySelector('main .loading, main [aria-busy=true]') === null,
    undefined,
    { timeout: PATIENCE_MS },
  );
}
