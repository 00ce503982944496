/** The life of one actor, position by position: what it was after each entry of its journal. */
import { persist } from './kernel.ts';
import type { ActorRecord, JournalEntry, Store } from './ports.ts';
import { birthVersion, createFold } from './replay.ts';
import type { MachineLookup } from './versions.ts';

export interface Course {
  /**
   * The actor after one more entry, oldest first and without a gap; null where the code it ran on
   * then is gone. @throws what repeating that entry throws
   */
  take(entry: JournalEntry): ActorRecord | null;
}

export async function openCourse(
  machines: MachineLookup,
  store: Store,
  address: string,
): Promise<Course> {
  const fold = createFold(machines, await birthVersion(store, address));
  return {
    take: (entry) => {
      fold.take(entry);
      if (fold.gone() !== null) return null;
      const actor = fold.actor();
      return actor === null ? null : persist(actor);
    },
  };
}
