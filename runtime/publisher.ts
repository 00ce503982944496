/** Fans frames out to watchers after a commit. Best effort: a watcher that throws loses nothing of others. */
import type { Frame } from './ports.ts';

export interface Publisher {
  publish(frame: Frame): void;
  /** `'*'` listens to every root. Returns the way to stop. */
  subscribe(root: string, listener: (frame: Frame) => void): () => void;
}

export function createPublisher(trouble: (what: string, error: unknown) => void): Publisher {
  const listeners = new Map<string, Set<(frame: Frame) => void>>();

  const tell = (audience: Set<(frame: Frame) => void> | undefined, frame: Frame): void => {
    for (const listener of audience ?? []) {
      try {
        listener(frame);
      } catch (error) {
        trouble('a watcher', error);
      }
    }
  };

  return {
    publish: (frame) => {
      tell(listeners.get(frame.root), frame);
      tell(listeners.get('*'), frame);
    },
    subscribe: (root, listener) => {
      const audience = listeners.get(root) ?? new Set();
      audience.add(listener);
      listeners.set(root, audience);
      return () => {
        audience.delete(listener);
        if (audience.size === 0 && listeners.get(root) === audience) listeners.delete(root);
      };
    },
  };
}
