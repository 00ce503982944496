/** A list to choose one from. */
import type { JSX } from 'preact';
import { Field } from '../kit/field.tsx';

/** A list to choose one from, or all. */
export function Choice({
  label,
  value,
  options,
  all = 'All',
  onChoose,
}: {
  label: string;
  value: string;
  options: [string, string][];
  all?: string;
  onChoose: (value: string) => void;
}): JSX.Element {
  return (
    <Field label={label}>
      {(wiring) => (
        <select
          {...wiring}
          value={value}
          onChange={({ currentTarget }) => onChoose(currentTarget.value)}
        >
          <option value="">{all}</option>
          {options.map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
