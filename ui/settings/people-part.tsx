/** The people who work here: their roles and groups, and the codes they log in with. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Notice, Pill } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { postJson } from '../wire/api.ts';
import { useLoaded } from '../wire/loaded.ts';
import { loadMe, mayChoosePerson } from '../wire/person.ts';
import { emptyPerson, type Person, PersonForm } from './person-form.tsx';
import { RoleTable } from './role-table.tsx';

export function PeoplePart(): JSX.Element {
  const { data, error, reload } = useLoaded<{ items: Person[] }>('/api/people');
  const [edited, setEdited] = useState<{ person: Person; isNew: boolean } | null>(null);
  const [codeFor, setCodeFor] = useState<Person | null>(null);
  const [code, setCode] = useState<{ person: string; code: string } | null>(null);
  const isLocal = mayChoosePerson();
  const saved = (): void => {
    reload();
    void loadMe();
  };
  return (
    <>
      <Panel
        title="People"
        actions={
          <Button look="primary" onPress={() => setEdited({ person: emptyPerson(), isNew: true })}>
            Add a person
          </Button>
        }
      >
        <p class="hint">
          {isLocal
            ? 'On this computer whoever is not listed has every role and is in every group. Listing somebody limits them to what stands here.'
            : 'Each logs in with a code of their own. Whoever logs in with the admin token under a name that is not listed has every role.'}
        </p>
        {error !== null && data === null && <Failure error={error} onRetry={reload} />}
        {data === null && error === null && <Loading what="Reading who works here" />}
        {data?.items.length === 0 && (
          <Empty title="Nobody is listed yet">
            <p>Add those who should be limited to a role, or named as a group’s member.</p>
          </Empty>
        )}
        {data && data.items.length > 0 && (
          <Table
            caption="People and what they may do"
            hideCaption
            rows={data.items}
            keyOf={({ person }) => person}
            columns={[
              {
                name: 'Person',
                cell: ({ name, person }) => (
                  <>
                    {name}
                    <span class="sub">{person}</span>
                  </>
                ),
              },
              { name: 'Roles', cell: ({ roles }) => roles.join(', ') || 'none' },
              { name: 'Groups', cell: ({ groups }) => groups.join(', ') || 'none' },
              {
                name: 'May enter',
                cell: ({ active }) => (
                  <Pill tone={active ? 'done' : 'idle'}>{active ? 'yes' : 'deactivated'}</Pill>
                ),
              },
              {
                name: 'Change',
                cell: (person) => (
                  <span class="row">
                    <Button
                      small
                      label={`Change ${person.name}`}
                      onPress={() => setEdited({ person, isNew: false })}
                    >
                      Change
                    </Button>
                    {!isLocal && person.active && (
                      <Button
                        small
                        label={`New login code for ${person.name}`}
                        onPress={() => setCodeFor(person)}
                      >
                        {person.has_code ? 'New login code' : 'Login code'}
                      </Button>
                    )}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Panel>
      <RoleTable />
      {edited && (
        <PersonForm
          {...edited}
          taken={(data?.items ?? []).map(({ person }) => person)}
          onSaved={saved}
          onClose={() => setEdited(null)}
        />
      )}
      {codeFor && (
        <Confirm
          title={`A new login code for ${codeFor.name}?`}
          button="Make a new code"
          keep={codeFor.has_code ? 'Keep the old one' : 'Not now'}
          act={async () => {
            setCode(
              await postJson(`/api/people/${encodeURIComponent(codeFor.person)}/login-code`, {}),
            );
            reload();
            return 'The code is made.';
          }}
          onClose={() => setCodeFor(null)}
        >
          {codeFor.has_code && (
            <p>The old code stops working and ends the sessions it was used for.</p>
          )}
          <p>
            You will see the code once. Give it to them in person or in a way only they can read.
          </p>
        </Confirm>
      )}
      {code && <CodeDialog {...code} onClose={() => setCode(null)} />}
    </>
  );
}

function CodeDialog(props: { person: string; code: string; onClose: () => void }): JSX.Element {
  const { person, code, onClose } = props;
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog title={`Login code of ${person}`} onClose={onClose}>
      <p>
        <code class="login-code">{code}</code>
      </p>
      <Notice tone="waiting">
        This is the only time it is shown. Nobody can look it up later.
      </Notice>
      <p class="row">
        <Button
          look="primary"
          onPress={async () => {
            await navigator.clipboard.writeText(code).then(
              () => setCopied(true),
              () => undefined,
            );
          }}
        >
          {isCopied ? 'Copied' : 'Copy it'}
        </Button>
        <Button onPress={onClose}>Done</Button>
      </p>
    </Dialog>
  );
}
