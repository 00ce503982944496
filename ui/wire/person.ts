/** Who acts. On loopback nobody logs in: a person says who they are, and decisions record it. */
import { signal } from '@preact/signals';
import { getJson } from './api.ts';

export const PERSON = /^[\w.@-]{1,80}$/;
const NOBODY = 'local-admin';
const RECENT = 'presgen.people';

export type Role = 'educator' | 'operator' | 'developer' | 'auditor' | 'admin';

/** The acting person as the server sees them. */
export interface Me {
  person: string;
  name?: string;
  roles: Role[];
  /** `*` stands for all. */
  groups: string[];
  /** `local`: nobody logs in, everybody says who they are. */
  mode?: 'local' | 'login';
}

/** Null until the server said so; pages then show what everybody may see. */
export const me = signal<Me | null>(null);

/** Counted up whenever somebody else begins to act here: what is shown then belongs to another person. */
export const actors = signal(0);

/** Asks the server who acts. */
export async function loadMe(): Promise<void> {
  me.value = await getJson<Me>('/api/me').catch(() => null);
}

/** Whether the person has the role; an admin has all. True while nobody knows, for the server decides. */
export function hasRole(role: Role): boolean {
  const known = me.value;
  return known === null || known.roles.includes(role) || known.roles.includes('admin');
}

/** With a login the session says who acts, so there is nothing to choose. */
export function mayChoosePerson(): boolean {
  if (me.value?.mode) return me.value.mode === 'local';
  return ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
}

/** The name decisions are recorded under. */
export function actingAs(): string {
  if (me.value) return me.value.person;
  const value = /(?:^|;\s*)presgen_user=([^;]+)/.exec(document.cookie)?.[1];
  const name = value === undefined ? NOBODY : decodeURIComponent(value);
  return PERSON.test(name) ? name : NOBODY;
}

/** From now on `person` acts in this browser. */
export async function actAs(person: string): Promise<void> {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is absent on plain http.
  document.cookie = `presgen_user=${encodeURIComponent(person)}; Path=/; SameSite=Lax; Max-Age=31536000`;
  const names = [person, ...recentPeople().filter((each) => each !== person)].slice(0, 6);
  try {
    localStorage.setItem(RECENT, JSON.stringify(names));
  } catch {
    // Without storage the list of recent names is all that is lost.
  }
  me.value = null;
  await loadMe();
  actors.value += 1;
}

export function recentPeople(): string[] {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? '[]') as string[];
  } catch {
    return [];
  }
}
