/** A moment after the page was drawn: what it shows first must not wait for what it keeps for later. */
const AFTER_MS = 3000;

/** Asks the browser to keep the page's files. */
export function keepOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  const register = (): void => {
    // Refused in private windows and by policy: the page then needs the network, as any page does.
    navigator.serviceWorker.register('/worker.js').catch(() => undefined);
  };
  window.setTimeout(() => {
    if (navigator.onLine) register();
    else window.addEventListener('online', register, { once: true });
  }, AFTER_MS);
}
