/** What differs between two versions of a question set, question by question. */

/** The part of a question that people edit. */
interface Wording {
  id: string;
  stem: string;
  options: string[];
  key: number;
}

export interface QuestionChange {
  id: string;
  change: 'edited' | 'dropped' | 'added';
  /** Null where there was none. */
  before: Wording | null;
  after: Wording | null;
}

/** In the order of the newer set, what was dropped last. */
export function questionChanges(before: unknown, after: unknown): QuestionChange[] {
  const [old, present] = [wordingsOf(before), wordingsOf(after)];
  const known = new Map(old.map((each) => [each.id, each]));
  const left = new Set(present.map(({ id }) => id));
  const changed = present.flatMap((item): QuestionChange[] => {
    const was = known.get(item.id);
    if (!was) return [{ id: item.id, change: 'added', before: null, after: item }];
    if (JSON.stringify(was) === JSON.stringify(item)) return [];
    return [{ id: item.id, change: 'edited', before: was, after: item }];
  });
  const dropped = old
    .filter(({ id }) => !left.has(id))
    .map((was): QuestionChange => ({ id: was.id, change: 'dropped', before: was, after: null }));
  return [...changed, ...dropped];
}

/** Ids of the questions of a set; empty for any other content. */
export function questionIds(set: unknown): string[] {
  return wordingsOf(set).map(({ id }) => id);
}

function wordingsOf(set: unknown): Wording[] {
  const { items } = Object(set) as { items?: Wording[] };
  if (!Array.isArray(items)) return [];
  return items.map(({ id, stem, options, key }) => ({ id, stem, options, key }));
}
