/** Single keys for reviewing: dead while typing, and off for who does not want them. */

import { h } from './dom.ts';
import type { Go } from './view.ts';

const OFF = 'presgen.keys';

const HELP: [string, string][] = [
  ['j / k', 'next / previous question'],
  ['e', 'edit the question'],
  ['a', 'approve'],
  ['c', 'ask for changes'],
  ['r', 'reject'],
  ['i', 'back to the inbox'],
  ['?', 'this list'],
];

/** Listens until the returned function is called. */
export function reviewKeys(root: HTMLElement, go: Go): () => void {
  const dialog = keyHelp();
  root.append(dialog);
  const press = (key: string): boolean => {
    const button = (name: string) => root.querySelector<HTMLButtonElement>(`[data-key="${name}"]`);
    const named: Record<string, () => void> = {
      j: () => step(root, 1),
      k: () => step(root, -1),
      e: () =>
        document.activeElement
          ?.closest('.question')
          ?.querySelector<HTMLElement>('[data-edit]')
          ?.click(),
      a: () => button('approve')?.focus(),
      c: () => button('changes')?.click(),
      r: () => button('reject')?.click(),
      i: () => go('/inbox'),
      '?': () => dialog.showModal(),
    };
    named[key]?.();
    return key in named;
  };
  const listen = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || isOff()) return;
    if ((event.target as Element).closest('input, textarea, select')) return;
    if (press(event.key)) event.preventDefault();
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}

function step(root: HTMLElement, by: number): void {
  const all = [...root.querySelectorAll<HTMLElement>('.question, .segment')];
  const at = all.findIndex((each) => each.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
  next?.setAttribute('tabindex', '-1');
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function keyHelp(): HTMLDialogElement {
  const box = h('input', { type: 'checkbox', id: 'keys-on', checked: !isOff() });
  box.addEventListener('change', () => {
    localStorage.setItem(OFF, box.checked ? 'on' : 'off');
  });
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'keys-title' },
    h('h2', { id: 'keys-title' }, 'Keys'),
    h(
      'dl',
      { class: 'keys' },
      HELP.map(([key, what]) =>
        h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, what)),
      ),
    ),
    h('p', null, box, ' ', h('label', { for: 'keys-on' }, 'Single keys work on this page')),
    h('form', { method: 'dialog' }, h('button', { class: 'primary' }, 'Close')),
  );
  return dialog;
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) === 'off';
  } catch {
    return false;
  }
}
