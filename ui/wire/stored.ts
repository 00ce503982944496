/** State of a page as an xstate store, read by preact: the store decides, a component only listens. */
import type { AnyStore, SnapshotFromStore } from '@xstate/store';
import { useEffect, useState } from 'preact/hooks';

/** The selected part of a store's context; renders again only when that part changed. */
export function useStored<S extends AnyStore, T>(
  store: S,
  select: (context: SnapshotFromStore<S>['context']) => T,
): T {
  const [selected, setSelected] = useState<T>(() => select(store.getSnapshot().context));
  useEffect(() => {
    const listen = (): void => setSelected(() => select(store.getSnapshot().context));
    listen();
    const { unsubscribe } = store.subscribe(listen);
    return unsubscribe;
  }, [store]);
  return selected;
}
