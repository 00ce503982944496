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
  readResponse,
  type Submission,
  type SubmitResult,
  submitResponse,
} from './answering.ts';
import { type Access, accessOf, findByName, inTrash, restore } from './browsing.ts';
import { CHANGE_ROUTES } from './changes.ts';
import type { LocalContext, ResponseNotice } from './context.ts';
import { DRIVE_ROUTES } from './drive.ts';
import type { FaultName } from './fault-kinds.ts';
import type { FaultRule } from './fault-rules.ts';
import { createFaults, type Faults } from './faults.ts';
import { aliasOf } from './files.ts';
import { FORM_ROUTES } from './forms.ts';
import type { ToPdf } from './office.ts';
import { PERMISSION_ROUTES } from './permissions.ts';
import { RESPONSE_ROUTES } from './responses.ts';
import { SLIDES_ROUTES } from './slides.ts';
import type { LocalFile, LocalWorkspaceStore } from './store.ts';
import {
  createSubscription,
  type LocalSubscription,
  type SubscriptionOptions,
} from './subscription.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createTree } from './tree.ts';
import { createTurns } from './turns.ts';
import { sweepUploads } from './upload-sweep.ts';
import { UPLOAD_ROUTES } from './uploads.ts';
import { WATCH_ROUTES } from './watches.ts';
import { compileRoutes, notFound, type Route, refusal, WireError } from './wire.ts';

export type { FormPage, PageQuestion, PageSection, Submission, SubmitResult } from './answering.ts';
export type { ResponseNotice } from './context.ts';
export type { FaultRule } from './fault-rules.ts';
export type { Faults } from './faults.ts';
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
  /** Told when somebody submitted to a form that is watched, as a topic would be. Never rejects. */
  notify?: ((notice: ResponseNotice) => Promise<void>) | undefined;
  /** Where notices are left to be pulled, as Google leaves them; without it nothing can be pulled. */
  subscription?: Omit<SubscriptionOptions, 'wakeAt'> | undefined;
  /** Wakes slow faults up; without it nothing is ever slow. */
  wakeAt?: (dueMs: number, wake: () => void) => () => void;
  /** For chaos runs and developers only. */
  faults?: readonly FaultRule[] | undefined;
  /** Told of every fault that struck. */
  struck?: (fault: FaultName) => void;
  /** Makes PDFs of presentations, where this machine can. */
  toPdf?: ToPdf | null;
}

export interface LocalWorkspace {
  /** Google's wire, in process. Never reachable from a network. */
  handle(request: Request): Promise<Response>;
  /** How far searches are behind, in ms: not at all unless a fault makes them so. */
  searchLagMs(): number;
  /** Null unless it was asked for. */
  subscription: LocalSubscription | null;
  /** What it was told to do wrong, and what of it has happened. */
  faults: Faults;
  /** What the client authenticates with; valid in this process only. */
  credentials: Tokens['credentials'];
  /** What people do with their accounts: agree to an app, withdraw what they granted. */
  accounts: Tokens['accounts'];
  readForm(formId: string): Promise<FormPage | null>;
  readAnswers(formId: string, learner: string): Promise<Record<string, string> | null>;
  /** The answers with when they were handed in, ms since 1970. */
  readResponse(
    formId: string,
    learner: string,
  ): Promise<{ answers: Record<string, string>; submitted_at: number } | null>;
  submitResponse(formId: string, submission: Submission): Promise<SubmitResult>;
  /** The form behind a public address `/f/<link>`, for forms that are not bound to a learner. */
  formByLink(link: string): Promise<string | null>;
  /** The other way round: the `<link>` of a form, or null when there is no such form. */
  formLink(formId: string): Promise<string | null>;
  file(id: string): Promise<LocalFile | null>;
  /** What lies in a folder, oldest first; `root` is the top. */
  children(folder: string): Promise<LocalFile[]>;
  /** Live files by the beginning of a word of their name, the newest first. */
  findByName(text: string, limit: number): Promise<LocalFile[]>;
  /** What was put into the trash, the newest first. */
  trashed(): Promise<LocalFile[]>;
  /** Takes a file out of the trash; null when there is no such file. */
  restore(id: string): Promise<LocalFile | null>;
  /** Whom a file was shared with, itself or with a folder above it. */
  access(id: string): Promise<Access[]>;
  /** Forgets uploads older than a week and bytes no upload knows of; says how many of each. */
  sweepUploads(): Promise<{ sessions: number; files: number }>;
}

/** Every route of the wire; each names the Discovery method it stands for. */
export const LOCAL_ROUTES: readonly Route[] = [
  ...DRIVE_ROUTES,
  ...PERMISSION_ROUTES,
  ...CHANGE_ROUTES,
  ...UPLOAD_ROUTES,
  ...FORM_ROUTES,
  ...RESPONSE_ROUTES,
  ...SLIDES_ROUTES,
  ...WATCH_ROUTES,
];

export function createLocalWorkspace(options: LocalWorkspaceOptions): LocalWorkspace {
  const { publicUrl, now } = options;
  const wakeAt = options.wakeAt ?? wakeAtOnce;
  const faults = createFaults(options.faults ?? [], { now, wakeAt, struck: options.struck });
  const nextId = (): string => options.ids.next();
  const subscription = options.subscription
    ? createSubscription({ wakeAt, ...options.subscription }, { nextId, now })
    : null;
  const context: LocalContext = {
    store: options.store,
    blobs: options.blobs,
    tree: createTree(join(options.dir, 'tree')),
    inTurn: createTurns(),
    toPdf: options.toPdf ?? null,
    uploadsDir: join(options.dir, 'uploads'),
    publicUrl: () => (typeof publicUrl === 'string' ? publicUrl : publicUrl()),
    nextId,
    now,
    nextPush: faults.push,
    deliver: async (notice, lateMs) => {
      const tell = async (): Promise<void> => {
        const { form: formId, watch: watchId } = notice;
        subscription?.publish({ eventType: 'RESPONSES', formId, watchId });
        await options.notify?.(notice);
      };
      if (lateMs > 0) wakeAt(now() + lateMs, () => void tell());
      else await tell();
    },
  };
  const tokens = createTokens(context.nextId, now);
  return {
    handle: createHandler(context, tokens, faults, subscription?.routes ?? []),
    faults,
    subscription,
    searchLagMs: () => staleMs(faults),
    credentials: tokens.credentials,
    accounts: tokens.accounts,
    readForm: (id) => readForm(context, id),
    readAnswers: (id, learner) => readAnswers(context, id, learner),
    readResponse: (id, learner) => readResponse(context, id, learner),
    submitResponse: (id, submission) => submitResponse(context, id, submission),
    formByLink: async (link) => (await context.store.formByLink(link))?.id ?? null,
    formLink: async (id) => (await context.store.form(id))?.link ?? null,
    file: (id) => context.store.file(id),
    children: (folder) => context.store.files({ parent: aliasOf(folder) }),
    findByName: (text, limit) => findByName(context, text, limit),
    trashed: () => inTrash(context),
    restore: (id) => restore(context, id),
    access: (id) => accessOf(context, id),
    sweepUploads: () => sweepUploads(context),
  };
}

function createHandler(
  context: LocalContext,
  tokens: Tokens,
  faults: Faults,
  more: readonly Route[],
): LocalWorkspace['handle'] {
  const find = compileRoutes([...LOCAL_ROUTES, ...more, ...tokens.routes]);
  return async (request) => {
    const url = new URL(request.url);
    try {
      const match = find(request.method, url);
      if (!match) throw notFound(`${request.method} ${url.pathname}`);
      const { route, params } = match;
      if (!tokens.routes.includes(route)) tokens.check(request, url.host);
      const call = { request, url, query: url.searchParams, params, context };
      // Refusals are made inside, so that a fault after the effect also covers a refused call.
      return await faults.around(route, call, (struck) =>
        guard(url.host, () => route.answer(struck)),
      );
    } catch (error) {
      if (error instanceof WireError) return refusal(error, url.host);
      throw error;
    }
  };
}

function staleMs(faults: Faults): number {
  const stale = faults.armed().map(({ rule }) => (rule.seconds ?? 0) * 1000);
  return Math.max(0, ...stale);
}

function wakeAtOnce(_dueMs: number, wake: () => void): () => void {
  wake();
  return () => undefined;
}

async function guard(host: string, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof WireError) return refusal(error, host);
    throw error;
  }
}
