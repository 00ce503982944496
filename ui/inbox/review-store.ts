/** One person's review of one question set: what is read, what is changed and not yet saved. */
import { createStore } from '@xstate/store';
import type { Edit, Question, Sample, Wording } from './checkpoint.ts';
import type { Remembered } from './review-memory.ts';

export interface ReviewContext {
  items: Question[];
  /** Changes that are not saved yet, by question. */
  edits: Record<string, Edit>;
  /** Question → wording it had when it was read: what is edited afterwards is unread again. */
  read: Record<string, string>;
  how: 'whole' | 'sample';
  /** Questions whose pending change was given up because somebody else changed them. */
  lost: string[];
}

/** @param kept what the person left here before; changes of what reads otherwise by now are dropped */
export function createReview(items: Question[], kept: Remembered) {
  const present = new Map(items.map((item) => [item.id, printOf(item)]));
  const edits = kept.edits.filter(({ edit, of }) => present.get(edit.id) === of);
  const context: ReviewContext = {
    items,
    edits: Object.fromEntries(edits.map(({ edit }) => [edit.id, edit])),
    read: kept.read,
    how: 'whole',
    lost: [],
  };
  return createStore({
    context,
    on: {
      /** Another version is under review. What is pending on unchanged questions stays. */
      revised: (now, { items }: { items: Question[] }) => {
        const before = new Map(now.items.map((item) => [item.id, printOf(item)]));
        const same = new Set(
          items.filter((item) => before.get(item.id) === printOf(item)).map(({ id }) => id),
        );
        const edits = Object.values(now.edits);
        return {
          ...now,
          items,
          edits: Object.fromEntries(
            edits.filter(({ id }) => same.has(id)).map((edit) => [edit.id, edit]),
          ),
          lost: edits.filter(({ id }) => !same.has(id)).map(({ id }) => id),
        };
      },
      marked: (now, { id, isRead }: { id: string; isRead: boolean }) => {
        const { [id]: _gone, ...others } = now.read;
        const item = now.items.find((each) => each.id === id);
        return { ...now, read: isRead && item ? { ...others, [id]: printOf(item) } : others };
      },
      changed: (now, { id, edit }: { id: string; edit: Edit | null }) => {
        const { [id]: _gone, ...others } = now.edits;
        return { ...now, edits: edit === null ? others : { ...others, [id]: edit } };
      },
      sampled: (now, { how }: { how: ReviewContext['how'] }) => ({ ...now, how }),
      /** What was pending is saved. */
      saved: (now) => ({ ...now, edits: {}, lost: [] }),
    },
  });
}

/** What is worth keeping when the page is left. */
export function worthKeeping({ items, edits, read }: ReviewContext): Remembered {
  const pending = items.flatMap((item) => {
    const edit = edits[item.id];
    return edit ? [{ edit, of: printOf(item) }] : [];
  });
  return { read, edits: pending };
}

export type Review = ReturnType<typeof createReview>;

/** Whether the question is read as it stands. */
export function isRead({ read }: Pick<ReviewContext, 'read'>, item: Wording): boolean {
  return read[item.id] === printOf(item);
}

/** The questions to read, all or the sample, with those that are read. */
export function reading(
  context: ReviewContext,
  sample: Sample | null,
): { wanted: Question[]; left: Question[] } {
  const drawn = new Set(sample?.items);
  const isSampled = context.how === 'sample' && sample !== null && sample.refused === null;
  const wanted = isSampled ? context.items.filter(({ id }) => drawn.has(id)) : context.items;
  return { wanted, left: wanted.filter((item) => !isRead(context, item)) };
}

/** What travels of an edit; null when nothing differs. */
export function differing(before: Wording, after: Wording): Edit | null {
  const edit: Edit = { id: before.id };
  if (after.stem !== before.stem) edit.stem = after.stem;
  if (after.options.join('\n') !== before.options.join('\n')) {
    edit.options = after.options;
    edit.key = after.key;
  } else if (after.key !== before.key) edit.key = after.key;
  return Object.keys(edit).length > 1 ? edit : null;
}

/** A short sign of a wording: the same for the same words. */
export function printOf({ stem, options, key }: Wording): string {
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify([stem, options, key]))
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}
