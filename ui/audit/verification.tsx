/** Recomputes the whole chain and says in one sentence whether it holds. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Panel } from '../kit/page.tsx';
import { Loading } from '../kit/standing.tsx';
import { Notice } from '../kit/status.tsx';
import { postJson } from '../wire/api.ts';

interface Verdict {
  intact: boolean;
  entries: number;
  broken_at: number | null;
  head: { seq: number; hash: string } | null;
  kept_at?: number | null;
}

export function Verification(): JSX.Element {
  const [kept, setKept] = useState('');
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isReading, setReading] = useState(false);
  const verify = async (): Promise<void> => {
    setTrouble(null);
    setVerdict(null);
    setReading(true);
    const kept_hash = kept.trim().toLowerCase();
    try {
      setVerdict(
        await postJson<Verdict>('/api/audit/verification', kept_hash ? { kept_hash } : {}),
      );
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
    setReading(false);
  };
  return (
    <Panel title="Is the trail whole?">
      <div class="verification">
        <Field
          label="A hash you kept earlier (may stay empty)"
          hint="Entries cut off at the end leave a chain that holds. Only a hash kept elsewhere shows that."
        >
          {(wiring) => (
            <input
              {...wiring}
              class="hash"
              autocomplete="off"
              spellcheck={false}
              value={kept}
              onInput={({ currentTarget }) => setKept(currentTarget.value)}
            />
          )}
        </Field>
        <p class="row">
          <Button look="primary" onPress={verify}>
            Verify every entry
          </Button>
        </p>
        {isReading && <Loading what="Reading every entry; a long trail takes a while" />}
        {trouble && (
          <Notice tone="failed" alert>
            {trouble}
          </Notice>
        )}
        {verdict && <VerdictNotice verdict={verdict} />}
      </div>
    </Panel>
  );
}

function VerdictNotice({ verdict }: { verdict: Verdict }): JSX.Element {
  const { intact, entries, broken_at, head, kept_at } = verdict;
  if (!intact)
    return (
      <Notice tone="failed" alert>
        <p>
          The trail is broken: entry {broken_at} was altered, or one before it was removed. The{' '}
          {entries} before it hold.
        </p>
        <p>Keep the data as they are and compare them with a backup.</p>
      </Notice>
    );
  if (kept_at === null)
    return (
      <Notice tone="failed" alert>
        <p>
          The {entries} entries hold, but none has the hash you kept: the end of the trail was cut
          off, or the hash is of another installation.
        </p>
      </Notice>
    );
  return (
    <Notice tone="done" alert>
      <p>
        The trail is whole: each of its {entries} entries is what was written, in its order.
        {kept_at !== undefined && ` The hash you kept is that of entry ${kept_at}.`}
      </p>
      {head && (
        <p>
          Keep this hash of entry {head.seq} elsewhere, to see later that nothing was cut off:{' '}
          <code class="hash">{head.hash}</code>
        </p>
      )}
    </Notice>
  );
}
