/** A dialog over the page: the browser's own, so that focus stays in and goes back by itself. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { announce } from './announce.ts';
import { Button } from './button.tsx';
import { Notice } from './status.tsx';

export interface DialogProps {
  title: string;
  /** Called when it was closed by any way: Escape, a button, or `onClose` itself. */
  onClose: () => void;
  wide?: boolean;
  children?: ComponentChildren;
}

/** Mounted means open. */
export function Dialog({ title, onClose, wide = false, children }: DialogProps): JSX.Element {
  const host = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    host.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog ref={host} class={wide ? 'wide' : undefined} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

export interface ConfirmProps {
  title: string;
  children?: ComponentChildren;
  /** Text of the button that does it. */
  button: string;
  /** Text of the button that changes nothing. */
  keep: string;
  isDangerous?: boolean;
  /** Carries it out under a key of this dialog's own; what it returns is announced. */
  act: (key: string) => Promise<string>;
  onClose: () => void;
}

/** Asks before something is done that others will see; what the server refuses stays on the dialog. */
export function Confirm(props: ConfirmProps): JSX.Element {
  const { title, children, button, keep, isDangerous = false, act, onClose } = props;
  const [trouble, setTrouble] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  const run = async (): Promise<void> => {
    try {
      announce(await act(key.current));
      onClose();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button look={isDangerous ? 'danger' : 'primary'} onPress={run}>
          {button}
        </Button>
        {/* The focus has to begin somewhere, and here nothing happens by accident. */}
        <button type="button" autofocus onClick={onClose}>
          {keep}
        </button>
      </p>
    </Dialog>
  );
}
