/** Views a person gave a name: one press away, and nobody else's. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Notice } from '../kit/status.tsx';
import { postJson, sendJson } from '../wire/api.ts';
import { useLoaded } from '../wire/loaded.ts';
import { type FleetView, queryOf } from './view.ts';

interface Saved {
  name: string;
  query: string;
}

export function SavedViews({ view }: { view: FleetView }): JSX.Element {
  const { data, reload } = useLoaded<{ items: Saved[] }>('/api/views');
  const [isNaming, setNaming] = useState(false);
  const items = data?.items ?? [];
  const query = queryOf({ ...view, row: 0 });
  const current = items.find((each) => each.query === query);
  return (
    <nav class="row saved-views" aria-label="Saved views">
      {items.map((each) => (
        <span class="saved" key={each.name}>
          <a
            class="chip"
            href={each.query === '' ? '/w' : `/w?${each.query}`}
            aria-current={each === current ? 'page' : undefined}
          >
            {each.name}
          </a>
          {each === current && (
            <Button
              look="quiet"
              small
              label={`Remove the view ${each.name}`}
              onPress={async () => {
                await sendJson('DELETE', `/api/views/${encodeURIComponent(each.name)}`);
                announce(`The view ${each.name} is removed`);
                reload();
              }}
            >
              Remove
            </Button>
          )}
        </span>
      ))}
      {!current && query !== '' && (
        <Button look="quiet" small onPress={() => setNaming(true)}>
          Save this view…
        </Button>
      )}
      {isNaming && (
        <Naming
          query={query}
          onClose={() => {
            setNaming(false);
            reload();
          }}
        />
      )}
    </nav>
  );
}

function Naming({ query, onClose }: { query: string; onClose: () => void }): JSX.Element {
  const [trouble, setTrouble] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const save = async (): Promise<void> => {
    const name = input.current?.value.trim() ?? '';
    if (name === '') {
      setTrouble('Give it a name.');
      return;
    }
    try {
      await postJson('/api/views', { name, query });
      announce(`Saved as ${name}`);
      onClose();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title="Save this view" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="Name" hint="A name you have already is replaced. Only you see it.">
          {(wiring) => <input {...wiring} ref={input} maxLength={80} name="name" />}
        </Field>
      </form>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button look="primary" onPress={save}>
          Save
        </Button>
        <Button onPress={onClose}>Do not save</Button>
      </p>
    </Dialog>
  );
}
