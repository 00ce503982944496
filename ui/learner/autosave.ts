/**
 * Saves a form as it is filled in: a moment after the last key, again when the connection is back,
 * and from this device's own memory when the page was closed before that.
 */
import { keptAnswers } from './kept-answers.ts';
import { tellLocally } from './local-times.ts';

const PAUSE_MS = 900;
const AGAIN_MS = 5_000;

type Outcome = { kind: 'saved'; at: string } | { kind: 'refused'; why: string } | { kind: 'away' };

export function keepSaved(form: HTMLFormElement): void {
  const address = form.dataset.autosave ?? '';
  const kept = keptAnswers(address);
  const dirty = new Set<string>();
  let timer = 0;
  let isSending = false;
  let hasLeft = false;

  const soon = (ms: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(save, ms);
  };
  const save = async (): Promise<void> => {
    if (isSending || hasLeft || dirty.size === 0) return;
    isSending = true;
    const names = [...dirty];
    dirty.clear();
    const outcome = await send(address, fieldsOf(form, names));
    isSending = false;
    if (outcome.kind !== 'saved') for (const name of names) dirty.add(name);
    tell(form, outcome);
    if (outcome.kind === 'away') soon(AGAIN_MS);
    if (outcome.kind !== 'saved') return;
    if (dirty.size === 0) kept.forget();
    else soon(PAUSE_MS);
  };

  form.addEventListener('input', ({ target }) => {
    const { name } = target as HTMLInputElement;
    if (!name.startsWith('q-')) return;
    dirty.add(name);
    kept.write({ ...kept.read(), [name]: givenIn(form, name) });
    soon(PAUSE_MS);
  });
  // What the button sends is all there is to save, and a late save must not follow it.
  form.addEventListener('submit', () => {
    hasLeft = true;
    clearTimeout(timer);
    kept.forget();
  });
  window.addEventListener('pageshow', () => {
    hasLeft = false;
  });
  window.addEventListener('online', () => soon(0));
  for (const [name, value] of Object.entries(kept.read()))
    if (restore(form, name, value)) dirty.add(name);
  if (dirty.size > 0) soon(0);
  else if (!navigator.onLine) tell(form, { kind: 'away' });
}

function fieldsOf(form: HTMLFormElement, names: string[]): URLSearchParams {
  const token = form.elements.namedItem('submission_token') as HTMLInputElement;
  const fields = names.map((name): [string, string] => [name, givenIn(form, name)]);
  return new URLSearchParams([['submission_token', token.value], ...fields]);
}

function givenIn(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

/** Whether the field is on this page. */
function restore(form: HTMLFormElement, name: string, value: string): boolean {
  const found = form.elements.namedItem(name);
  if (found instanceof RadioNodeList) {
    found.value = value;
    return true;
  }
  if (!(found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement)) return false;
  found.value = value;
  return true;
}

async function send(address: string, body: URLSearchParams): Promise<Outcome> {
  const response = await fetch(address, { method: 'POST', body }).catch(() => null);
  if (response === null || response.status === 429 || response.status >= 500)
    return { kind: 'away' };
  const answer = (await response.json().catch(() => ({}))) as {
    saved_at?: string;
    detail?: string;
  };
  if (response.ok && answer.saved_at) return { kind: 'saved', at: answer.saved_at };
  return { kind: 'refused', why: answer.detail ?? 'this page is from before; open the form again' };
}

const AWAY = 'No connection. Your answers are kept on this device and are saved when it is back.';

function tell(form: HTMLFormElement, outcome: Outcome): void {
  const saved = form.querySelector('[data-saved]');
  const trouble = form.querySelector('[data-trouble]');
  if (!saved || !trouble) return;
  // The status line is read aloud, so it changes only when something is wrong or right again.
  const words =
    outcome.kind === 'away' ? AWAY : outcome.kind === 'refused' ? `Not saved: ${outcome.why}.` : '';
  if (trouble.textContent !== words) trouble.textContent = words;
  if (outcome.kind !== 'saved') return;
  const time = document.createElement('time');
  time.dateTime = outcome.at;
  time.dataset.style = 'clock';
  time.lang = navigator.language;
  tellLocally(time);
  saved.replaceChildren('Saved ', time);
}
