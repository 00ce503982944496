/** Forms to answer: the assessment behind a learner's link, the educators' forms by their address. */
import { type Context, Hono } from 'hono';
import { type Access, educatorAccess, introMarkup } from '../form-access.ts';
import { formMarkup, formThanks } from '../form-page.ts';
import type { App } from '../identity.ts';
import { openLink, polite } from '../link-page.ts';
import type { LinkTarget } from '../links.ts';
import { html, page } from '../page.ts';
import type { FormPage, FormPages, ServerPorts, SubmitResult } from '../server-ports.ts';

/** Answers by question. */
type Answers = Record<string, string>;

type Refusal = Exclude<SubmitResult, { kind: 'accepted' }>;

interface Opened {
  access: Access;
  form: FormPage;
  forms: FormPages;
  /** Nobody answers in a learner's place: without a learner's link an assessment is only shown. */
  isPreview: boolean;
}

export function formRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();

  app.use('*', async (c, next) => {
    await next();
    c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex');
  });

  app.get('/:token', async (c) => {
    const opened = await open(c, ports);
    if (opened instanceof Response) return opened;
    const { access, form, forms, isPreview } = opened;
    if (isPreview) return c.html(view(ports, opened, {}));
    if (!form.accepting)
      return polite(
        c,
        200,
        'This form is closed',
        'It no longer takes answers. Your trainer will be in touch about what comes next.',
      );
    const answers = await forms.answers(access.form, access.respondent);
    return c.html(view(ports, opened, answers ?? {}));
  });

  app.post('/:token', async (c) => {
    const opened = await open(c, ports);
    if (opened instanceof Response) return opened;
    const { access, form, forms, isPreview } = opened;
    if (isPreview)
      return polite(c, 403, 'This was a preview', "Only a learner's own link takes answers.");
    const { token, answers } = await submitted(c);
    const blank = blankOf(form, answers);
    if (blank !== null) return refused(c, ports, opened, answers, blank);
    const result = await forms.submit(access.form, {
      respondent: access.respondent,
      answers,
      submissionToken: token ?? ports.nextId(),
    });
    if (result.kind !== 'accepted') return refused(c, ports, opened, answers, result);
    if (access.learner !== null) await nudge(ports, access.learner);
    return c.html(page('Thank you', formThanks(c.req.path, form.title)));
  });

  return app;
}

async function open(c: Context<App>, ports: ServerPorts): Promise<Opened | Response> {
  const access = await accessOf(c, ports);
  if (access instanceof Response) return access;
  const form = await ports.forms?.read(access.form);
  if (!form || !ports.forms) return gone(c);
  return { access, form, forms: ports.forms, isPreview: form.quiz && access.learner === null };
}

async function accessOf(c: Context<App>, ports: ServerPorts): Promise<Access | Response> {
  const educator = await educatorAccess(c, ports.forms, c.req.param('token') ?? '');
  if (educator !== null) return educator;
  const target = await openLink(c, ports.links, 'f');
  if (target instanceof Response) return target;
  return { form: target.subject, respondent: target.learner, learner: target };
}

function view(
  ports: ServerPorts,
  { access, form, isPreview }: Opened,
  answers: Answers,
  problems: Parameters<typeof formMarkup>[2] = [],
): ReturnType<typeof page> {
  const intro =
    access.learner === null
      ? introMarkup(form.description, ports.links)
      : html`<p>${form.description}</p>`;
  const token = isPreview ? null : ports.nextId();
  return page(form.title, formMarkup(form, answers, problems, token, intro));
}

async function submitted(
  c: Context<App>,
): Promise<{ token: string | undefined; answers: Answers }> {
  const { submission_token: token, ...fields } = (await c.req.parseBody()) as Answers;
  const answers = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.replace(/^q-/, ''), String(value)]),
  );
  return { token, answers };
}

/** A button pressed by mistake is no assessment: whoever sends nothing would be found wrong everywhere. */
function blankOf(form: FormPage, answers: Answers): Refusal | null {
  const [first] = form.sections.flatMap(({ questions }) => questions);
  if (!form.quiz || !first || Object.values(answers).some((each) => each.trim() !== ''))
    return null;
  return {
    kind: 'invalid',
    problems: [{ question: first.id, message: 'Please answer at least one question.' }],
  };
}

function refused(
  c: Context<App>,
  ports: ServerPorts,
  opened: Opened,
  answers: Answers,
  result: Refusal,
): Response | Promise<Response> {
  if (result.kind === 'unknown') return gone(c);
  if (result.kind === 'closed')
    return polite(
      c,
      200,
      'This form is closed',
      'It closed before your answers arrived. Please ask your trainer.',
    );
  c.status(422);
  return c.html(view(ports, opened, answers, result.problems));
}

function gone(c: Context<App>): Response | Promise<Response> {
  return polite(c, 404, 'This form is not here any more', 'Please ask your trainer.');
}

/** Tells the collecting actor that answers are there, so that it reads at once instead of at its next poll. */
async function nudge(ports: ServerPorts, target: LinkTarget): Promise<void> {
  const family = await ports.engine.family(target.workflow);
  const collecting = family.find(
    (record) => record.machine === 'responseCollection' && record.status === 'active',
  );
  if (!collecting) return;
  try {
    await ports.engine.send(collecting.address, {
      type: 'response.submitted',
      learner: target.learner,
    });
  } catch (error) {
    // The answers are stored; the next poll finds them.
    ports.log.warn({ workflow: target.workflow, error: String(error) }, 'nudge not delivered');
  }
}
