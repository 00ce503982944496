/** Adds or changes one person. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Notice } from '../kit/status.tsx';
import { Refusal, sendJson } from '../wire/api.ts';
import { actingAs, PERSON, type Role } from '../wire/person.ts';
import { ROLE_WORDS } from './role-table.tsx';

export interface Person {
  person: string;
  name: string;
  roles: Role[];
  groups: string[];
  active: boolean;
  has_code: boolean;
}

export function emptyPerson(): Person {
  return {
    person: '',
    name: '',
    roles: ['educator'],
    groups: ['educators'],
    active: true,
    has_code: false,
  };
}

export interface PersonFormProps {
  person: Person;
  isNew: boolean;
  /** Ids that are somebody's. */
  taken: string[];
  onSaved: () => void;
  onClose: () => void;
}

export function PersonForm({
  person,
  isNew,
  taken,
  onSaved,
  onClose,
}: PersonFormProps): JSX.Element {
  const [entry, setEntry] = useState(person);
  const [groups, setGroups] = useState(person.groups.join(', '));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState<string | null>(null);
  const change = (next: Partial<Person>): void => setEntry({ ...entry, ...next });
  const save = async (): Promise<void> => {
    const found = faultsOf(entry, isNew, taken);
    setFaults(found);
    setTrouble(null);
    if (Object.keys(found).length > 0) return;
    const { name, roles, active } = entry;
    const body = { name: name.trim(), roles, groups: listOf(groups), active };
    try {
      await sendJson('PUT', `/api/people/${encodeURIComponent(entry.person.trim())}`, body);
      announce(`${body.name} is saved.`);
      onSaved();
      onClose();
    } catch (error) {
      const errors = error instanceof Refusal ? (error.problem.errors as FaultList) : undefined;
      setFaults(Object.fromEntries((errors ?? []).map(({ path, message }) => [path, message])));
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const losesOwn =
    entry.person === actingAs() &&
    person.roles.includes('admin') &&
    !(entry.active && entry.roles.includes('admin'));
  return (
    <Dialog title={isNew ? 'Add a person' : `Change ${person.name}`} onClose={onClose}>
      <form
        class="person-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {isNew && (
          <Field
            label="Name they act under"
            hint="Decisions record it for good. Letters, digits, dot, dash, underscore and @."
            error={faults.person}
          >
            {(wiring) => (
              <input
                {...wiring}
                autocomplete="off"
                spellcheck={false}
                maxLength={80}
                value={entry.person}
                onInput={({ currentTarget }) => change({ person: currentTarget.value })}
              />
            )}
          </Field>
        )}
        <Field label="Name people read" error={faults.name}>
          {(wiring) => (
            <input
              {...wiring}
              autocomplete="off"
              value={entry.name}
              onInput={({ currentTarget }) => change({ name: currentTarget.value })}
            />
          )}
        </Field>
        <fieldset class="setting">
          <legend>Roles</legend>
          {ROLE_WORDS.map(({ role, name, may }) => (
            <label key={role} class="setting-choice">
              <input
                type="checkbox"
                checked={entry.roles.includes(role)}
                onChange={({ currentTarget }) =>
                  change({
                    roles: currentTarget.checked
                      ? [...entry.roles, role]
                      : entry.roles.filter((each) => each !== role),
                  })
                }
              />
              <span>
                {name} <span class="soft">{may}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field
          label="Groups"
          hint="Apart by commas. Checkpoints are given to groups."
          error={faults.groups}
        >
          {(wiring) => (
            <input
              {...wiring}
              autocomplete="off"
              value={groups}
              onInput={({ currentTarget }) => setGroups(currentTarget.value)}
            />
          )}
        </Field>
        {!isNew && (
          <label class="setting-choice">
            <input
              type="checkbox"
              checked={entry.active}
              onChange={({ currentTarget }) => change({ active: currentTarget.checked })}
            />
            May enter
          </label>
        )}
        {losesOwn && (
          <Notice tone="waiting">
            You take this page away from yourself: only administrators see it.
          </Notice>
        )}
        {trouble && (
          <Notice tone="failed" alert>
            {trouble}
          </Notice>
        )}
        <p class="row">
          <button type="submit" class="primary">
            Save
          </button>
          <Button onPress={onClose}>Change nothing</Button>
        </p>
      </form>
    </Dialog>
  );
}

type FaultList = { path: string; message: string }[] | undefined;

function faultsOf(entry: Person, isNew: boolean, taken: string[]): Record<string, string> {
  const person = entry.person.trim();
  return {
    ...(!PERSON.test(person) && { person: 'Write 1 to 80 letters, digits, dots, dashes or @.' }),
    ...(isNew && taken.includes(person) && { person: `${person} is listed already.` }),
    ...(entry.name.trim() === '' && { name: 'Write the name people read.' }),
  };
}

function listOf(text: string): string[] {
  const names = text.split(/[,;]/).map((each) => each.trim());
  return [...new Set(names.filter(Boolean))];
}
