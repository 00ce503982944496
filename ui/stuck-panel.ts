/** What stopped a workflow, in plain words, and the two ways on. */
import { postJson } from './api.ts';
import { confirm, type Words } from './confirm.ts';
import { type Child, h } from './dom.ts';
import { dayAndTime } from './times.ts';
import { inWords, machineTitle } from './words.ts';
import type { DeadLetter } from './workflow-model.ts';

const RETRY: Words = {
  button: 'Try again',
  title: 'Try it again now?',
  text: 'Mend the cause first. The workflow then goes on where it stopped, and takes what has arrived meanwhile. If it fails again, it stays stopped.',
  isDangerous: false,
};
const DISCARD: Words = {
  button: 'Go on without it',
  title: 'Go on without it?',
  text: 'The workflow goes on as if this had never arrived. If it was the result of a call, the call is made again; anything else does not come a second time. This cannot be taken back.',
  isDangerous: true,
};

/** @param settled called once a decision was carried out. */
export function stuckPanel(letters: DeadLetter[], settled: () => void): Child {
  return letters.map((letter) =>
    h(
      'article',
      { class: 'stuck', 'aria-labelledby': `letter-${letter.id}` },
      h('h3', { id: `letter-${letter.id}` }, whatHappened(letter)),
      h(
        'p',
        null,
        `${dayAndTime(letter.at)}: ${letter.error.message} `,
        h('code', null, letter.error.code),
        letter.attempts > 1 ? ` Tried ${letter.attempts} times.` : '',
      ),
      h('p', { class: 'soft' }, whatFollows(letter)),
      h(
        'p',
        { class: 'row' },
        button(letter, 'retry', RETRY, settled),
        letter.event === null ? null : button(letter, 'discard', DISCARD, settled),
      ),
    ),
  );
}

function button(
  letter: DeadLetter,
  action: 'retry' | 'discard',
  words: Words,
  settled: () => void,
): HTMLElement {
  const act = async (key: string): Promise<string> => {
    const path = `/api/dead-letters/${letter.id}/resolutions`;
    const after = await postJson<DeadLetter>(path, { action }, key);
    settled();
    return after.state === 'open' ? 'It failed again; the workflow stays stopped' : 'It goes on';
  };
  return h(
    'button',
    {
      type: 'button',
      class: words.isDangerous ? 'quiet-danger' : 'primary',
      'data-key': `${action}-${letter.id}`,
      onclick: () => confirm(words, 'Leave it stopped', act),
    },
    words.button,
  );
}

function whatHappened({ event, address, workflow_id, machine }: DeadLetter): string {
  const where = address === workflow_id ? 'This workflow' : machineTitle(machine);
  if (event === null) return `${where} cannot be read from the database`;
  return `${where} stopped: ${eventWords(event)} could not be processed`;
}

function whatFollows({ event }: DeadLetter): string {
  const kept =
    'Nothing is lost: whatever arrives meanwhile waits. All other workflows go on as usual.';
  return event === null
    ? `${kept} Once what is damaged has been restored, try again.`
    : `${kept} Try again once the cause is mended, or go on without it.`;
}

function eventWords(event: string): string {
  const [, kind, child] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  if (kind === 'done') return `the result of “${inWords(child ?? '')}”`;
  if (kind === 'error') return `the failure of “${inWords(child ?? '')}”`;
  if (event.startsWith('xstate.after.')) return 'a time limit that was reached';
  if (event === 'xstate.init') return 'its start';
  return `“${inWords(event)}”`;
}
