/** Who acts. On loopback nobody logs in: a person says who they are, and decisions record it. */
import { h } from './dom.ts';

const PERSON = /^[\w.@-]{1,80}$/;
const NOBODY = 'local-admin';
const RECENT = 'presgen.people';

/** The name decisions are recorded under. */
export function actingAs(): string {
  const value = /(?:^|;\s*)presgen_user=([^;]+)/.exec(document.cookie)?.[1];
  const name = value === undefined ? NOBODY : decodeURIComponent(value);
  return PERSON.test(name) ? name : NOBODY;
}

/** Beyond loopback the session says who acts, so there is nothing to choose. */
export function personChooser(onChange: () => void): HTMLElement | null {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) return null;
  const name = h('strong', null, actingAs());
  const input = h('input', {
    id: 'person-name',
    name: 'person',
    value: actingAs(),
    autocomplete: 'off',
    spellcheck: 'false',
    list: 'person-recent',
    maxlength: 80,
    'aria-describedby': 'person-note',
  });
  const known = h('datalist', { id: 'person-recent' });
  const note = h('p', { id: 'person-note', class: 'hint' }, noteText);
  const summary = h('summary', null, h('span', { class: 'soft' }, 'You act as '), name);
  const form = h(
    'form',
    { class: 'popover' },
    h('label', { for: 'person-name' }, 'Name that decisions record'),
    input,
    known,
    note,
    h('button', { class: 'primary', type: 'submit' }, 'Act under this name'),
  );
  const details = h('details', { class: 'person' }, summary, form);
  const fill = (): void => {
    known.replaceChildren(...recent().map((each) => h('option', { value: each })));
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = input.value.trim();
    note.textContent = PERSON.test(chosen) ? noteText : 'Letters, digits, dot, dash, @ only.';
    if (!PERSON.test(chosen)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is absent on plain http.
    document.cookie = `presgen_user=${encodeURIComponent(chosen)}; Path=/; SameSite=Lax; Max-Age=31536000`;
    remember(chosen);
    name.textContent = chosen;
    details.open = false;
    summary.focus();
    fill();
    onChange();
  });
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    summary.focus();
  });
  fill();
  return details;
}

const noteText = 'On this computer nobody logs in. Two approvals need two names.';

function recent(): string[] {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? '[]') as string[];
  } catch {
    return [];
  }
}

function remember(name: string): void {
  const names = [name, ...recent().filter((each) => each !== name)].slice(0, 6);
  try {
    localStorage.setItem(RECENT, JSON.stringify(names));
  } catch {
    // Without storage the list of recent names is all that is lost.
  }
}
