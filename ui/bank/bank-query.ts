/** The bank's address is its view: which filters it holds, and what it asks the server. */

export const FILTERS = [
  'certification',
  'q',
  'state',
  'domain',
  'difficulty',
  'verified',
  'workflow',
  'sort',
] as const;
export type Filter = (typeof FILTERS)[number];
export type Query = Partial<Record<Filter, string>>;

/** The filters an address holds; whatever else it holds is not ours. */
export function queryIn(search: Record<string, string | undefined>): Query {
  const query: Query = {};
  for (const name of FILTERS) {
    const value = search[name]?.trim();
    if (value) query[name] = value;
  }
  return query;
}

/** `a=b&c=d` with empty values left out, in a fixed order, so that equal views have equal addresses. */
export function searchOf(query: Query, more: Record<string, string> = {}): string {
  const search = new URLSearchParams();
  for (const name of FILTERS) if (query[name]) search.set(name, query[name]);
  for (const [name, value] of Object.entries(more)) if (value) search.set(name, value);
  return search.toString();
}

/** The page's address for a view. */
export function pathOf(query: Query): string {
  const search = searchOf(query);
  return search === '' ? '/bank' : `/bank?${search}`;
}

/** Another view: a filter that is set to what it is already is taken away. */
export function toggled(query: Query, name: Filter, value: string): Query {
  const { [name]: present, ...rest } = query;
  return present === value ? rest : { ...rest, [name]: value };
}

/** How many filters narrow the list; the order does not. */
export function narrowing({ sort: _, certification: __, ...rest }: Query): number {
  return Object.keys(rest).length;
}
