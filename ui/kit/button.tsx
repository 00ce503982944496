/** A button that knows while it works, so that a slow answer is not asked for twice. */
import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

export interface ButtonProps {
  children: ComponentChildren;
  /** What it does; while a returned promise is open the button is busy. */
  onPress: (event: MouseEvent) => unknown;
  look?: 'primary' | 'danger' | 'quiet' | 'quiet-danger' | undefined;
  small?: boolean;
  disabled?: boolean;
  label?: string;
  /** For toggles. */
  pressed?: boolean;
  describedBy?: string;
}

/** @see ButtonProps */
export function Button(props: ButtonProps): JSX.Element {
  const { children, onPress, look, small, disabled, label, pressed, describedBy } = props;
  const [isBusy, setBusy] = useState(false);
  const running = useRef(false);
  const press = async (event: MouseEvent): Promise<void> => {
    if (running.current) return;
    running.current = true;
    const answer = onPress(event);
    if (answer instanceof Promise) setBusy(true);
    try {
      await answer;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class={[look, small && 'small'].filter(Boolean).join(' ') || undefined}
      disabled={disabled}
      aria-busy={isBusy || undefined}
      aria-label={label}
      aria-pressed={pressed}
      aria-describedby={describedBy}
      onClick={(event) => void press(event)}
    >
      {children}
    </button>
  );
}
