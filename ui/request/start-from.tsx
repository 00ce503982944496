/** A request need not be written from nothing: the example, or a file, fills in the page. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Notice } from '../kit/status.tsx';
import { postJson, postText } from '../wire/api.ts';
import type { Fault } from './check.ts';
import { type Draft, draftOf, namedFiles } from './draft.ts';

export interface Begun {
  draft: Draft;
  /** What the server found wrong in a file; none in the example. */
  faults: Fault[];
  /** Files it names that have to be chosen. */
  missing: string[];
}

export interface StartFromProps {
  /** Whether something would be lost. */
  hasDraft: boolean;
  onBegin: (begun: Begun) => void;
}

type Load = () => Promise<Begun>;

export function StartFrom({ hasDraft, onBegin }: StartFromProps): JSX.Element {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asked, setAsked] = useState<Load | null>(null);
  const begin = async (load: Load): Promise<void> => {
    setTrouble(null);
    try {
      onBegin(await load());
      announce('The request is filled in. Look it over before you file it.');
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const start = (load: Load): unknown => (hasDraft ? setAsked(() => load) : begin(load));
  return (
    <>
      <p class="row start-from">
        <span class="soft">Start from</span>
        <Button small onPress={() => start(loadExample)}>
          The example course
        </Button>
        <span class="file-button">
          <label for="request-file">A request file (YAML or JSON)</label>
          <input
            id="request-file"
            type="file"
            accept=".yaml,.yml,.json"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) start(() => loadFile(file));
              currentTarget.value = '';
            }}
          />
        </span>
      </p>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      {asked && (
        <Dialog title="Replace what you have written?" onClose={() => setAsked(null)}>
          <p>The page is filled in anew. What stands there now is lost.</p>
          <p class="row">
            <Button
              look="primary"
              onPress={async () => {
                setAsked(null);
                await begin(asked);
              }}
            >
              Replace it
            </Button>
            <Button onPress={() => setAsked(null)}>Keep what I wrote</Button>
          </p>
        </Dialog>
      )}
    </>
  );
}

const newKey = (): string => crypto.randomUUID();

async function loadExample(): Promise<Begun> {
  const { request } = await postJson<{ request: Record<string, unknown> }>('/api/examples', {});
  return { draft: draftOf(request, newKey), faults: [], missing: [] };
}

async function loadFile(file: File): Promise<Begun> {
  if (file.size > FILE_MAX) throw new Error(`${file.name} is larger than 5 MB; is it a request?`);
  const { request, errors } = await postText<{ request: Record<string, unknown>; errors: Fault[] }>(
    '/api/request-files',
    await file.text(),
  );
  const missing = namedFiles(request);
  // A path is no fault here: its file is asked for by name.
  const faults = errors.filter(({ path }) => !/^(documents|rehearsal|user_profile_id)/.test(path));
  return { draft: draftOf(request, newKey), faults, missing };
}

const FILE_MAX = 5 * 1024 * 1024;
