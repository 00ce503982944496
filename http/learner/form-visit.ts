/** One visit to a form: who came by which link, what they answered so far, and until when they can. */
import type { Context } from 'hono';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { contextOf } from '../fleet/views.ts';
import { html } from '../page.ts';
import type { PageTokens } from '../page-token.ts';
import type { App } from '../people/identity.ts';
import type { FormPage, FormPages, ServerPorts } from '../server-ports.ts';
import { type Access, educatorAccess, introMarkup } from './form-access.ts';
import { type Answers, areSame, ofForm, openIn, type Problems } from './form-answers.ts';
import type { FormView } from './form-page.ts';
import { openLink, polite } from './link-page.ts';
import { localeOf } from './reader-locale.ts';

export interface FormVisit {
  access: Access;
  form: FormPage;
  forms: FormPages;
  /** Nobody answers in a learner's place: without a learner's link an assessment is only shown. */
  isPreview: boolean;
}

/** What was kept of earlier visits. */
export interface Kept {
  /** What the page begins with: what was being typed, else what was handed in. */
  answers: Answers;
  handedIn: { answers: Answers; at: number } | null;
  savedAt: number | null;
}

/** The form behind the address, or the page that says why there is none. */
export async function visitForm(
  c: Context<App>,
  ports: ServerPorts,
): Promise<FormVisit | Response> {
  const access = await accessOf(c, ports);
  if (access instanceof Response) return access;
  if (ports.forms === null) return elsewhere(c, ports, access);
  const form = await ports.forms.read(access.form);
  if (!form) return gone(c);
  return { access, form, forms: ports.forms, isPreview: form.quiz && access.learner === null };
}

export function gone(c: Context<App>): Response | Promise<Response> {
  return polite(
    c,
    404,
    'This form is not here any more',
    'It has been removed. Your trainer can tell you what to do instead.',
  );
}

async function accessOf(c: Context<App>, ports: ServerPorts): Promise<Access | Response> {
  const educator = await educatorAccess(c, ports.forms, c.req.param('token') ?? '');
  if (educator !== null) return educator;
  const target = await openLink(c, ports, 'f');
  if (target instanceof Response) return target;
  return { form: target.subject, respondent: target.learner, learner: target };
}

/** With Google the form lies there; letters name our address all the same, and stay right. */
async function elsewhere(
  c: Context<App>,
  ports: ServerPorts,
  { form, learner }: Access,
): Promise<Response> {
  const root = learner === null ? null : await ports.engine.read(learner.workflow);
  const known =
    root === null ? undefined : contextOf<Partial<CertificationContext>>(root).outputs?.form;
  if (known?.id !== form || !known.url.startsWith('https://docs.google.com/')) return gone(c);
  return c.redirect(known.url, 303);
}

export async function keptFor(
  ports: ServerPorts,
  { access, form, forms }: FormVisit,
): Promise<Kept> {
  const { form: id, respondent } = access;
  const draft = await ports.drafts.read(id, respondent);
  const response = await forms.response(id, respondent);
  const handedIn =
    response === null ? null : { answers: response.answers, at: response.submitted_at };
  const answers = ofForm(form, { ...handedIn?.answers, ...draft?.answers });
  return { answers, handedIn, savedAt: draft?.saved_at ?? null };
}

/** When a learner's form closes; null where nobody set a time. */
export async function closingOf(ports: ServerPorts, { learner }: Access): Promise<number | null> {
  if (learner === null) return null;
  const root = await ports.engine.read(learner.workflow);
  return root === null ? null : (contextOf<Partial<CertificationContext>>(root).closes_at ?? null);
}

export interface Showing {
  kept: Kept;
  answers: Answers;
  section?: number | undefined;
  problems?: Problems;
  notice?: string | null;
}

/** Everything the page says. Without a section it is the first one with something open. */
export async function viewOf(
  c: Context<App>,
  ports: ServerPorts,
  tokens: PageTokens,
  visit: FormVisit,
  { kept, answers, section, problems = [], notice = null }: Showing,
): Promise<FormView> {
  const { access, form } = visit;
  const isUnsent = kept.handedIn !== null && !areSame(kept.handedIn.answers, kept.answers);
  const isBegun = kept.handedIn === null && Object.values(answers).some((each) => each !== '');
  const firstOpen = openIn(form, answers).findIndex((count) => count > 0) + 1;
  const place = section ?? (isBegun && firstOpen > 0 ? firstOpen : 1);
  return {
    ...{ form, answers, problems, notice, isUnsent, path: c.req.path.replace(/\/draft$/, '') },
    section: Math.min(Math.max(1, place), Math.max(1, form.sections.length)),
    token: tokens.make(c.req.path, ports.nextId()),
    intro: introOf(ports, visit),
    closesAt: await closingOf(ports, access),
    savedAt: kept.savedAt,
    handedInAt: kept.handedIn?.at ?? null,
    isReturning: isBegun && section === undefined,
    locale: localeOf(c.req.header('accept-language')),
  };
}

export function introOf(ports: ServerPorts, { access, form }: FormVisit) {
  return access.learner === null
    ? introMarkup(form.description, ports.links)
    : html`<p dir="auto">${form.description}</p>`;
}
