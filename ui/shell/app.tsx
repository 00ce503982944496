/** The frame around every view: header, the page the path names, and one polite voice. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { actors, loadMe } from '../wire/person.ts';
import { Boundary } from './boundary.tsx';
import { Header } from './header.tsx';
import { lazyPage } from './lazy-page.tsx';
import { Offline } from './offline.tsx';
import { routes } from './routes.ts';
import { SessionEnded } from './session-ended.tsx';

const NotFound = lazyPage(() => import('./not-found.tsx'));
/** Paths the server answers with something else than this page. */
const OURS =
  /^\/(?!(api|docs|openapi\.json|health|ready|metrics|login|drive|f|d|u|learn|decide)([/?#]|$))/;

export function App(): JSX.Element {
  useEffect(() => void loadMe(), []);
  return (
    <LocationProvider scope={OURS}>
      <Frame />
    </LocationProvider>
  );
}

function Frame(): JSX.Element {
  const { path } = useLocation();
  const area = areaOf(path);
  useFocusOnHeading(area, path);
  return (
    <>
      <Header area={area} />
      <Offline />
      <SessionEnded />
      <main id="main" tabIndex={-1}>
        <Boundary key={`${area} ${actors.value}`}>
          <Router>
            {routes.map((each) => (
              <Route key={each.path} path={each.path} component={each.page} />
            ))}
            <Route default component={NotFound} />
          </Router>
        </Boundary>
      </main>
      <div id="voice" class="hidden" role="status" aria-live="polite" />
    </>
  );
}

function areaOf(path: string): string {
  const areas = routes.map(({ area }) => area).filter((area) => area !== '/' && area !== '');
  const first = `/${path.split('/')[1] ?? ''}`;
  return areas.find((area) => `/${area.split('/')[1]}` === first) ?? (path === '/' ? '/' : '');
}

/** After navigation the new heading is read; the first page keeps the browser's own start. */
function useFocusOnHeading(area: string, path: string): void {
  const thing = `${area} ${path.split('/')[2] ?? ''}`;
  const last = useRef(thing);
  useEffect(() => {
    if (last.current === thing) return;
    last.current = thing;
    const settle = window.setTimeout(() => {
      const main = document.getElementById('main');
      (main?.querySelector<HTMLElement>('h1') ?? main)?.focus({ preventScroll: true });
    }, HEADING_AFTER_MS);
    return () => window.clearTimeout(settle);
  }, [thing]);
}

/** Long enough for a page that is here already to have drawn its heading. */
const HEADING_AFTER_MS = 60;
