/**
 * The local workspace: a drive and forms for institutions without Google. It speaks Google's
 * wire format, so the same client serves both, and offers people's pages a plain entry.
 */
import { join } from 'node:path';
import type { Blobs } from '../../ports.ts';
import {
  type FormPage,
  readAnswers,
  readForm,
  type Submission,
  type SubmitResult,
  submitResponse,
} from './answering.ts';
import { CHANGE_ROUTES } from './changes.ts';
import type { LocalContext } from './context.ts';
import { DRIVE_ROUTES } from './drive.ts';
import { createFaults, type FaultRule } from './faults.ts';
import { aliasOf } from './files.ts';
import { FORM_ROUTES } from './forms.ts';
import { PERMISSION_ROUTES } from './permissions.ts';
import { RESPONSE_ROUTES } from './responses.ts';
import type { LocalFile, LocalWorkspaceStore } from './store.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createTree } from './tree.ts';
import { UPLOAD_ROUTES } from './uploads.ts';
import { compileRoutes, notFound, type Route, refusal, WireError } from './wire.ts';

export type { FormPage, PageQuestion, PageSection, Submission, SubmitResult } from './answering.ts';
export type { FaultRule } from './faults.ts';
export type { LocalFile, LocalWorkspaceStore } from './store.ts';

export interface LocalWorkspaceOptions {
  store: LocalWorkspaceStore;
  blobs: Blobs;
  /** Folder for the browsable tree and for unfinished uploads: `<dataDir>/workspace`. */
  dir: string;
  /** Origin of our own pages, without a trailing slash; a function where the port comes later. */
  publicUrl: string | (() => string);
  ids: { next(): string };
  now: () => number;
  /** For chaos runs only. */
  faults?: readonly FaultRule[];
}

export interface LocalWorkspace {
  /** Google's wire, in process. Never reachable from a network. */
  handle(request: Request): Promise<Response>;
  /** What the client authenticates with; valid in this process only. */
  credentials: Tokens['credentials'];
  readForm(formId: string): Promise<FormPage | null>;
  readAnswers(formId: string, learner: string): Promise<Record<string, string> | null>;
  submitResponse(formId: string, submission: Submission): Promise<SubmitResult>;
  /** The form behind a public address `/f/<link>`, for forms that are not bound to a learner. */
  formByLink(link: string): Promise<string | null>;
  /** The other way round: the `<link>` of a form, or null when there is no such form. */
  formLink(formId: string): Promise<string | null>;
  file(id: string): Promise<LocalFile | null>;
  /** What lies in a folder, oldest first; `root` is the top. */
  children(folder: string): Promise<LocalFile[]>;
}

/** Every route of the wire; each names the Discovery method it stands for. */
export const LOCAL_ROUTES: readonly Route[] = [
  ...DRIVE_ROUTES,
  ...PERMISSION_ROUTES,
  ...CHANGE_ROUTES,
  ...UPLOAD_ROUTES,
  ...FORM_ROUTES,
  ...RESPONSE_ROUTES,
];

export function createLocalWorkspace(options: LocalWorkspaceOptions): LocalWorkspace {
  const { publicUrl } = options;
  const context: LocalContext = {
    store: options.store,
    blobs: options.blobs,
    tree: createTree(join(options.dir, 'tree')),
    uploadsDir: join(options.dir, 'uploads'),
    publicUrl: () => (typeof publicUrl === 'string' ? publicUrl : publicUrl()),
    nextId: () => options.ids.next(),
    now: options.now,
  };
  const tokens = createTokens(context.nextId, options.now);
  return {
    handle: createHandler(context, tokens, options.faults ?? []),
    credentials: tokens.credentials,
    readForm: (id) => readForm(context, id),
    readAnswers: (id, learner) => readAnswers(context, id, learner),
    submitResponse: (id, submission) => submitResponse(context, id, submission),
    formByLink: async (link) => (await context.store.formByLink(link))?.id ?? null,
    formLink: async (id) => (await context.store.form(id))?.link ?? null,
    file: (id) => context.store.file(id),
    children: (folder) => context.store.files({ parent: aliasOf(folder) }),
  };
}

function createHandler(
  context: LocalContext,
  tokens: Tokens,
  rules: readonly FaultRule[],
): LocalWorkspace['handle'] {
  const find = compileRoutes([...LOCAL_ROUTES, tokens.route]);
  const faults = createFaults(rules);
  return async (request) => {
    const url = new URL(request.url);
    try {
      const match = find(request.method, url);
      if (!match) throw notFound(`${request.method} ${url.pathname}`);
      const { route, params } = match;
      if (route !== tokens.route) tokens.check(request);
      const call = { request, url, query: url.searchParams, params, context };
      // Refusals are made inside, so that a fault after the effect also covers a refused call.
      return await faults(route, () => guard(url.host, () => route.answer(call)));
    } catch (error) {
      if (error instanceof WireError) return refusal(error, url.host);
      throw error;
    }
  };
}

async function guard(host: string, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof WireError) return refusal(error, host);
    throw error;
  }
}
