/** What this browser remembers for its reader; without storage only the memory is lost. */

export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  /** Single letters as shortcuts. */
  letterKeys: boolean;
}

const KEY = 'presgen.preferences';
const DEFAULT: Preferences = { theme: 'system', letterKeys: true };

/** The reader's choices, or the defaults. */
export function preferences(): Preferences {
  try {
    return { ...DEFAULT, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as object) };
  } catch {
    return DEFAULT;
  }
}

/** Keeps a change and shows it at once. */
export function prefer(change: Partial<Preferences>): void {
  const next = { ...preferences(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Private windows refuse storage: the choice then holds until the page is left.
  }
  applyTheme(next);
}

/** The theme as an attribute of the document, which the colours follow. */
export function applyTheme({ theme } = preferences()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
