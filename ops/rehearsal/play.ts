/**
 * Plays a request to its end through the public surfaces, as its people would: uploads, files the
 * request, approves what is open, opens the learners' mails and answers their forms. When nothing
 * is left but waiting, it asks for the clock to jump to the next deadline.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Client, ServerRefusal } from './client.ts';
import { type Answerer, answerForm } from './learner.ts';
import type { DocumentFile, RequestFile } from './request-file.ts';

export interface PlayPorts {
  client: Client;
  /** Resolves when the server has nothing left to do but wait. */
  quiet(): Promise<void>;
  /** Jumps to the next deadline; false when there is none. */
  jump(): Promise<boolean>;
  /** Links to learner forms found in the mails delivered so far, by learner address. */
  formLinks(): Promise<Map<string, string>>;
  answerer(learner: string): Promise<Answerer | null>;
  note(line: string): void;
}

interface WorkflowView {
  status: string;
  step_name: string | null;
  last_failure?: { code: string; message: string } | null;
}

interface OpenCheckpoint {
  id: string;
  workflow_id: string;
  kind: string;
  subject: { content_hash: string };
  decisions: { by: string }[];
}

export interface PlayResult {
  workflow: string;
  status: string;
}

/** Rounds without any progress after which the rehearsal gives up rather than spin. */
const ROUNDS_MAX = 20_000;
const ENDED = new Set(['completed', 'cancelled', 'compensated']);

export interface FilingPorts {
  client: Client;
  /** The same key files the same workflow, however often. */
  key: string;
  /**
   * Takes a document that the server turned away, so that the workflow itself names it and goes on
   * with the others; returns the upload's id.
   */
  takeAnyway(document: { fileName: string; title: string; bytes: Uint8Array }): Promise<string>;
}

/** Uploads the documents and files the request; returns the workflow's id. */
export async function fileRequest(file: RequestFile, ports: FilingPorts): Promise<string> {
  const documents: { upload: string; title: string }[] = [];
  for (const document of file.documents) {
    documents.push({ upload: await handIn(document, ports), title: document.title });
  }
  const request = { ...file.request, documents };
  const { workflow_id } = await ports.client.post<{ workflow_id: string }>(
    '/api/workflows',
    request,
    undefined,
    ports.key,
  );
  return workflow_id;
}

const NOT_A_DOCUMENT = 415;

async function handIn({ path, title }: DocumentFile, ports: FilingPorts): Promise<string> {
  const fileName = basename(path);
  const bytes = await readFile(path);
  try {
    return (await ports.client.upload(fileName, title, bytes)).upload_id;
  } catch (error) {
    if (!(error instanceof ServerRefusal) || error.status !== NOT_A_DOCUMENT) throw error;
    return ports.takeAnyway({ fileName, title, bytes });
  }
}

/** Plays an already filed workflow until it ends or needs a person the rehearsal has no part for. */
export async function play(
  workflow: string,
  file: RequestFile,
  ports: PlayPorts,
): Promise<PlayResult> {
  const answered = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await ports.quiet();
    const view = await ports.client.get<WorkflowView>(`/api/workflows/${workflow}`);
    if (ENDED.has(view.status)) return { workflow, status: view.status };
    if (view.status === 'needs_attention' || view.status === 'stuck') {
      ports.note(
        `${view.step_name}: ${view.last_failure?.code ?? ''} ${view.last_failure?.message ?? 'needs a person'}`,
      );
      return { workflow, status: view.status };
    }
    const acted =
      (await approveOpen(workflow, file, ports)) || (await answerOpen(file, answered, ports));
    if (!acted && !(await ports.jump())) return { workflow, status: view.status };
  }
  return { workflow, status: 'endless' };
}

async function approveOpen(
  workflow: string,
  file: RequestFile,
  ports: PlayPorts,
): Promise<boolean> {
  const { items: open } = await ports.client.get<{ items: OpenCheckpoint[] }>(
    `/api/checkpoints?workflow=${encodeURIComponent(workflow)}`,
  );
  let acted = false;
  for (const { id, kind } of open) {
    for (const approver of file.rehearsal?.approvers ?? []) {
      const checkpoint = await ports.client
        .get<OpenCheckpoint>(`/api/checkpoints/${id}`)
        .catch(() => null);
      if (checkpoint === null || checkpoint.decisions.some(({ by }) => by === approver)) continue;
      const decision = {
        verdict: 'approve',
        content_hash: checkpoint.subject.content_hash,
        comment: 'Rehearsal',
      };
      const decided = await ports.client
        .post(`/api/checkpoints/${id}/decisions`, decision, approver)
        .then(
          () => true,
          () => false,
        );
      if (!decided) break;
      ports.note(`${approver} approved ${kind}`);
      acted = true;
      await ports.quiet();
    }
  }
  return acted;
}

async function answerOpen(
  file: RequestFile,
  answered: Set<string>,
  ports: PlayPorts,
): Promise<boolean> {
  const links = await ports.formLinks();
  let acted = false;
  for (const { id, email } of file.learners) {
    const part = file.rehearsal?.learners[id];
    const link = links.get(email);
    if (answered.has(id) || !link || !part || 'never_answers' in part) continue;
    const answerer = await ports.answerer(id);
    if (answerer === null) continue;
    answered.add(id);
    if (!(await answerForm(ports.client, link, answerer))) continue;
    ports.note(`${id} answered the assessment`);
    acted = true;
  }
  return acted;
}
