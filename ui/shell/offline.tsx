/** Says that the connection is gone, and that what is shown stays readable. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function Offline(): JSX.Element | null {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, []);
  if (isOnline) return null;
  return (
    <p class="offline" role="status">
      You are offline. What you see stays readable; it is brought up to date when the connection is
      back.
    </p>
  );
}
