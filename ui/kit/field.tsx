/** A control with its label, its hint and what is wrong with its value. */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

/** What the control inside has to carry for its label, hint and error to be its own. */
export interface FieldWiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

export interface FieldProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** What is wrong, and what to do about it. */
  error?: string | null | undefined;
  /** Fixed id, where an error summary links to the field. */
  id?: string;
  children: (wiring: FieldWiring) => JSX.Element;
}

/** `<Field label="Name">{(wiring) => <input {...wiring} />}</Field>` */
export function Field({ label, hint, error, id, children }: FieldProps): JSX.Element {
  const own = useId();
  const name = id ?? own;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={name}>{label}</label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {children({
        id: name,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && (
        <span class="error-text" id={`${name}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
