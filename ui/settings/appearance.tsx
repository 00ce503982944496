/** Choices of this reader in this browser. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Panel } from '../kit/page.tsx';
import { type Preferences, prefer, preferences } from '../wire/preferences.ts';

const THEMES: { theme: Preferences['theme']; name: string }[] = [
  { theme: 'system', name: 'As the system' },
  { theme: 'light', name: 'Light' },
  { theme: 'dark', name: 'Dark' },
];

export function Appearance(): JSX.Element {
  const [chosen, setChosen] = useState(preferences);
  const choose = (change: Partial<Preferences>): void => {
    prefer(change);
    setChosen({ ...chosen, ...change });
  };
  return (
    <Panel title="Appearance">
      <fieldset class="setting">
        <legend>Colours</legend>
        {THEMES.map(({ theme, name }) => (
          <label key={theme} class="setting-choice">
            <input
              type="radio"
              name="theme"
              checked={chosen.theme === theme}
              onChange={() => choose({ theme })}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <fieldset class="setting">
        <legend>Keyboard</legend>
        <label class="setting-choice">
          <input
            type="checkbox"
            checked={chosen.letterKeys}
            onChange={({ currentTarget }) => choose({ letterKeys: currentTarget.checked })}
          />
          Single letters as shortcuts, such as a for approve
        </label>
        <p class="hint">
          Turn them off if you speak to your computer or type by accident. Everything can be reached
          without them.
        </p>
      </fieldset>
      <p class="hint">Kept in this browser only.</p>
    </Panel>
  );
}
