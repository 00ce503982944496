/** What a person may do to a workflow out of turn: only what its state accepts, after a confirmation. */
import { postJson } from './api.ts';
import { confirm, type Words } from './confirm.ts';
import { h } from './dom.ts';

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
          onclick: () => ask(workflow, type, words),
        },
        words.button,
      );
    }),
  );
}

function ask(workflow: string, type: string, words: Words): void {
  confirm(words, 'Keep going as it is', async (key) => {
    await postJson(`/api/workflows/${encodeURIComponent(workflow)}/events`, { type }, key);
    return `${words.button}: accepted`;
  });
}
