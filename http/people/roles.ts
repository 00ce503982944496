/**
 * Who may do what: one table, first fitting line wins. Enforced for every request and socket by
 * `http/access.ts`; a route without a line may be read by whoever has a role and written by admins.
 */

export const ROLES = ['educator', 'operator', 'developer', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** In the groups of a person who is in all of them. */
export const EVERY_GROUP = '*';

/** Whether a person with these groups belongs to `group`. */
export function isInGroup(groups: readonly string[], group: string): boolean {
  return groups.includes(group) || groups.includes(EVERY_GROUP);
}

/**
 * `anybody` needs no name at all (learners, probes, the login page); `person` is whoever has entered;
 * a list asks for one of its roles.
 */
export type May = 'anybody' | 'person' | readonly Role[];

export interface Rule {
  /** HTTP method; `any` for all of them. Sockets are `GET`. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'any';
  /** `:name` stands for one part, a final `/*` for everything below and the path itself. */
  path: string;
  may: May;
  /** What it is, so that "… takes the role admin" is a sentence. */
  does: string;
}

const READERS: readonly Role[] = ROLES;
const EDUCATORS: readonly Role[] = ['educator', 'admin'];
const OPERATORS: readonly Role[] = ['operator', 'admin'];
const DEVELOPERS: readonly Role[] = ['developer', 'operator', 'admin'];
const AUDITORS: readonly Role[] = ['auditor', 'admin'];
const ADMINS: readonly Role[] = ['admin'];

const rule = (method: Rule['method'], path: string, may: May, does: string): Rule => ({
  method,
  path,
  may,
  does,
});

/** Adding a route: its line goes here, before any wider one. */
export const RULES: readonly Rule[] = [
  ...['/health', '/ready', '/login', '/logout', '/favicon.ico', '/worker.js'].map((path) =>
    rule('any', path, 'anybody', 'looking in from outside'),
  ),
  ...['/ui/*', '/f/*', '/d/*', '/learn/*', '/u/*', '/decide/*'].map((path) =>
    rule('any', path, 'anybody', 'opening a page behind a link'),
  ),

  rule('GET', '/api/me', 'person', 'asking who one is'),
  rule('any', '/api/sessions/*', 'person', 'looking after one’s own sessions'),
  rule('GET', '/api/people/*', READERS, 'seeing who works here'),
  rule('any', '/api/people/*', ADMINS, 'changing people and their roles'),
  rule('any', '/api/settings/*', ADMINS, 'seeing the settings'),
  rule('any', '/api/google/*', ADMINS, 'connecting Google Workspace'),
  rule('GET', '/api/audit/*', AUDITORS, 'reading the audit trail'),
  rule('POST', '/api/audit/verification', AUDITORS, 'verifying the audit trail'),

  rule('POST', '/api/workflows', ['educator', 'operator', 'admin'], 'filing a request'),
  rule('POST', '/api/uploads', ['educator', 'operator', 'admin'], 'handing in documents'),
  rule('POST', '/api/request-files', ['educator', 'operator', 'admin'], 'reading a request file'),
  rule('POST', '/api/curricula', ['educator', 'operator', 'admin'], 'reading a curriculum'),
  rule('POST', '/api/examples', ['educator', 'operator', 'admin'], 'taking the example'),
  rule('GET', '/api/workflows/*', READERS, 'reading workflows'),
  rule('any', '/api/workflows/*', OPERATORS, 'intervening in a workflow'),
  rule('GET', '/api/artifacts/*', READERS, 'reading what a workflow made'),
  rule('GET', '/api/checkpoints/*', READERS, 'reading checkpoints'),
  rule('POST', '/api/checkpoints/:id/regenerations', EDUCATORS, 'having a question written anew'),
  rule('any', '/api/checkpoints/*', EDUCATORS, 'deciding at a checkpoint'),
  rule('GET', '/api/quality/*', READERS, 'reading how work was judged'),
  rule('GET', '/api/dead-letters/*', READERS, 'reading what stopped a workflow'),
  rule('any', '/api/dead-letters/*', OPERATORS, 'settling what stopped a workflow'),
  rule('GET', '/api/views/*', READERS, 'reading saved views'),
  rule('any', '/api/views/*', READERS, 'saving a view'),
  rule('any', '/api/bulk/*', OPERATORS, 'acting on many workflows'),

  rule('GET', '/api/bank/*', READERS, 'reading the item bank'),
  rule('any', '/api/bank/*', EDUCATORS, 'changing the item bank'),
  rule('GET', '/api/cohorts/*', ['educator', 'auditor', 'admin'], 'reading results of learners'),
  rule('GET', '/api/learners/*', ['educator', 'auditor', 'admin'], 'reading results of learners'),
  rule('any', '/api/exports/*', EDUCATORS, 'exporting questions'),

  rule('GET', '/api/machines/*', READERS, 'reading statecharts'),
  rule('any', '/inspect/*', DEVELOPERS, 'inspecting running machines'),
  rule('any', '/api/inspect/*', DEVELOPERS, 'inspecting running machines'),
  rule('GET', '/metrics', [...DEVELOPERS, 'auditor'], 'reading the metrics'),
  rule('GET', '/ws/*', READERS, 'watching workflows live'),
  rule('GET', '/drive/*', READERS, 'opening the drive'),
  rule(
    'POST',
    '/drive/:id/restore',
    ['educator', 'operator', 'admin'],
    'taking a file out of the trash',
  ),
  rule('any', '/outbox/*', EDUCATORS, 'looking after letters to learners'),
  rule('any', '/developer/*', ADMINS, 'making calls fail on purpose'),
  rule('GET', '/api/*', READERS, 'reading this'),
  rule('any', '/api/*', ADMINS, 'changing this'),
  // The page itself holds no data: what it shows it asks for at /api.
  rule('GET', '/*', 'person', 'opening the page'),
  rule('any', '/*', ADMINS, 'changing this'),
];

const COMPILED = RULES.map((each) => ({ rule: each, pattern: patternOf(each.path) }));

/** The line of the table for a request. */
export function ruleFor(method: string, path: string): Rule {
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = COMPILED.find(
    ({ rule, pattern }) => (rule.method === 'any' || rule.method === asked) && pattern.test(path),
  );
  // The last line takes whatever begins with a slash.
  return (found ?? COMPILED.at(-1))?.rule as Rule;
}

/** Whether somebody with these roles may. */
export function isAllowed(may: May, roles: readonly Role[]): boolean {
  return typeof may === 'string' || may.some((role) => roles.includes(role));
}

export function isRole(value: string): value is Role {
  return (ROLES as readonly string[]).includes(value);
}

/** `educator`, `educator or admin`, `a, b or c`. */
export function inWords(roles: readonly string[]): string {
  if (roles.length < 2) return roles[0] ?? 'none';
  return `${roles.slice(0, -1).join(', ')} or ${roles.at(-1)}`;
}

function patternOf(path: string): RegExp {
  const isOpen = path.endsWith('/*');
  const parts = (isOpen ? path.slice(0, -2) : path)
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}${isOpen ? '(/.*)?' : '/?'}$`);
}
