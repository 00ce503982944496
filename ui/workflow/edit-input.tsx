/** The form for what a waiting workflow works with: the difference stands beside it before it is sent. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Notice } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { postJson } from '../wire/api.ts';
import { type Draft, draftOf, type EditField, edited, FIELDS, keyOf, shown } from './editing.ts';
import type { WorkflowView } from './model.ts';
import type { Offered } from './offered.ts';
import { StepChoice } from './step-choice.tsx';

export interface EditInputProps {
  id: string;
  view: WorkflowView;
  asked: Offered;
  onDone: () => void;
  onClose: () => void;
}

export function EditInput({ id, view, asked, onDone, onClose }: EditInputProps): JSX.Element {
  const { settings } = view;
  const [draft, setDraft] = useState<Draft>(() => (settings ? draftOf(settings) : {}));
  const [step, setStep] = useState(asked.steps[0] ?? null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  if (!settings)
    return (
      <Dialog title={asked.title} onClose={onClose}>
        <p>What this workflow works with cannot be read, so it cannot be changed here.</p>
        <Button onPress={onClose}>Close</Button>
      </Dialog>
    );
  const { changes, errors, patch } = edited(settings, draft);
  const send = async (): Promise<void> => {
    try {
      const path = `/api/workflows/${encodeURIComponent(id)}/events`;
      const meant = asked.steps.length > 1 && step ? { step } : {};
      await postJson(path, { type: 'edit_input', patch, ...meant }, key.current);
      announce('The settings were changed. Now try again.');
      onDone();
      onClose();
    } catch (error) {
      // What was refused may be mended and sent anew: that is another request.
      key.current = crypto.randomUUID();
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title={asked.title} onClose={onClose} wide>
      {asked.follows.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <StepChoice steps={asked.steps} chosen={step} onChoose={setStep} />
      <div class="wf-edit">
        <div class="wf-fields">
          {FIELDS.map((field) => (
            <EditControl
              key={keyOf(field)}
              field={field}
              value={draft[keyOf(field)] ?? ''}
              error={errors[keyOf(field)]}
              onChange={(value) => setDraft({ ...draft, [keyOf(field)]: value })}
            />
          ))}
        </div>
        <Table
          caption="What will change"
          columns={[
            { name: 'Setting', cell: ({ field }) => field.label },
            { name: 'Before', cell: ({ before }) => <del>{shown(before)}</del> },
            { name: 'After', cell: ({ after }) => <ins>{shown(after)}</ins> },
          ]}
          rows={changes}
          keyOf={({ field }) => keyOf(field)}
          none="Nothing yet: change a field."
        />
      </div>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button
          look="primary"
          disabled={changes.length === 0 || Object.keys(errors).length > 0}
          onPress={send}
        >
          Change settings
        </Button>
        <Button onPress={onClose}>Leave them as they are</Button>
      </p>
    </Dialog>
  );
}

function EditControl({
  field,
  value,
  error,
  onChange,
}: {
  field: EditField;
  value: string | boolean;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}): JSX.Element {
  return (
    <Field label={field.label} hint={field.hint} error={error}>
      {(wiring) =>
        field.kind === 'flag' ? (
          <input
            {...wiring}
            type="checkbox"
            checked={value === true}
            onChange={({ currentTarget }) => onChange(currentTarget.checked)}
          />
        ) : (
          <input
            {...wiring}
            value={String(value)}
            inputMode={field.kind === 'number' ? 'decimal' : 'text'}
            onInput={({ currentTarget }) => onChange(currentTarget.value)}
          />
        )
      }
    </Field>
  );
}
