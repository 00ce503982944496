/** A page whose script is fetched when it is first visited. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure, Loading } from '../kit/standing.tsx';

type PageModule = { default: ComponentType };

/** The page, once its module is here; what cannot be fetched can be tried again. */
export function lazyPage(load: () => Promise<PageModule>): ComponentType {
  let known: ComponentType | null = null;
  return function LazyPage(): JSX.Element {
    const [page, setPage] = useState<{ shown: ComponentType | null; error: unknown }>({
      shown: known,
      error: null,
    });
    const fetchPage = (): void => {
      load().then(
        (module) => {
          known = module.default;
          setPage({ shown: known, error: null });
        },
        (error: unknown) => setPage({ shown: null, error }),
      );
    };
    useEffect(() => {
      if (page.shown === null) fetchPage();
    }, []);
    const { shown: Shown, error } = page;
    // A file that is gone means that a newer version of the page is being served.
    if (error !== null)
      return <Failure heading={1} error={error} onRetry={() => window.location.reload()} />;
    return Shown ? <Shown /> : <Loading />;
  };
}
