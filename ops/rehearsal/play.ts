/**
 * Plays a request to its end through the public surfaces, as its people would: uploads, files the
 * request, approves what is open, opens the learners' mails and answers their forms. When nothing
 * is left but waiting, it asks for the clock to jump to the next deadline.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Client } from './client.ts';
import { type Answerer, answerForm } from './learner.ts';
import type { RequestFile } from './request-file.ts';

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

/** Uploads the documents and files the request; returns the workflow's id. */
export async function fileRequest(file: RequestFile, client: Client): Promise<string> {
  const documents: { upload: string; title: string }[] = [];
  for (const { path, title } of file.documents) {
    const { upload_id } = await client.upload(basename(path), title, await readFile(path));
    documents.push({ upload: upload_id, title });
  }
  const request = { ...file.request, documents };
  const { workflow_id } = await client.post<{ workflow_id: string }>('/api/workflows', request);
  return workflow_id;
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
  const { items } = await ports.client.get<{ items: OpenCheckpoint[] }>('/api/checkpoints');
  const open = items.filter((each) => each.workflow_id === workflow);
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
    await answerForm(ports.client, link, answerer);
    answered.add(id);
    ports.note(`${id} answered the assessment`);
    acted = true;
  }
  return acted;
}
