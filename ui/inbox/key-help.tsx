/** The single keys, and the switch that turns them off. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { prefer, preferences } from '../wire/preferences.ts';
import { KEY_HELP } from './review-keys.ts';

export function KeyHelp({ onClose }: { onClose: () => void }): JSX.Element {
  const [isOn, setOn] = useState(preferences().letterKeys);
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="keys">
        {KEY_HELP.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>
        <label class="check">
          <input
            type="checkbox"
            checked={isOn}
            onChange={(event) => {
              const next = event.currentTarget.checked;
              prefer({ letterKeys: next });
              setOn(next);
            }}
          />{' '}
          Single keys work
        </label>
      </p>
      <p class="row">
        <button type="button" class="primary" onClick={onClose}>
          Close
        </button>
      </p>
    </Dialog>
  );
}
