/**
 * Passes what was told on to the public inspector, in a window of its own, as the inspector's own
 * browser adapter does. Called only after the reader agreed; until then nothing is asked of any
 * other site.
 */
import type { Told } from './log.ts';

export const PUBLIC_INSPECTOR = 'https://stately.ai/inspect';

const CONNECTED = '@statelyai.connected';
const DISCONNECTED = '@statelyai.disconnected';

export interface Bridge {
  send(events: Told[]): void;
  close(): void;
}

/**
 * Must be called from a click, or the browser opens no window.
 * @param onConnected the other page has answered; what was sent before then follows at once.
 * @returns null where the browser refused the window
 */
export function openBridge(
  told: Told[],
  onConnected: () => void,
  address: string = PUBLIC_INSPECTOR,
): Bridge | null {
  const { origin } = new URL(address);
  const other = window.open(address, 'xstateinspector');
  if (other === null) return null;
  let isConnected = false;
  let waiting = [...told];
  const hear = ({ source, origin: from, data }: MessageEvent): void => {
    // Anybody may post to us: only the window that was opened counts, and only as that site.
    if (source !== other || from !== origin) return;
    if ((data as { type?: unknown } | null)?.type !== CONNECTED) return;
    isConnected = true;
    for (const event of waiting) other.postMessage(event, origin);
    waiting = [];
    onConnected();
  };
  window.addEventListener('message', hear);
  return {
    send: (events) => {
      if (!isConnected) waiting.push(...events);
      else for (const event of events) other.postMessage(event, origin);
    },
    close: () => {
      window.removeEventListener('message', hear);
      if (isConnected) other.postMessage({ type: DISCONNECTED }, origin);
    },
  };
}
