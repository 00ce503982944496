/** Buttons for what the present state takes; each says first what will happen. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/dialog.tsx';
import { postJson } from '../wire/api.ts';
import { hasRole } from '../wire/person.ts';
import { EditInput } from './edit-input.tsx';
import type { WorkflowView } from './model.ts';
import { type Offered, offered, undoList } from './offered.ts';
import { StepChoice } from './step-choice.tsx';

interface Props {
  id: string;
  view: WorkflowView;
  onDone: () => void;
}

export function Interventions({ id, view, onDone }: Props): JSX.Element | null {
  const [asked, setAsked] = useState<Offered | null>(null);
  const all = offered(view);
  if (all.length === 0 || !hasRole('operator')) return null;
  const close = (): void => setAsked(null);
  return (
    <div class="row">
      {all.map((each) => (
        <Button
          key={each.type}
          look={each.isDangerous ? 'quiet-danger' : each.type === 'retry' ? 'primary' : undefined}
          onPress={() => setAsked(each)}
        >
          {each.button}
        </Button>
      ))}
      {asked?.type === 'edit_input' && (
        <EditInput id={id} view={view} asked={asked} onDone={onDone} onClose={close} />
      )}
      {asked && asked.type !== 'edit_input' && (
        <Ask id={id} view={view} asked={asked} onDone={onDone} onClose={close} />
      )}
    </div>
  );
}

function Ask({
  id,
  view,
  asked,
  onDone,
  onClose,
}: Props & { asked: Offered; onClose: () => void }): JSX.Element {
  const [step, setStep] = useState(asked.steps[0] ?? null);
  const undoes = asked.type === 'cancel' || asked.type === 'give_up' ? undoList(view) : [];
  const act = async (key: string): Promise<string> => {
    const body = { type: asked.type, ...(asked.steps.length > 1 && step && { step }) };
    await postJson(`/api/workflows/${encodeURIComponent(id)}/events`, body, key);
    onDone();
    return `${asked.button}: accepted`;
  };
  return (
    <Confirm
      title={asked.title}
      button={asked.button}
      keep="Keep going as it is"
      isDangerous={asked.isDangerous}
      act={act}
      onClose={onClose}
    >
      <StepChoice steps={asked.steps} chosen={step} onChoose={setStep} />
      {asked.follows.map((text, index) => (
        <>
          <p key={text}>{text}</p>
          {index === 0 && undoes.length > 0 && (
            <ol class="wf-undoes">
              {undoes.map((title) => (
                <li key={title}>{title}</li>
              ))}
            </ol>
          )}
        </>
      ))}
    </Confirm>
  );
}
