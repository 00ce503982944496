/** How the inbox can be narrowed; the address is the view. */

export interface Filter {
  /** As in the address and the API. */
  name: string;
  label: string;
  /** The empty one asks for everything. */
  choices: [value: string, words: string][];
}

export const FILTERS: Filter[] = [
  {
    name: 'mine',
    label: 'Whose',
    choices: [
      ['', 'Everybody’s'],
      ['me', 'Reserved by me'],
      ['group', 'For my groups'],
    ],
  },
  {
    name: 'kind',
    label: 'What',
    choices: [
      ['', 'Everything'],
      ['questions', 'Questions'],
      ['gaps', 'Gap analyses'],
      ['scripts', 'Video scripts'],
      ['release', 'Releases'],
    ],
  },
  {
    name: 'due',
    label: 'Due',
    choices: [
      ['', 'Any time'],
      ['overdue', 'Overdue'],
      ['day', 'Within a day'],
      ['week', 'Within a week'],
    ],
  },
  {
    name: 'state',
    label: 'State',
    choices: [
      ['', 'Any'],
      ['open', 'Nobody is reviewing'],
      ['reserved', 'Being reviewed'],
      ['escalated', 'Escalated'],
    ],
  },
];

/** The filters an address names, without what no filter knows. */
export function inboxFilters(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    FILTERS.flatMap(({ name, choices }) => {
      const value = query[name];
      const isKnown = value && choices.some(([known]) => known === value);
      return isKnown ? [[name, value]] : [];
    }),
  );
}

/** The address of the inbox with these filters. */
export function filterPath(filters: Record<string, string>): string {
  const chosen = Object.entries(filters).filter(([, value]) => value !== '');
  return chosen.length === 0 ? '/inbox' : `/inbox?${new URLSearchParams(chosen)}`;
}
