/** Signed, expiring links: an HMAC over what they open, for whom, and until when. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type LinkKind = 'f' | 'd' | 'learn' | 'u';

/** What a token stands for. `subject` is a form id for forms, else empty. */
export interface LinkTarget {
  kind: LinkKind;
  workflow: string;
  learner: string;
  subject: string;
  /** ms since 1970. */
  expires_at: number;
}

export type Opened = { ok: true; target: LinkTarget } | { ok: false; reason: 'forged' | 'expired' };

export interface LinkSigner {
  form(workflow: string, learner: string, formId: string): string;
  share(workflow: string, learner: string): string;
  learner(workflow: string, learner: string): string;
  upload(workflow: string): string;
  workflow(workflow: string): string;
  open(kind: LinkKind, token: string): Opened;
}

const LIFETIME_MS = 180 * 86_400_000;

/**
 * The same link for the same target within a quarter: repeated mails and repeated calls agree.
 * @param baseUrl origin people reach the server under, without a trailing slash.
 */
export function createLinks(secret: string, baseUrl: string, now: () => number): LinkSigner {
  const sign = (payload: string): string =>
    createHmac('sha256', `links:${secret}`).update(payload).digest('base64url').slice(0, 32);

  const make = (kind: LinkKind, workflow: string, learner: string, subject: string): string => {
    const expires = (Math.floor(now() / (LIFETIME_MS / 2)) + 2) * (LIFETIME_MS / 2);
    const payload = Buffer.from(
      JSON.stringify([kind, workflow, learner, subject, expires]),
    ).toString('base64url');
    return `${baseUrl}/${kind}/${payload}.${sign(payload)}`;
  };

  const open = (kind: LinkKind, token: string): Opened => {
    const [payload = '', signature = ''] = token.split('.');
    const wanted = Buffer.from(sign(payload));
    const given = Buffer.from(signature);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given))
      return { ok: false, reason: 'forged' };
    const parts = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [
      LinkKind,
      string,
      string,
      string,
      number,
    ];
    const [actual, workflow, learner, subject, expires_at] = parts;
    if (actual !== kind) return { ok: false, reason: 'forged' };
    if (expires_at < now()) return { ok: false, reason: 'expired' };
    return { ok: true, target: { kind, workflow, learner, subject, expires_at } };
  };

  return {
    form: (workflow, learner, formId) => make('f', workflow, learner, formId),
    share: (workflow, learner) => make('d', workflow, learner, ''),
    learner: (workflow, learner) => make('learn', workflow, learner, ''),
    upload: (workflow) => make('u', workflow, '', ''),
    workflow: (workflow) => `${baseUrl}/w/${workflow}`,
    open,
  };
}
