/** Every route of the API, one a line. Adding one: its line here, and its rule in roles.ts. */
import type { z } from 'zod';
import * as a from './answers.ts';
import { histogramQuery, listQuery } from './fleet/query.ts';
import { bulkOrder, bulkPreview } from './routes/bulk.ts';
import { passageQuery } from './routes/passages.ts';
import { qualityQuery } from './routes/quality.ts';
import { savedView } from './routes/views.ts';
import * as s from './schemas.ts';
import { bankEdit, bankMove, bankQuery } from './schemas-bank.ts';

export interface ApiRoute {
  /** Method and path, as OpenAPI writes it. */
  at: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`;
  summary: string;
  /** Query parameters: a schema, or name and meaning of each. */
  query?: z.ZodObject | Record<string, string>;
  body?: z.ZodType;
  /** A body that is no JSON. */
  bodyType?: string;
  example?: unknown;
  answer: z.ZodType;
  /** An answer that is no JSON. */
  answerType?: string;
  status?: number;
  /** An Idempotency-Key makes the same request again the same request. */
  isKeyed?: boolean;
  /** Refusals to reckon with, besides 401 and 403. */
  refuses?: number[];
}

const page = { cursor: 'from the page before', limit: 'entries a page' };
const audit = {
  actor: 'part of a name',
  action: 'an action; ending in a dot, all that begin so',
  subject: 'part of what it was done to',
  from: 'ISO date or time, included',
  to: 'ISO date or time, excluded',
};
const view = { view: 'overview, full, or one phase' };
const DECISION = { verdict: 'approve', content_hash: 'the hash you were shown', comment: '' };
const PERSON = { name: 'Mira Holt', roles: ['educator'], groups: ['educators'], active: true };
const REQUEST = {
  certification_name: 'Web Accessibility Foundations',
  organization_id: 'harbour-lane-college',
  user_profile_id: 'educator-mira',
  certification_context: {
    domains: [
      { name: 'Perceivable Content', weight: 60, objectives: ['Colour and contrast'] },
      { name: 'Operable Interfaces', weight: 40 },
    ],
  },
  documents: [{ upload: 'upl_0123456789abcdef01234567', title: 'Perceivable content' }],
  learners: [{ id: 'learner-1', name: 'Amara Lindqvist', email: 'amara@learners.example' }],
};

// biome-ignore format: one route is one line.
export const API_ROUTES: ApiRoute[] = [
  { at: 'POST /api/workflows', isKeyed: true, summary: 'Start a workflow', body: s.workflowRequest, example: REQUEST, answer: a.started, status: 201, refuses: [413, 422] },
  { at: 'GET /api/workflows', summary: 'Workflows by keyset, in any order', query: listQuery, answer: a.workflows, refuses: [422] },
  { at: 'GET /api/workflows/histogram', summary: 'The same workflows counted over time', query: histogramQuery, answer: a.histogram, refuses: [422] },
  { at: 'GET /api/workflows/{id}', summary: 'Where a workflow stands', answer: a.workflow, refuses: [404] },
  { at: 'GET /api/workflows/{id}/timeline', summary: 'Its steps so far', answer: a.timeline, refuses: [404] },
  { at: 'GET /api/workflows/{id}/gantt', summary: 'Queue, work, waits and retries, attempt by attempt', answer: a.gantt, refuses: [404] },
  { at: 'GET /api/workflows/{id}/events', summary: 'Its journal after a position', query: { after: 'a position; 0 for all', actor: 'address of one of its parts' }, answer: a.journal, refuses: [404, 422] },
  { at: 'POST /api/workflows/{id}/events', isKeyed: true, summary: 'Intervene', body: s.workflowEvent, example: { type: 'retry' }, answer: a.intervened, status: 202, refuses: [404, 409, 422] },
  { at: 'GET /api/workflows/{id}/gantt', summary: 'Its attempts as bars: queueing, work, waiting and backing off', query: { until: 'a journal position; nothing later is told' }, answer: a.anything, refuses: [404, 422] },
  { at: 'GET /api/workflows/{id}/artifacts', summary: 'What it made', answer: a.artifacts, refuses: [404] },
  { at: 'GET /api/workflows/{id}/deadlines', summary: 'What is waited for, and until when', answer: a.deadlines },
  { at: 'GET /api/workflows/{id}/result', summary: 'Its result, once there is one', answer: a.anything, refuses: [404] },
  { at: 'GET /api/workflows/{id}/quality', summary: 'How good its work is as it stands, and how it was judged before', answer: a.workflowQuality, refuses: [404] },
  { at: 'GET /api/workflows/{id}/at/{seq}', summary: 'Where it stood at a journal position', query: { actor: 'address of one of its parts' }, answer: a.anything, refuses: [404, 422] },

  { at: 'GET /api/checkpoints', summary: 'What waits for people, the most urgent first', query: { mine: 'me or group', group: 'of this group', kind: 'questions, gaps, scripts or release', state: 'open, reserved, escalated or ended', due: 'overdue or today', workflow: 'of this workflow', limit: 'at most' }, answer: a.checkpoints, refuses: [422] },
  { at: 'GET /api/checkpoints/{id}', summary: 'One checkpoint with its content, what one may do, and what changed', query: { since: 'a content hash one has seen' }, answer: a.checkpointWhole, refuses: [404] },
  { at: 'POST /api/checkpoints/{id}/claim', isKeyed: true, summary: 'Reserve it for half an hour, or take a reservation over', body: s.claimRequest, example: { take_over: false }, answer: a.checkpoint, refuses: [404, 409] },
  { at: 'POST /api/checkpoints/{id}/release', summary: 'Give a reservation back', answer: a.checkpoint, refuses: [404] },
  { at: 'POST /api/checkpoints/{id}/flags', isKeyed: true, summary: 'Doubt one item; the set has then to be read whole', body: s.flagRequest, answer: a.checkpoint, status: 201, refuses: [404, 409, 422] },
  { at: 'POST /api/checkpoints/{id}/regenerations', isKeyed: true, summary: 'Have one question written anew, by the language model where one is configured, else offline', body: s.regenerationRequest, answer: a.checkpoint, refuses: [404, 409, 422] },
  { at: 'POST /api/checkpoints/{id}/decisions', isKeyed: true, summary: 'Decide, about exactly the content one was shown', body: s.decisionRequest, example: DECISION, answer: a.checkpoint, refuses: [404, 409, 422] },
  { at: 'GET /api/passages', summary: 'A passage of a document that a workflow has read, with what surrounds it', query: passageQuery, answer: a.passage, refuses: [404, 422] },

  { at: 'GET /api/dead-letters', summary: 'What stopped workflows, the newest first', query: { state: 'open or resolved', ...page }, answer: a.deadLetters, refuses: [422] },
  { at: 'POST /api/dead-letters/{id}/resolutions', isKeyed: true, summary: 'Try the event again, or go on without it', body: s.resolutionRequest, example: { action: 'retry', comment: 'the mailbox is back' }, answer: a.settled, refuses: [404, 409, 422] },
  { at: 'GET /api/views', summary: 'One’s own saved views of the list', answer: a.views },
  { at: 'POST /api/views', summary: 'Save a view', body: savedView, example: { name: 'Stuck', query: 'state=needs_attention' }, answer: a.views, status: 201, refuses: [422] },
  { at: 'DELETE /api/views/{name}', summary: 'Remove a view', answer: a.views, refuses: [404] },
  { at: 'POST /api/bulk/preview', summary: 'Count what an action on a filter would reach', body: bulkPreview, example: { action: 'retry', filter: { state: 'needs_attention' } }, answer: a.bulkPreviewed, refuses: [422] },
  { at: 'POST /api/bulk', summary: 'Begin the action that was previewed', body: bulkOrder, example: { token: 'of the preview' }, answer: a.bulk, status: 202, refuses: [409, 422] },
  { at: 'GET /api/bulk', summary: 'Actions on many workflows, the newest first', answer: a.bulks },
  { at: 'GET /api/bulk/{id}', summary: 'How far one of them is', answer: a.bulk, refuses: [404] },
  { at: 'GET /api/quality', summary: 'How work was judged, the newest first', query: qualityQuery, answer: a.qualityVerdicts, refuses: [422] },
  { at: 'GET /api/ops', summary: 'The installation at a glance', answer: a.overview },
  { at: 'GET /api/home', summary: 'What a person’s start page shows of the fleet', answer: a.home },

  { at: 'POST /api/uploads', summary: 'Hand in a document: its bytes, or a form with files', query: { name: 'file name, where the body is the file', title: 'what to call it', token: 'of an upload link' }, bodyType: 'application/octet-stream', answer: a.uploaded, status: 201, refuses: [413, 415, 422] },
  { at: 'POST /api/request-files', summary: 'Read and check a request in YAML or JSON; nothing is kept', bodyType: 'text/plain', answer: a.requestFile, refuses: [413, 422] },
  { at: 'POST /api/curricula', summary: 'Domains, weights and objectives that a curriculum names, as a proposal; nothing is kept', query: { name: 'file name; its ending says how to read it' }, bodyType: 'application/octet-stream', answer: a.curriculum, refuses: [413, 415, 422] },
  { at: 'POST /api/examples', summary: 'The example course as a request, its documents taken in', answer: a.exampleRequest, refuses: [404] },
  { at: 'GET /api/estimates', summary: 'What a new request may take, judged by those that ended', answer: a.firstEstimate },
  { at: 'GET /api/artifacts/{id}', summary: 'One artefact; Range is honoured', answer: a.anything, answerType: '*/*', refuses: [404, 416] },

  { at: 'GET /api/bank', summary: 'Questions of the bank', query: bankQuery, answer: a.bankItems, refuses: [422] },
  { at: 'GET /api/bank/certifications', summary: 'Certifications with questions', answer: a.certifications },
  { at: 'GET /api/bank/matrix', summary: 'Questions by domain and state', query: { certification: 'one; all when empty' }, answer: a.matrix },
  { at: 'GET /api/bank/formats', summary: 'Formats to bring in and take out', answer: a.formats },
  { at: 'POST /api/bank/import', summary: 'Bring questions in from a file', query: { format: 'one that reads', certification: 'what they are for', dry_run: 'true: only say what would happen' }, bodyType: 'application/octet-stream', answer: a.imported, status: 201, refuses: [413, 422] },
  { at: 'GET /api/bank/{item}', summary: 'One question with its history', answer: a.bankItemWhole, refuses: [404] },
  { at: 'POST /api/bank/{item}/versions', summary: 'Reword it', body: bankEdit, example: { base_version: 1, reason: 'ambiguous', stem: 'Which text alternative fits a decorative image?' }, answer: a.bankItemWhole, status: 201, refuses: [404, 409, 422] },
  { at: 'POST /api/bank/{item}/moves', summary: 'Move it through its life', body: bankMove, example: { to: 'reviewed', version: 2 }, answer: a.bankItemWhole, refuses: [404, 409, 422] },
  { at: 'GET /api/exports/bank', summary: 'Questions of the bank as a file', query: { format: 'one of the formats', ids: 'apart by commas; else the filters of the list' }, answer: a.anything, answerType: '*/*', refuses: [422] },
  { at: 'GET /api/exports/bank/preview', summary: 'What that file cannot carry', query: { format: 'one of the formats', ids: 'apart by commas; else the filters of the list' }, answer: a.exportPreview, refuses: [422] },
  { at: 'GET /api/exports/workflows/{workflow}', summary: 'Questions of a workflow as a file', query: { format: 'one of the formats' }, answer: a.anything, answerType: '*/*', refuses: [404, 422] },
  { at: 'GET /api/exports/workflows/{workflow}/preview', summary: 'What that file cannot carry', query: { format: 'one of the formats' }, answer: a.exportPreview, refuses: [404, 422] },
  { at: 'GET /api/cohorts/{workflow}', summary: 'Findings about a course’s learners', answer: a.cohort, refuses: [404] },
  { at: 'GET /api/learners/{learner}', summary: 'Findings about one learner', query: { workflow: 'in this course; else the last' }, answer: a.learner, refuses: [404] },

  { at: 'GET /api/machines', summary: 'Statecharts with their versions', answer: a.machineList },
  { at: 'GET /api/machines/{name}/{version}', summary: 'States, transitions and layout; 202 while it is laid out', query: view, answer: a.machine, refuses: [404] },
  { at: 'GET /api/machines/{name}/{version}/definition', summary: 'Its configuration, functions by presence only', answer: a.definition, refuses: [404] },
  { at: 'GET /api/machines/{name}/{version}/layout', summary: 'Boxes and edges; 202 while it is laid out', query: view, answer: a.anything, refuses: [404] },
  { at: 'GET /api/machines/{name}/{version}/chart.svg', summary: 'Its picture', query: view, answer: a.anything, answerType: 'image/svg+xml', refuses: [404] },
  { at: 'GET /api/machines/{name}/{version}/chart.mmd', summary: 'The same for Mermaid', answer: a.anything, answerType: 'text/plain', refuses: [404] },
  { at: 'GET /api/machines/{name}/{version}/coverage', summary: 'How many actors have been in each state', query: { newest: 'of the newest so many' }, answer: a.coverage, refuses: [404] },
  { at: 'GET /api/machines/{name}/{version}/diff/{other}', summary: 'What changed between two versions', answer: a.difference, refuses: [404] },
  { at: 'GET /api/machines/{name}/{version}/diff/{other}/layout', summary: 'Both in one picture; 202 while it is laid out', query: view, answer: a.anything, refuses: [404] },

  { at: 'GET /api/me', summary: 'Who one is, and what one may do', answer: a.me },
  { at: 'GET /api/people', summary: 'Who works here', answer: a.people },
  { at: 'PUT /api/people/{person}', summary: 'Add or change somebody', body: s.personRequest, example: PERSON, answer: a.person, refuses: [409, 422] },
  { at: 'POST /api/people/{person}/login-code', summary: 'A new login code; the old one and its sessions end', answer: a.loginCode, status: 201, refuses: [404, 422] },
  { at: 'GET /api/sessions', summary: 'Where one is logged in', query: { of: 'everybody, for admins' }, answer: a.sessions },
  { at: 'DELETE /api/sessions', summary: 'Log out everywhere but here', answer: a.ended },
  { at: 'DELETE /api/sessions/{id}', summary: 'End one session', answer: a.ended, refuses: [404] },
  { at: 'GET /api/settings', summary: 'What is in force and what is kept how long; no secrets', answer: a.settings },
  { at: 'GET /api/google', summary: 'How Google Workspace is connected, and who waits for it', answer: a.google },
  { at: 'GET /api/google/account', summary: 'Asks the workspace who we are to it and how much room is left', answer: a.googleAccount, refuses: [422, 503] },
  { at: 'POST /api/google/connect', summary: 'Begin to connect an account', answer: a.consentPage, refuses: [409] },
  { at: 'GET /api/google/callback', summary: 'Where Google sends the browser back to', query: { state: 'as it was sent', code: 'from Google', error: 'instead of a code' }, answer: a.anything, answerType: 'text/html', status: 303 },
  { at: 'DELETE /api/google/connection', summary: 'Withdraw the connection and forget it', answer: a.disconnected, refuses: [404, 409] },
  { at: 'POST /api/google/retries', summary: 'Retry every workflow that waits for the connection', answer: a.resumed },
  { at: 'GET /api/audit', summary: 'The audit trail, the newest first', query: { ...audit, ...page }, answer: a.auditPage, refuses: [422] },
  { at: 'GET /api/audit/export.csv', summary: 'The same as a table', query: audit, answer: a.anything, answerType: 'text/csv', refuses: [422] },
  { at: 'POST /api/audit/verification', summary: 'Recompute every entry’s hash', body: s.auditVerification, example: {}, answer: a.auditVerdict, refuses: [422] },

  { at: 'GET /health', summary: 'Whether the process answers', answer: a.health },
  { at: 'GET /ready', summary: 'Readiness, component by component', answer: a.ready, refuses: [503] },
  { at: 'GET /metrics', summary: 'Prometheus metrics', answer: a.anything, answerType: 'text/plain' },
];
