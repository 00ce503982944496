/** What stopped a workflow, in plain words, and the two ways on. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/dialog.tsx';
import { Panel } from '../kit/page.tsx';
import { postJson } from '../wire/api.ts';
import { dayAndTime } from '../words/times.ts';
import { inWords, machineTitle } from '../words/words.ts';
import type { DeadLetter } from './model.ts';

type Action = 'retry' | 'discard';

const WORDS: Record<Action, { button: string; title: string; text: string }> = {
  retry: {
    button: 'Try again',
    title: 'Try it again now?',
    text: 'Mend the cause first. The workflow then goes on where it stopped, and takes what has arrived meanwhile. If it fails again, it stays stopped.',
  },
  discard: {
    button: 'Go on without it',
    title: 'Go on without it?',
    text: 'The workflow goes on as if this had never arrived. If it was the result of a call, the call is made again; anything else does not come a second time. This cannot be taken back.',
  },
};

/** @param onSettled called once a decision was carried out. */
export function StuckPanel({
  letters,
  onSettled,
}: {
  letters: DeadLetter[];
  onSettled: () => void;
}): JSX.Element {
  const [asked, setAsked] = useState<{ letter: DeadLetter; action: Action } | null>(null);
  return (
    <Panel title="Stopped" class="wf-stopped">
      {letters.map((letter) => (
        <article key={letter.id} aria-labelledby={`letter-${letter.id}`}>
          <h3 id={`letter-${letter.id}`}>{whatHappened(letter)}</h3>
          <p>
            {dayAndTime(letter.at)}: {letter.error.message} <code>{letter.error.code}</code>
            {letter.attempts > 1 ? ` Tried ${letter.attempts} times.` : ''}
          </p>
          <p class="soft">{whatFollows(letter)}</p>
          <p class="row">
            <Button look="primary" onPress={() => setAsked({ letter, action: 'retry' })}>
              {WORDS.retry.button}
            </Button>
            {letter.event !== null && (
              <Button look="quiet-danger" onPress={() => setAsked({ letter, action: 'discard' })}>
                {WORDS.discard.button}
              </Button>
            )}
          </p>
        </article>
      ))}
      {asked && <Ask {...asked} onSettled={onSettled} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

function Ask({
  letter,
  action,
  onSettled,
  onClose,
}: {
  letter: DeadLetter;
  action: Action;
  onSettled: () => void;
  onClose: () => void;
}): JSX.Element {
  const { title, text, button } = WORDS[action];
  const act = async (key: string): Promise<string> => {
    const path = `/api/dead-letters/${letter.id}/resolutions`;
    const after = await postJson<DeadLetter>(path, { action }, key);
    onSettled();
    return after.state === 'open' ? 'It failed again; the workflow stays stopped' : 'It goes on';
  };
  return (
    <Confirm
      title={title}
      button={button}
      keep="Leave it stopped"
      isDangerous={action === 'discard'}
      act={act}
      onClose={onClose}
    >
      <p>{text}</p>
    </Confirm>
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
