/** What each role may do, in words. */
import type { JSX } from 'preact';
import { Panel } from '../kit/page.tsx';
import { Table } from '../kit/table.tsx';
import type { Role } from '../wire/person.ts';

export const ROLE_WORDS: { role: Role; name: string; may: string }[] = [
  {
    role: 'educator',
    name: 'Educator',
    may: 'files requests, reviews and decides at checkpoints, keeps the item bank',
  },
  {
    role: 'operator',
    name: 'Operator',
    may: 'files requests, intervenes in workflows, settles what stopped them, inspects machines',
  },
  { role: 'developer', name: 'Developer', may: 'inspects machines and reads metrics' },
  { role: 'auditor', name: 'Auditor', may: 'searches and verifies the audit trail, sees results' },
  { role: 'admin', name: 'Administrator', may: 'everything, these settings included' },
];

export function RoleTable(): JSX.Element {
  return (
    <Panel title="What the roles may do">
      <p class="hint">Everybody with a role may read workflows, checkpoints and what was made.</p>
      <Table
        caption="Roles"
        hideCaption
        rows={ROLE_WORDS}
        keyOf={({ role }) => role}
        columns={[
          { name: 'Role', cell: ({ name }) => name },
          { name: 'May', cell: ({ may }) => may },
        ]}
      />
    </Panel>
  );
}
