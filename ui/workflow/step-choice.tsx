/** Which of two steps side by side is meant. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { stepTitle } from '../words/words.ts';

/** Of two steps side by side, the one that is meant; nothing to choose where there is one. */
export function StepChoice({
  steps,
  chosen,
  onChoose,
}: {
  steps: string[];
  chosen: string | null;
  onChoose: (step: string) => void;
}): JSX.Element | null {
  const name = useId();
  if (steps.length < 2) return null;
  return (
    <fieldset class="wf-choice">
      <legend>Which part?</legend>
      {steps.map((step) => (
        <label key={step} class="row">
          <input
            type="radio"
            name={name}
            checked={step === chosen}
            onChange={() => onChoose(step)}
          />
          {stepTitle(step)}
        </label>
      ))}
    </fieldset>
  );
}
