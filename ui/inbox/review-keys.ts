/** Single keys for reviewing: dead while typing and in dialogs, and off for who does not want them. */
import { preferences } from '../wire/preferences.ts';

export type ReviewKey = 's' | 'j' | 'k' | 'm' | 'e' | 'f' | 'o' | 'a' | 'c' | 'r' | 'i' | '?';

/** In the order in which they are used. */
export const KEY_HELP: [ReviewKey, string][] = [
  ['s', 'start reviewing: reserve it for yourself'],
  ['j', 'next item'],
  ['k', 'previous item'],
  ['m', 'mark as read, and on to the next unread one'],
  ['o', 'open the source in its document'],
  ['e', 'edit'],
  ['f', 'flag a doubt'],
  ['a', 'approve, or save your changes'],
  ['c', 'ask for changes'],
  ['r', 'reject'],
  ['i', 'back to the inbox'],
  ['?', 'this list'],
];

const KNOWN: ReadonlySet<string> = new Set(KEY_HELP.map(([key]) => key));

/** The part of a key press that decides. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: EventTarget | null;
}

/** The key that was meant as a shortcut, or null. */
export function shortcutOf(press: Press, isOn = preferences().letterKeys): ReviewKey | null {
  if (!isOn || press.ctrlKey || press.metaKey || press.altKey) return null;
  const { target } = press;
  if (target instanceof Element && target.closest(TYPING)) return null;
  return KNOWN.has(press.key) ? (press.key as ReviewKey) : null;
}

const TYPING = 'input, textarea, select, dialog, [contenteditable]';
