/** A tab whose script is fetched when it is first opened, so that no tab pays for another. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure, Loading } from '../kit/standing.tsx';
import type { Shown } from './shown.ts';

type Tab = ComponentType<{ shown: Shown }>;

export function lazyTab(load: () => Promise<Tab>): Tab {
  let known: Tab | null = null;
  return function LazyTab({ shown }): JSX.Element {
    const [, setKnown] = useState(known !== null);
    const [error, setError] = useState<unknown>(null);
    const fetchTab = (): void => {
      setError(null);
      load().then(
        (tab) => {
          known = tab;
          setKnown(true);
        },
        (reason: unknown) => setError(reason),
      );
    };
    useEffect(() => {
      if (known === null) fetchTab();
    }, []);
    const Known = known;
    if (error !== null) return <Failure error={error} onRetry={fetchTab} />;
    return Known ? <Known shown={shown} /> : <Loading />;
  };
}
