/** Documents: dropped or chosen, several at once, each with its progress or the reason against it. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Notice, Progress } from '../kit/status.tsx';
import { fieldId } from './check.ts';
import type { DocumentDraft } from './draft.ts';
import { Section, useDrafting } from './drafting.tsx';
import { ACCEPTED, KINDS_IN_WORDS, sizeWords } from './file-refusal.ts';
import { createUploads, sendFile, type UploadItem } from './uploads.ts';

export interface DocumentsPartProps {
  /** Files the restored draft had chosen, or a request file named, that have to be chosen again. */
  missing: string[];
  /** Names of files that have not arrived yet. */
  onPending: (names: string[]) => void;
}

export function DocumentsPart({ missing, onPending }: DocumentsPartProps): JSX.Element {
  const { draft, edit } = useDrafting();
  const [items, setItems] = useState<UploadItem[]>([]);
  const uploads = useUploads(setItems);
  useEffect(() => {
    onPending(items.filter(({ state }) => state !== 'refused').map(({ name }) => name));
  }, [items]);
  const arrivedNames = new Set(draft.documents.map(({ title }) => title));
  const stillMissing = missing.filter(
    (name) => !arrivedNames.has(name) && !items.some((item) => item.name === name),
  );
  const remove = ({ key, title }: DocumentDraft): void => {
    edit('documents', ({ documents }) => ({
      documents: documents.filter((each) => each.key !== key),
    }));
    announce(`${title} removed.`);
    document.getElementById(CHOOSER)?.focus();
  };
  return (
    <Section
      id="documents"
      lead={`What the questions are made from: ${KINDS_IN_WORDS}. More can be added once the request is filed.`}
    >
      <DropZone onFiles={uploads.add} />
      {stillMissing.length > 0 && (
        <Notice tone="waiting">
          <p>Choose these again, since a browser may not open files by itself:</p>
          <ul>
            {stillMissing.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </Notice>
      )}
      {(items.length > 0 || draft.documents.length > 0) && (
        <ul class="files" aria-label="Documents">
          {draft.documents.map((document, index) => (
            <DocumentRow key={document.key} document={document} index={index} onRemove={remove} />
          ))}
          {items.map((item) => (
            <UploadRow key={item.key} item={item} uploads={uploads} />
          ))}
        </ul>
      )}
      <DocumentsCount documents={draft.documents.length} items={items} />
    </Section>
  );
}

type Uploads = ReturnType<typeof createUploads>;
const CHOOSER = 'choose-documents';

function useUploads(onChange: (items: UploadItem[]) => void): Uploads {
  const { edit } = useDrafting();
  const uploads = useMemo(
    () =>
      createUploads({
        send: sendFile,
        onChange,
        newKey: () => crypto.randomUUID(),
        onArrived: ({ upload, title, bytes }) =>
          edit('documents', ({ documents }) => {
            if (documents.some((each) => each.upload === upload)) {
              announce(`${title} is in the list already.`);
              return {};
            }
            announce(`${title} arrived.`);
            const key = crypto.randomUUID();
            return { documents: [...documents, { key, upload, title, bytes }] };
          }),
      }),
    [],
  );
  useEffect(() => {
    window.addEventListener('online', uploads.resume);
    return () => {
      window.removeEventListener('online', uploads.resume);
      uploads.close();
    };
  }, [uploads]);
  return uploads;
}

function DropZone({ onFiles }: { onFiles: (files: File[]) => void }): JSX.Element {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const stop = (event: DragEvent, over: boolean): void => {
    event.preventDefault();
    setOver(over);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the chooser inside does the same.
    <div
      class={isOver ? 'drop-zone over' : 'drop-zone'}
      onDragOver={(event) => stop(event, true)}
      onDragLeave={(event) => stop(event, false)}
      onDrop={(event) => {
        stop(event, false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <label for={CHOOSER}>
        Choose documents <span class="soft">or drop them here</span>
      </label>
      <input
        id={CHOOSER}
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file may be chosen again after it was removed.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}

function DocumentRow(props: {
  document: DocumentDraft;
  index: number;
  onRemove: (document: DocumentDraft) => void;
}): JSX.Element {
  const { document: file, index, onRemove } = props;
  const { faults } = useDrafting();
  const path = ['.upload', '.path', '.title', ''].find((end) =>
    faults.has(`documents[${index}]${end}`),
  );
  const fault = path === undefined ? undefined : faults.get(`documents[${index}]${path}`);
  return (
    <li id={fieldId(`documents[${index}]${path ?? ''}`)} tabIndex={-1}>
      <span class="file-name">{file.title}</span>
      {file.bytes !== null && <span class="soft nowrap">{sizeWords(file.bytes)}</span>}
      {fault && <span class="error-text">{fault}</span>}
      <Button
        small
        look="quiet-danger"
        label={`Remove ${file.title}`}
        onPress={() => onRemove(file)}
      >
        Remove
      </Button>
    </li>
  );
}

function UploadRow({ item, uploads }: { item: UploadItem; uploads: Uploads }): JSX.Element {
  const { key, name, size, state, sent, problem } = item;
  const isBad = state === 'failed' || state === 'refused';
  return (
    <li class={isBad ? 'bad' : undefined}>
      <span class="file-name">{name}</span>
      {!isBad && <span class="soft nowrap">{sizeWords(size)}</span>}
      {state === 'sending' && <Progress percent={sent * 100} label={`Sending ${name}`} />}
      {state === 'waiting' && <span class="soft">{problem ?? 'waits for its turn'}</span>}
      {isBad && <span class="error-text">{problem}</span>}
      {state === 'failed' && (
        <Button small label={`Send ${name} again`} onPress={() => uploads.retry(key)}>
          Send again
        </Button>
      )}
      <Button
        small
        look="quiet-danger"
        label={state === 'refused' ? `Take ${name} off the list` : `Remove ${name}`}
        onPress={() => uploads.remove(key)}
      >
        Remove
      </Button>
    </li>
  );
}

function DocumentsCount(props: { documents: number; items: UploadItem[] }): JSX.Element {
  const { documents, items } = props;
  const sending = items.filter(({ state }) => state === 'sending' || state === 'waiting').length;
  const bad = items.filter(({ state }) => state === 'refused' || state === 'failed').length;
  const words = [
    documents === 0
      ? 'No document yet.'
      : `${documents} ${documents === 1 ? 'document' : 'documents'} arrived.`,
    sending > 0 ? `${sending} on the way.` : '',
    bad > 0 ? `${bad} not taken; each says why.` : '',
  ];
  return (
    <p class="hint" id={fieldId('documents')} tabIndex={-1}>
      {words.filter(Boolean).join(' ')}
    </p>
  );
}
