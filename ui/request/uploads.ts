/** Files on their way to the server: a few at a time, each with its progress, none lost in silence. */
import { fileRefusal } from './file-refusal.ts';

export interface UploadItem {
  key: string;
  name: string;
  size: number;
  /** `waiting` for its turn or for the connection. */
  state: 'waiting' | 'sending' | 'failed' | 'refused';
  /** 0..1 */
  sent: number;
  /** Why it failed or was refused. */
  problem: string | null;
}

/** What arrived. */
export interface Arrived {
  upload: string;
  title: string;
  bytes: number;
}

/** Refused for good: sending the same bytes again is of no use. */
export class FileRefused extends Error {}

/** The server was not reached; the file goes again when the connection is back. */
export class Unreached extends Error {}

export interface UploadPorts {
  send: (file: File, onProgress: (sent: number) => void, signal: AbortSignal) => Promise<Arrived>;
  onChange: (items: UploadItem[]) => void;
  onArrived: (arrived: Arrived) => void;
  newKey: () => string;
}

const AT_ONCE = 3;

export function createUploads({ send, onChange, onArrived, newKey }: UploadPorts) {
  let items: UploadItem[] = [];
  const files = new Map<string, File>();
  const running = new Map<string, AbortController>();

  const change = (key: string, next: Partial<UploadItem>): void => {
    items = items.map((item) => (item.key === key ? { ...item, ...next } : item));
    onChange(items);
  };
  const drop = (key: string): void => {
    items = items.filter((item) => item.key !== key);
    files.delete(key);
    onChange(items);
  };

  const fail = (key: string, error: unknown): void => {
    const problem = error instanceof Error ? error.message : String(error);
    if (error instanceof Unreached) change(key, { state: 'waiting', problem });
    else change(key, { state: error instanceof FileRefused ? 'refused' : 'failed', problem });
  };

  const run = async (key: string, file: File): Promise<void> => {
    const stop = new AbortController();
    running.set(key, stop);
    change(key, { state: 'sending', sent: 0, problem: null });
    const outcome = await send(file, (sent) => change(key, { sent }), stop.signal).then(
      (arrived) => ({ arrived }),
      (error: unknown) => ({ error }),
    );
    running.delete(key);
    if ('arrived' in outcome || stop.signal.aborted) drop(key);
    else fail(key, outcome.error);
    if ('arrived' in outcome) onArrived(outcome.arrived);
    // Without a connection the next file would only fail too; `resume` goes on.
    if (!('error' in outcome && outcome.error instanceof Unreached)) next();
  };

  const next = (): void => {
    for (const { key, state } of items) {
      if (running.size >= AT_ONCE) return;
      const file = files.get(key);
      if (state === 'waiting' && file && !running.has(key)) void run(key, file);
    }
  };

  return {
    add(chosen: readonly File[]): void {
      for (const file of chosen) {
        const key = newKey();
        const refusal = fileRefusal(file);
        const item = { key, name: file.name, size: file.size, sent: 0 };
        if (refusal === null) files.set(key, file);
        const state = refusal === null ? ('waiting' as const) : ('refused' as const);
        items = [...items, { ...item, state, problem: refusal }];
      }
      onChange(items);
      next();
    },
    retry(key: string): void {
      change(key, { state: 'waiting', problem: null });
      next();
    },
    /** When the connection is back. */
    resume: next,
    remove(key: string): void {
      const stop = running.get(key);
      if (stop) stop.abort();
      else drop(key);
    },
    close(): void {
      for (const stop of running.values()) stop.abort();
    },
  };
}

/** One file over XMLHttpRequest, since `fetch` tells nothing of how much has been sent. */
export function sendFile(
  file: File,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Arrived> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Unreached('waits for the connection'));
    request.onload = () => {
      const answer = answerOf(request.responseText);
      if (request.status === 201 && answer.upload_id)
        resolve({ upload: answer.upload_id, title: answer.title ?? file.name, bytes: file.size });
      else reject(refusalOf(request.status, answer, file.name));
    };
    signal.addEventListener('abort', () => {
      request.abort();
      reject(new Error('removed'));
    });
    request.send(file);
  });
}

interface UploadAnswer {
  upload_id?: string;
  title?: string;
  detail?: string;
  errors?: { path: string; message: string }[];
}

function answerOf(text: string): UploadAnswer {
  try {
    return JSON.parse(text) as UploadAnswer;
  } catch {
    return {};
  }
}

function refusalOf(status: number, answer: UploadAnswer, name: string): Error {
  const own = answer.errors?.find(({ path }) => path === name)?.message;
  const words = own ?? answer.detail ?? 'could not be stored; try again';
  return status === 415 || status === 413 || status === 422
    ? new FileRefused(words)
    : new Error(words);
}
