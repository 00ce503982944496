/** Dead letters in memory: the same answers as `letter-statements.ts`. */
import type {
  ActorRecord,
  DeadLetter,
  LetterUpdate,
  Store,
  StoredDeadLetter,
} from '../runtime/ports.ts';
import { throughJson } from './json-text.ts';

type LetterMethods = 'deadLetters' | 'deadLetter' | 'quarantine';

/** @param actorOf the narrow row of an actor, current. */
export function createMemoryLetters(
  letters: StoredDeadLetter[],
  actorOf: (address: string) => ActorRecord | undefined,
): Pick<Store, LetterMethods> {
  return {
    deadLetters: async (limit, { open, root, address, before } = {}) => {
      const found = letters.filter(
        (letter) =>
          (open === undefined || (letter.resolution === null) === open) &&
          (root === undefined || letter.root === root) &&
          (address === undefined || letter.address === address) &&
          (before === undefined || letter.id < before),
      );
      return throughJson(found.toReversed().slice(0, limit));
    },
    deadLetter: async (id) => throughJson(letters.find((letter) => letter.id === id) ?? null),
    quarantine: async (letter) => {
      const { address, eventId } = letter;
      const actor = actorOf(address);
      if (!actor) return false;
      actor.stuck = true;
      actor.view.status = 'stuck';
      const isKnown = letters.some(
        (known) =>
          known.address === address && known.eventId === eventId && known.resolution === null,
      );
      if (!isKnown) addLetter(letters, actor, letter);
      return !isKnown;
    },
  };
}

export function addLetter(
  letters: StoredDeadLetter[],
  { root, machine }: ActorRecord,
  letter: DeadLetter,
): void {
  const open = { attempts: 1, resolution: null, resolvedBy: null, resolvedAt: null };
  letters.push({ ...throughJson(letter), id: letters.length + 1, root, machine, ...open });
}

/** Only open letters of this actor change. */
export function updateLetter(
  letters: StoredDeadLetter[],
  address: string,
  update: LetterUpdate,
): void {
  const letter = letters.find(({ id }) => id === update.id);
  if (letter?.address !== address || letter.resolution !== null) return;
  if ('error' in update) {
    letter.error = throughJson(update.error);
    letter.attempts += 1;
    return;
  }
  const { resolution, by: resolvedBy, at: resolvedAt } = update;
  Object.assign(letter, { resolution, resolvedBy, resolvedAt });
}
