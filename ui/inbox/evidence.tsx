/** How well the documents carry each objective: covered, thin or none, with the passage that says most. */
import type { JSX } from 'preact';
import { Fold } from '../kit/page.tsx';
import { Table } from '../kit/table.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { count } from '../words/words.ts';

interface Passage {
  document_title: string;
  page: number | null;
  heading: string[];
}
interface Coverage {
  domains: {
    domain: string;
    objectives: {
      objective: string;
      support: 'supported' | 'weak' | 'none';
      passages: Passage[];
    }[];
  }[];
}

const WORDS = { supported: 'covered', weak: 'thin', none: 'none' } as const;

/** Nothing where no coverage was stored. */
export function Evidence({ workflow }: { workflow: string }): JSX.Element | null {
  const listed = useLoaded<{ items: { id: string; type: string }[] }>(
    `/api/workflows/${workflow}/artifacts`,
  );
  const found = listed.data?.items.findLast(({ type }) => type === 'coverage');
  const { data } = useLoaded<Coverage>(found === undefined ? null : `/api/artifacts/${found.id}`);
  if (!data) return null;
  const rows = data.domains.flatMap(({ domain, objectives }) =>
    objectives.map((each) => ({ domain, ...each })),
  );
  const lacking = rows.filter(({ support }) => support !== 'supported').length;
  const title =
    lacking === 0
      ? 'What the documents carry: every objective'
      : `What the documents carry: ${count(lacking, 'objective')} of ${rows.length} thin or without evidence`;
  return (
    <Fold title={title}>
      <Table
        caption="Evidence by objective"
        hideCaption
        rows={rows}
        keyOf={({ domain, objective }) => `${domain}/${objective}`}
        columns={[
          { name: 'Objective', cell: ({ objective }) => objective },
          { name: 'Domain', cell: ({ domain }) => domain },
          { name: 'Evidence', cell: ({ support }) => WORDS[support] },
          { name: 'Best passage', cell: ({ passages }) => placeOf(passages[0]) },
        ]}
      />
      {lacking > 0 && (
        <p class="hint">
          Approving accepts fewer questions there. Documents and weights belong to the request: to
          change them, file it anew.
        </p>
      )}
    </Fold>
  );
}

function placeOf(passage: Passage | undefined): string {
  if (passage === undefined) return '';
  const page = passage.page === null ? '' : `, page ${passage.page}`;
  const heading = passage.heading.at(-1);
  return `${passage.document_title}${page}${heading === undefined ? '' : `: ${heading}`}`;
}
