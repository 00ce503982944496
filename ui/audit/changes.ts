/** What an entry of the trail changed, field by field, and what it says in words. */

export interface Change {
  path: string;
  /** Null where it was not there. */
  before: string | null;
  after: string | null;
}

/** Only what differs; everything when one side is missing altogether. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const old = flat(before);
  const young = flat(after);
  return [...new Set([...old.keys(), ...young.keys()])]
    .map((path) => ({ path, before: old.get(path) ?? null, after: young.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** `{a: {b: 1}}` as lines `a.b` → `1`; a list of plain things is one line. */
export function flat(value: unknown, path = ''): Map<string, string> {
  const lines = new Map<string, string>();
  if (value === null || value === undefined) return lines;
  if (typeof value !== 'object') return lines.set(path, String(value));
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return lines.set(path, value.length === 0 ? 'none' : value.join(', '));
  for (const [key, each] of Object.entries(value))
    for (const [below, text] of flat(each, path === '' ? key : `${path}.${key}`))
      lines.set(below, text);
  return lines;
}

const WORDS: Record<string, string> = {
  'workflow.started': 'filed a request',
  'workflow.cancel': 'cancelled the workflow',
  'workflow.retry': 'had a step tried again',
  'workflow.skip': 'skipped a step',
  'workflow.give_up': 'gave a step up',
  'workflow.edit_input': 'changed the input of a step',
  'checkpoint.approve': 'approved',
  'checkpoint.reject': 'rejected',
  'checkpoint.request_changes': 'asked for changes',
  'checkpoint.edited': 'edited before approving',
  'dead_letter.retry': 'had a stopped event tried again',
  'dead_letter.discard': 'went on without a stopped event',
  'person.added': 'registered a person',
  'person.changed': 'changed what a person may do',
  'person.deactivated': 'deactivated a person',
  'person.reactivated': 'activated a person again',
  'person.login_code': 'made a new login code for a person',
  'session.revoked': 'ended sessions of a person',
  'google.connected': 'connected a Google account',
  'google.disconnected': 'disconnected the Google account',
  'audit.verified': 'verified the audit trail',
  'learner.erased': 'erased a learner',
};

/** `checkpoint.approve` → `approved`; an action without words is said as it is written. */
export function actionWords(action: string): string {
  return WORDS[action] ?? action.replaceAll(/[._]/g, ' ');
}

/** Where a subject can be looked at; null for what has no page. */
export function subjectPath(subject: string): string | null {
  if (/^wf-[\w.-]+$/.test(subject)) return `/w/${subject}`;
  if (/^wf-[\w.-]+[~/]/.test(subject)) return `/inbox/${subject.replaceAll('/', '~')}`;
  return null;
}

export interface AuditFilter {
  actor: string;
  action: string;
  subject: string;
  /** Days as `<input type=date>` gives them. */
  from: string;
  to: string;
}

export const FILTERS = ['actor', 'action', 'subject', 'from', 'to'] as const;

export function filterIn(query: URLSearchParams | Record<string, string>): AuditFilter {
  const asked = query instanceof URLSearchParams ? query : new URLSearchParams(query);
  return Object.fromEntries(
    FILTERS.map((name) => [name, asked.get(name) ?? '']),
  ) as unknown as AuditFilter;
}

/** What the server is asked: days become moments of the reader's own clock, the last day included. */
export function askedOf(filter: AuditFilter): URLSearchParams {
  const asked = new URLSearchParams();
  for (const name of ['actor', 'action', 'subject'] as const)
    if (filter[name].trim() !== '') asked.set(name, filter[name].trim());
  const from = startOfDay(filter.from, 0);
  const to = startOfDay(filter.to, 1);
  if (from !== null) asked.set('from', from);
  if (to !== null) asked.set('to', to);
  return asked;
}

function startOfDay(day: string, later: number): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!found) return null;
  const moment = new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]) + later);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
