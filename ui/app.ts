/** The app: header, routes by path, and one view at a time. The URL is the view. */
import { Refusal } from './api.ts';
import { type Child, h } from './dom.ts';
import { glyph } from './glyphs.ts';
import { personChooser } from './person.ts';
import type { Go, Mount, View } from './view.ts';
import { sentence } from './words.ts';

const ROUTES: [RegExp, () => Promise<Mount>, string][] = [
  [/^\/$/, async () => (await import('./workflow-list.ts')).workflowList, '/'],
  [/^\/w\/([^/]+)$/, async () => (await import('./workflow-page.ts')).workflowPage, '/'],
  [/^\/w\/([^/]+)\/at\/(\d+)$/, async () => (await import('./workflow-page.ts')).workflowPage, '/'],
  [/^\/inbox$/, async () => (await import('./inbox.ts')).inbox, '/inbox'],
  [
    /^\/inbox\/([^/]+)$/,
    async () => (await import('./checkpoint-page.ts')).checkpointPage,
    '/inbox',
  ],
  [
    /^\/machines\/([^/]+)$/,
    async () => (await import('./machine-page.ts')).machinePage,
    '/machines/certification',
  ],
];

const main = h('main', { id: 'main', tabindex: '-1' });
let shown: View | null = null;
let turn = 0;

const go: Go = (path, { replace = false, silent = false } = {}) => {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  if (!silent) void show(true);
};

async function show(moved: boolean): Promise<void> {
  turn += 1;
  const mine = turn;
  shown?.close?.();
  shown = null;
  const path = location.pathname;
  const route = ROUTES.find(([pattern]) => pattern.test(path));
  markNavigation(route?.[2] ?? '');
  main.setAttribute('aria-busy', 'true');
  const host = h(
    'div',
    { class: 'view' },
    h('p', { class: 'loading', role: 'status' }, 'Loading…'),
  );
  main.replaceChildren(host);
  try {
    if (!route) throw new Refusal(404, { detail: `There is no page ${path}.` });
    const params = route[0].exec(path)?.slice(1).map(decodeURIComponent) ?? [];
    const mount = await route[1]();
    const view = await mount(host, params, go);
    if (mine !== turn) return view.close?.();
    shown = view;
    document.title = `${view.title} · PresGen`;
  } catch (error) {
    if (mine === turn) host.replaceChildren(failure(error));
  }
  main.removeAttribute('aria-busy');
  if (moved && mine === turn) {
    (main.querySelector<HTMLElement>('h1') ?? main).focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

function failure(error: unknown): HTMLElement {
  const known = error instanceof Refusal ? error : null;
  const title = known?.status === 404 ? 'Not found' : (known?.problem.title ?? 'This view failed');
  document.title = `${title} · PresGen`;
  const text = known
    ? sentence(known.message)
    : `Something in this page went wrong: ${String(error)}`;
  return h(
    'section',
    { class: 'empty error', role: 'alert' },
    glyph('failed', 28),
    h('h1', { tabindex: '-1' }, title),
    h('p', null, text),
    h(
      'p',
      { class: 'row centred' },
      h('button', { class: 'primary', onclick: () => void show(false) }, 'Try again'),
      link('/', 'All workflows'),
    ),
  );
}

function link(path: string, ...children: Child[]): HTMLAnchorElement {
  return h('a', { href: path }, ...children);
}

const NAVIGATION = [
  ['/', 'Workflows'],
  ['/inbox', 'Inbox'],
  ['/machines/certification', 'Charts'],
] as const;

function header(): HTMLElement {
  return h(
    'header',
    { class: 'top' },
    h(
      'a',
      { class: 'brand', href: '/' },
      h('img', { src: '/ui/icon.svg', alt: '', width: 26, height: 26 }),
      'PresGen',
    ),
    h(
      'nav',
      { 'aria-label': 'Main' },
      NAVIGATION.map(([path, name]) => link(path, name)),
    ),
    personChooser(() => void show(false)),
  );
}

function markNavigation(current: string): void {
  for (const each of document.querySelectorAll('nav[aria-label="Main"] a')) {
    if (each.getAttribute('href') === current) each.setAttribute('aria-current', 'page');
    else each.removeAttribute('aria-current');
  }
}

/** Links of ours change the view without loading the page anew. */
function follow(event: MouseEvent): void {
  const anchor = (event.target as Element).closest?.('a');
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  if (!anchor || !plain || event.defaultPrevented || anchor.hasAttribute('download')) return;
  const url = new URL(anchor.href, location.href);
  const isOurs = url.origin === location.origin && ROUTES.some(([each]) => each.test(url.pathname));
  if (!isOurs || anchor.target || (url.hash && url.pathname === location.pathname)) return;
  event.preventDefault();
  go(url.pathname + url.search);
}

document.addEventListener('click', follow);
window.addEventListener('popstate', () => void show(true));
const voice = h('div', { id: 'voice', class: 'hidden', role: 'status', 'aria-live': 'polite' });
document.getElementById('app')?.replaceChildren(header(), main, voice);
void show(false);
