/** Signed, expiring links: an HMAC over what they open, for whom, and until when. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type LinkKind = 'f' | 'd' | 'learn' | 'u' | 'decide';

/**
 * What a token stands for. `subject` is a form id for forms, the occasion of the mail for a decision
 * (whose `workflow` is the checkpoint's address and whose `learner` the person who may decide), else empty.
 */
export interface LinkTarget {
  kind: LinkKind;
  workflow: string;
  learner: string;
  subject: string;
  /** ms since 1970. */
  expires_at: number;
  /** Counts up whenever a learner's links are taken back; those of before no longer open. */
  issue: number;
}

export type Opened =
  | { ok: true; target: LinkTarget }
  | { ok: false; reason: 'forged' }
  | { ok: false; reason: 'expired'; target: LinkTarget };

export interface LinkSigner {
  form(workflow: string, learner: string, formId: string): string;
  share(workflow: string, learner: string): string;
  learner(workflow: string, learner: string): string;
  upload(workflow: string): string;
  workflow(workflow: string): string;
  /** For one decision of one person at one checkpoint; it ends a week after `at`, ms since 1970. */
  decision(checkpoint: string, person: string, occasion: string, at: number): string;
  open(kind: LinkKind, token: string): Opened;
}

export interface LinkSecrets {
  /** Signs, and opens what it signed. */
  current: string;
  /** Opens what earlier secrets signed, until those links expire by themselves. */
  before?: readonly string[];
}

/** Days a link can be open at most; half of it at least. */
export const LIFETIME_DAYS = 180;
const LIFETIME_MS = LIFETIME_DAYS * 86_400_000;
/** A mail is read within days or not at all; the inbox stays. */
const DECISION_MS = 7 * 86_400_000;
/** Servers of one installation may differ by this much about what time it is. */
export const SKEW_MS = 2 * 60_000;
/** Far more than any link of ours has; longer ones are not even looked at. */
const TOKEN_MAX = 2_000;

/**
 * The same link for the same target within a quarter: repeated mails and repeated calls agree.
 * @param baseUrl origin people reach the server under, without a trailing slash.
 * @param issueOf the issue that a learner's links are of now.
 */
export function createLinks(
  secrets: string | LinkSecrets,
  baseUrl: string,
  now: () => number,
  issueOf: (workflow: string, learner: string) => number = () => 0,
): LinkSigner {
  const { current, before = [] } = typeof secrets === 'string' ? { current: secrets } : secrets;
  const [newest, ...older] = [current, ...before].map(linkKey);
  const keys = newest === undefined ? [] : [newest, ...older];

  const inAQuarter = (): number => (Math.floor(now() / (LIFETIME_MS / 2)) + 2) * (LIFETIME_MS / 2);

  const make = (
    kind: LinkKind,
    workflow: string,
    learner: string,
    subject: string,
    expires = inAQuarter(),
  ): string => {
    const issue = kind === 'decide' || learner === '' ? 0 : issueOf(workflow, learner);
    const fields = JSON.stringify([kind, workflow, learner, subject, expires, issue]);
    const payload = Buffer.from(fields).toString('base64url');
    return `${baseUrl}/${kind}/${payload}.${newest?.sign(payload)}`;
  };

  const open = (kind: LinkKind, token: string): Opened => {
    const [payload = '', signature = '', ...rest] =
      token.length > TOKEN_MAX ? [] : token.split('.');
    const isSigned = keys.some(
      ({ id, sign }) => signature.startsWith(id) && isEqual(signature, sign(payload)),
    );
    if (!isSigned || rest.length > 0) return { ok: false, reason: 'forged' };
    const target = targetIn(payload);
    if (target.kind !== kind) return { ok: false, reason: 'forged' };
    return target.expires_at + SKEW_MS < now()
      ? { ok: false, reason: 'expired', target }
      : { ok: true, target };
  };

  return {
    form: (workflow, learner, formId) => make('f', workflow, learner, formId),
    share: (workflow, learner) => make('d', workflow, learner, ''),
    learner: (workflow, learner) => make('learn', workflow, learner, ''),
    upload: (workflow) => make('u', workflow, '', ''),
    workflow: (workflow) => `${baseUrl}/w/${workflow}`,
    decision: (checkpoint, person, occasion, at) =>
      make('decide', checkpoint, person, occasion, at + DECISION_MS),
    open,
  };
}

interface LinkKey {
  /** Leads every signature made with it, and says nothing about the secret. */
  id: string;
  sign(payload: string): string;
}

function linkKey(secret: string): LinkKey {
  const id = createHash('sha256').update(`link-key:${secret}`).digest('hex').slice(0, 6);
  return {
    id,
    sign: (payload) =>
      id + createHmac('sha256', `links:${secret}`).update(payload).digest('base64url').slice(0, 32),
  };
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Only ever asked about what carries our signature. */
function targetIn(payload: string): LinkTarget {
  const parts = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [
    LinkKind,
    string,
    string,
    string,
    number,
    number,
  ];
  const [kind, workflow, learner, subject, expires_at, issue] = parts;
  return { kind, workflow, learner, subject, expires_at, issue };
}
