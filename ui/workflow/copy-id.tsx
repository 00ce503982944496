/** An id with a button that copies it. */
import type { JSX } from 'preact';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';

export function CopyId({ id }: { id: string }): JSX.Element {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(id);
      announce('The id was copied');
    } catch {
      announce('The id could not be copied; it is written beside the button');
    }
  };
  return (
    <span class="wf-id">
      <code>{id.slice(0, 120)}</code>
      <Button look="quiet" small label="Copy the id of this workflow" onPress={copy}>
        Copy
      </Button>
    </span>
  );
}
