/** What a person may do to a workflow out of turn: only what its state accepts, after a confirmation. */
import { announce } from './announce.ts';
import { postJson } from './api.ts';
import { h } from './dom.ts';
import { actingAs } from './person.ts';
import { notice } from './status-views.ts';

interface Words {
  button: string;
  title: string;
  text: string;
  isDangerous: boolean;
}

const WORDS: Record<string, Words> = {
  retry: {
    button: 'Try again',
    title: 'Try again now?',
    text: 'The failed call is made again, with its tries counted from one.',
    isDangerous: false,
  },
  skip: {
    button: 'Skip',
    title: 'Skip this part?',
    text: 'The workflow goes on without it. The report will say that it was skipped, and by whom.',
    isDangerous: true,
  },
  give_up: {
    button: 'Give up',
    title: 'Give up this workflow?',
    text: 'Everything it has done so far is undone, newest first. This cannot be taken back.',
    isDangerous: true,
  },
  cancel: {
    button: 'Cancel workflow',
    title: 'Cancel this workflow?',
    text: 'Everything it has done so far is undone, newest first. This cannot be taken back.',
    isDangerous: true,
  },
};

/** Buttons for `accepts`; edits of the input have a page of their own, so they are not offered here. */
export function interventions(workflow: string, accepts: string[]): HTMLElement | null {
  const offered = Object.keys(WORDS).filter((type) => accepts.includes(type));
  if (offered.length === 0) return null;
  return h(
    'div',
    { class: 'row' },
    offered.map((type) => {
      const words = WORDS[type] as Words;
      return h(
        'button',
        {
          type: 'button',
          class: words.isDangerous ? 'quiet-danger' : 'primary',
          'data-key': type,
          onclick: () => confirm(workflow, type, words),
        },
        words.button,
      );
    }),
  );
}

function confirm(workflow: string, type: string, words: Words): void {
  const key = crypto.randomUUID();
  const trouble = h('div', { role: 'alert' });
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
          onclick: () => void act(),
        },
        words.button,
      ),
      h(
        'button',
        { type: 'button', onclick: () => dialog.close(), autofocus: true },
        'Keep going as it is',
      ),
    ),
  );
  const act = async (): Promise<void> => {
    try {
      await postJson(`/api/workflows/${encodeURIComponent(workflow)}/events`, { type }, key);
      announce(`${words.button}: accepted`);
      dialog.close();
    } catch (error) {
      trouble.replaceChildren(
        notice('failed', error instanceof Error ? error.message : String(error)),
      );
    }
  };
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
