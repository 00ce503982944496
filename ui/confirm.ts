/** Asks before something is done that others will see; what the server refuses stays on the dialog. */
import { announce } from './announce.ts';
import { h } from './dom.ts';
import { actingAs } from './person.ts';
import { notice } from './status-views.ts';

export interface Words {
  button: string;
  title: string;
  text: string;
  isDangerous: boolean;
}

/**
 * @param keep text of the button that changes nothing
 * @param act  carries it out under a key of this dialog's own; what it returns is announced
 */
export function confirm(words: Words, keep: string, act: (key: string) => Promise<string>): void {
  const key = crypto.randomUUID();
  const trouble = h('div', { role: 'alert' });
  const run = async (): Promise<void> => {
    try {
      announce(await act(key));
      dialog.close();
    } catch (error) {
      trouble.replaceChildren(
        notice('failed', error instanceof Error ? error.message : String(error)),
      );
    }
  };
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'confirm-title' },
    h('h2', { id: 'confirm-title' }, words.title),
    h('p', null, words.text),
    h('p', { class: 'soft' }, `Recorded as done by ${actingAs()}.`),
    trouble,
    h(
      'p',
      { class: 'row' },
      h(
        'button',
        {
          type: 'button',
          class: words.isDangerous ? 'danger' : 'primary',
          onclick: () => void run(),
        },
        words.button,
      ),
      h('button', { type: 'button', onclick: () => dialog.close(), autofocus: true }, keep),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
