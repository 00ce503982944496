/** Says who acts, and on this computer lets a person say so. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { actAs, actingAs, mayChoosePerson, me, PERSON, recentPeople } from '../wire/person.ts';

const NOTE = 'On this computer nobody logs in. Two approvals need two names.';
const WRONG = 'Letters, digits, dot, dash, @ only.';

export function PersonMenu(): JSX.Element {
  const name = me.value?.person ?? actingAs();
  if (!mayChoosePerson())
    return (
      <form class="person row" method="post" action="/logout">
        <span>
          <span class="soft">Logged in as </span>
          <strong>{me.value?.name ?? name}</strong>
        </span>
        <button type="submit" class="small">
          Log out
        </button>
      </form>
    );
  return <PersonChooser name={name} />;
}

function PersonChooser({ name }: { name: string }): JSX.Element {
  const details = useRef<HTMLDetailsElement>(null);
  const [note, setNote] = useState(NOTE);
  const close = (): void => {
    if (!details.current?.open) return;
    details.current.open = false;
    details.current.querySelector('summary')?.focus();
  };
  const choose = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const chosen = String(form.get('person') ?? '').trim();
    setNote(PERSON.test(chosen) ? NOTE : WRONG);
    if (!PERSON.test(chosen)) return;
    close();
    void actAs(chosen);
  };
  return (
    <details
      class="person"
      ref={details}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <summary>
        <span class="soft">You act as </span>
        <strong>{name}</strong>
      </summary>
      <form class="popover" onSubmit={choose}>
        <label for="person-name">Name that decisions record</label>
        <input
          id="person-name"
          name="person"
          defaultValue={name}
          autocomplete="off"
          spellcheck={false}
          list="person-recent"
          maxLength={80}
          aria-describedby="person-note"
        />
        <datalist id="person-recent">
          {recentPeople().map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <p id="person-note" class="hint">
          {note}
        </p>
        <button class="primary" type="submit">
          Act under this name
        </button>
      </form>
    </details>
  );
}
