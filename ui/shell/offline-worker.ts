/**
 * Keeps the page's own files in the browser, so that it opens without a network and says so, instead
 * of the browser's error. Only the page: what the server knows is never kept here.
 */

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asking extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  addEventListener(type: 'install' | 'activate', listen: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', listen: (event: Asking) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

/** Set at build time: another build is another worker, which fetches its own files. */
declare const BUILD: string;
const CACHE = `page-${BUILD}`;
const SHELL = '/ui/index.html';
const FILES = '/ui/files.json';
const VIEWS =
  /^\/(w|inbox|requests|bank|cohorts|learners|ops|quality|machines|inspector|audit|settings)(\/|$)|^\/$/;

const scope = self as unknown as Scope;

scope.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin) return;
  if (mode === 'navigate' && VIEWS.test(pathname)) event.respondWith(shellFor(event.request));
  else if (pathname.startsWith('/ui/assets/')) event.respondWith(asset(event.request));
});

async function keepAll(): Promise<void> {
  const files = (await (await fetch(FILES, { cache: 'no-store' })).json()) as string[];
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL, ...files]);
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** The network first: whoever is online always sees the newest build. */
async function shellFor(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(SHELL);
    if (kept) return kept;
    throw error;
  }
}

/** Named by their content, so what is kept is what the network would bring. */
async function asset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
