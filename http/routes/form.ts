/** Forms to answer: the assessment behind a learner's link, the educators' forms by their address. */
import { type Context, Hono } from 'hono';
import { createAllowance } from '../allowance.ts';
import {
  type Answers,
  answersIn,
  faultsIn,
  ofForm,
  questionsOf,
  sectionOf,
} from '../learner/form-answers.ts';
import { formMarkup, previewMarkup, thanksMarkup, titleOf } from '../learner/form-page.ts';
import {
  closingOf,
  type FormVisit,
  gone,
  introOf,
  type Kept,
  keptFor,
  type Showing,
  viewOf,
  visitForm,
} from '../learner/form-visit.ts';
import { polite } from '../learner/link-page.ts';
import { localeOf } from '../learner/reader-locale.ts';
import { html, page } from '../page.ts';
import { createPageTokens, type PageTokens } from '../page-token.ts';
import type { App } from '../people/identity.ts';
import type { ServerPorts, SubmitResult } from '../server-ports.ts';

type Refusal = Exclude<SubmitResult, { kind: 'accepted' }>;

/** Somebody who types all the time is saved once a second or so; a script that floods is not. */
const WRITES = { burst: 60, perMinute: 90 };

export function formRoutes(ports: ServerPorts, secret: string): Hono<App> {
  const app = new Hono<App>();
  const tokens = createPageTokens(secret);
  const allowance = createAllowance(WRITES, ports.now);

  app.use('*', async (c, next) => {
    await next();
    c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex');
  });
  app.post('/:token/*', (c, next) => withinAllowance(c, next));
  app.post('/:token', (c, next) => withinAllowance(c, next));

  const withinAllowance = async (c: Context<App>, next: () => Promise<void>) => {
    const seconds = allowance.take(c.req.param('token') ?? '');
    if (seconds === 0) return next();
    c.header('retry-after', String(seconds));
    return polite(
      c,
      429,
      'One moment, please',
      'This link was used very often just now. What was saved is safe; go back and try again in a minute.',
    );
  };

  const show = async (c: Context<App>, visit: FormVisit, showing: Showing) => {
    const view = await viewOf(c, ports, tokens, visit, showing);
    return c.html(
      page(visit.form.title, formMarkup(view), { title: titleOf(view), isLively: true }),
    );
  };

  app.get('/:token', async (c) => {
    const visit = await visitForm(c, ports);
    if (visit instanceof Response) return visit;
    const { form } = visit;
    if (visit.isPreview)
      return c.html(page(form.title, previewMarkup({ form, intro: introOf(ports, visit) })));
    const kept = await keptFor(ports, visit);
    if (c.req.query('sent') !== undefined && kept.handedIn !== null)
      return thanks(c, ports, visit, kept);
    if (!form.accepting) return closed(c, kept);
    return show(c, visit, {
      kept,
      answers: kept.answers,
      section: numberIn(c.req.query('section')),
    });
  });

  app.post('/:token/draft', async (c) => {
    const visit = await visitForm(c, ports);
    if (visit instanceof Response) return visit;
    const fields = await c.req.parseBody();
    if (!isOurs(c, tokens, fields, '/draft'))
      return c.json({ detail: 'open the form again; this page is from before' }, 403);
    if (visit.isPreview || !visit.form.accepting)
      return c.json({ detail: 'the form takes no answers any more' }, 409);
    const answers = ofForm(visit.form, answersIn(fields));
    const faults = faultsIn(visit.form, answers);
    if (faults.length > 0) return c.json({ detail: faults[0]?.message, errors: faults }, 422);
    const at = ports.now();
    await ports.drafts.save(visit.access.form, visit.access.respondent, answers, at);
    return c.json({ saved_at: new Date(at).toISOString() });
  });

  app.post('/:token', async (c) => {
    const visit = await visitForm(c, ports);
    if (visit instanceof Response) return visit;
    if (visit.isPreview)
      return polite(c, 403, 'This was a preview', "Only a learner's own link takes answers.");
    const fields = await c.req.parseBody();
    const given = ofForm(visit.form, answersIn(fields));
    const kept = await keptFor(ports, visit);
    const answers = { ...kept.answers, ...given };
    const section = numberIn(c.req.query('section'));
    if (!visit.form.accepting) return closed(c, kept);
    const { submission_token: token, go = 'send' } = fields as Record<string, string>;
    if (!isOurs(c, tokens, fields)) {
      c.status(403);
      return show(c, visit, { kept, answers, section, notice: OUT_OF_DATE });
    }
    const faults = faultsIn(visit.form, given);
    if (faults.length > 0) {
      c.status(422);
      return show(c, visit, { kept, answers, section: section ?? 1, problems: faults });
    }
    if (go !== 'send') {
      await ports.drafts.save(visit.access.form, visit.access.respondent, given, ports.now());
      return c.redirect(`${c.req.path}?section=${sectionAfter(go, section ?? 1)}`, 303);
    }
    return handIn(c, visit, { kept, answers, section }, given, token ?? '');
  });

  const handIn = async (
    c: Context<App>,
    visit: FormVisit,
    showing: Showing,
    given: Answers,
    token: string,
  ) => {
    const { access, form, forms } = visit;
    const { answers } = showing;
    const result =
      blankOf(visit, answers) ??
      (await forms.submit(access.form, {
        respondent: access.respondent,
        answers,
        submissionToken: token,
      }));
    if (result.kind === 'accepted') {
      await ports.drafts.forget(access.form, access.respondent);
      return c.redirect(`${c.req.path}?sent`, 303);
    }
    await ports.drafts.save(access.form, access.respondent, given, ports.now());
    if (result.kind === 'unknown') return gone(c);
    if (result.kind === 'closed') return closed(c, { ...showing.kept, savedAt: ports.now() });
    c.status(422);
    const [first] = result.problems;
    const shown = showing.section ?? (first ? sectionOf(form, first.question) : 1);
    return show(c, visit, { ...showing, section: shown, problems: result.problems });
  };

  return app;
}

const OUT_OF_DATE =
  'This page was open for long, or came from elsewhere, so nothing was sent yet. Your answers are below: please press the button once more.';

/** The token was made for the page that shows the form, whichever address it is sent to. */
function isOurs(
  c: Context<App>,
  tokens: PageTokens,
  fields: Record<string, unknown>,
  below = '',
): boolean {
  const path = c.req.path.slice(0, c.req.path.length - below.length);
  return tokens.isOurs(path, String(fields.submission_token ?? ''));
}

function numberIn(text: string | undefined): number | undefined {
  return /^\d{1,3}$/.test(text ?? '') ? Number(text) : undefined;
}

function sectionAfter(go: string, section: number): number {
  if (go === 'back') return Math.max(1, section - 1);
  return numberIn(go) ?? section + 1;
}

/** A button pressed by mistake is no assessment: whoever sends nothing would be found wrong everywhere. */
function blankOf({ form }: FormVisit, answers: Answers): Refusal | null {
  const [first] = questionsOf(form);
  if (!form.quiz || !first || Object.values(answers).some((each) => each.trim() !== ''))
    return null;
  return {
    kind: 'invalid',
    problems: [{ question: first.id, message: 'Please answer at least one question.' }],
  };
}

async function thanks(c: Context<App>, ports: ServerPorts, visit: FormVisit, kept: Kept) {
  const closesAt = await closingOf(ports, visit.access);
  const locale = localeOf(c.req.header('accept-language'));
  const { form } = visit;
  const handedInAt = kept.handedIn?.at ?? null;
  return c.html(
    page('Thank you', thanksMarkup({ form, path: c.req.path, closesAt, handedInAt, locale }), {
      isLively: true,
    }),
  );
}

function closed(c: Context<App>, { handedIn, savedAt }: Kept): Response | Promise<Response> {
  const standing =
    handedIn !== null
      ? 'The answers you handed in before have arrived and count.'
      : savedAt !== null
        ? 'You had begun, but your answers were not sent before it closed. They are kept for now: please tell your trainer soon.'
        : 'No answers of yours had arrived. If you still want to take part, please ask your trainer.';
  return c.html(
    page(
      'This form is closed',
      html`<p>It no longer takes answers.</p><p>${standing}</p><p>Your trainer will be in touch about what comes next.</p>`,
    ),
  );
}
