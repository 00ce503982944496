/** Opens what is dear to load at the first call of it, not at the start. */

/** Google's client is a third of a start and most starts need it later: the first call brings it in. */
export function whenAsked<T extends object>(open: () => Promise<T>): T {
  let opening: Promise<T> | undefined;
  const opened = (): Promise<T> => {
    opening ??= open().catch((error: unknown) => {
      // A key file that was not there may be there the next time.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return new Proxy({} as T, {
    get: (_, name) => {
      // What is awaited is asked whether it is a promise; this is none.
      if (name === 'then') return undefined;
      return async (...args: unknown[]) => {
        const target = (await opened()) as Record<PropertyKey, (...args: unknown[]) => unknown>;
        return target[name]?.(...args);
      };
    },
  });
}
