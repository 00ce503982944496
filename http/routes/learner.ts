/** Pages behind signed links: the assessment form, what was shared, a learner's overview, uploads. */
import { type Context, Hono } from 'hono';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { refusalOf } from '../file-kinds.ts';
import { formMarkup, formThanks } from '../form-page.ts';
import type { App } from '../identity.ts';
import type { LinkKind, LinkTarget } from '../links.ts';
import { html, page } from '../page.ts';
import type { ServerPorts, StoredArtifact } from '../server-ports.ts';
import { contextOf } from '../views.ts';
import { sendArtifact, takeFiles } from './files.ts';

const SHARED = new Set(['deck', 'video', 'captions', 'poster', 'transcript', 'storyboard']);

export function learnerRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();

  const opened = async (c: Context, kind: LinkKind): Promise<LinkTarget | Response> => {
    const result = ports.links.open(kind, c.req.param('token') ?? '');
    if (result.ok) return result.target;
    return result.reason === 'expired'
      ? polite(c, 410, 'This link has expired', 'Please ask your trainer for a new one.')
      : polite(
          c,
          404,
          'This link does not work',
          'Please open it again from your mail; it may have been cut off when it was copied.',
        );
  };

  app.use('*', async (c, next) => {
    await next();
    c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex');
  });

  app.get('/f/:token', async (c) => {
    const target = await opened(c, 'f');
    if (target instanceof Response) return target;
    const form = await ports.forms?.read(target.subject);
    if (!form) return polite(c, 404, 'This form is not here any more', 'Please ask your trainer.');
    if (!form.accepting)
      return polite(
        c,
        200,
        'This form is closed',
        'It no longer takes answers. Your trainer will be in touch about what comes next.',
      );
    const answers = (await ports.forms?.answers(target.subject, target.learner)) ?? {};
    return c.html(page(form.title, formMarkup(form, answers, [], ports.nextId())));
  });

  app.post('/f/:token', async (c) => {
    const target = await opened(c, 'f');
    if (target instanceof Response) return target;
    const form = await ports.forms?.read(target.subject);
    if (!form || !ports.forms)
      return polite(c, 404, 'This form is not here any more', 'Please ask your trainer.');
    const { submission_token: token, ...fields } = (await c.req.parseBody()) as Record<
      string,
      string
    >;
    const answers = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name.replace(/^q-/, ''), String(value)]),
    );
    const result = await ports.forms.submit(target.subject, {
      respondent: target.learner,
      answers,
      submissionToken: token ?? ports.nextId(),
    });
    if (result.kind === 'closed')
      return polite(
        c,
        200,
        'This form is closed',
        'It closed before your answers arrived. Please ask your trainer.',
      );
    if (result.kind === 'unknown')
      return polite(c, 404, 'This form is not here any more', 'Please ask your trainer.');
    if (result.kind === 'invalid') {
      c.status(422);
      return c.html(page(form.title, formMarkup(form, answers, result.problems, ports.nextId())));
    }
    await nudge(ports, target);
    return c.html(page('Thank you', formThanks(c.req.path, form.title)));
  });

  app.get('/d/:token/:artifact', async (c) => {
    const target = await opened(c, 'd');
    if (target instanceof Response) return target;
    const artifact = await ports.artifacts.get(c.req.param('artifact'));
    const mine =
      artifact?.workflow === target.workflow &&
      isFor(artifact, target) &&
      (await isReleased(ports, target.workflow));
    if (!mine) return polite(c, 404, 'This file is not here', 'Please go back and try another.');
    return sendArtifact(c, ports, artifact);
  });

  app.get('/d/:token', async (c) => {
    const target = await opened(c, 'd');
    if (target instanceof Response) return target;
    const all = (await isReleased(ports, target.workflow))
      ? await ports.artifacts.list(target.workflow)
      : [];
    const shared = all.filter((each) => isFor(each, target));
    const settings = await ports.requests.settings(target.workflow);
    return c.html(
      page(
        settings?.certification_name ?? 'Your course material',
        sharedMarkup(c.req.path, shared),
      ),
    );
  });

  app.get('/learn/:token', async (c) => {
    const target = await opened(c, 'learn');
    if (target instanceof Response) return target;
    const settings = await ports.requests.settings(target.workflow);
    const name = await ports.nameOf(target.workflow, target.learner);
    return c.html(
      page(
        settings?.certification_name ?? 'Your course',
        html`<p>Hello${name === null ? '' : html` ${name}`}. Everything made for you in this course is behind one link.</p>
<p><a class="button" href="${new URL(ports.links.share(target.workflow, target.learner)).pathname}">Your course material</a></p>`,
      ),
    );
  });

  app.get('/u/:token', async (c) => {
    const target = await opened(c, 'u');
    if (target instanceof Response) return target;
    return c.html(page('Add documents', uploadMarkup(null)));
  });

  app.post('/u/:token', async (c) => {
    const target = await opened(c, 'u');
    if (target instanceof Response) return target;
    const body = await c.req.parseBody({ all: true });
    const files = [body.documents]
      .flat()
      .filter((each): each is File => each instanceof File && each.size > 0);
    const arrived = await Promise.all(
      files.map(async (file) => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        return { name: file.name, title: file.name, mime: file.type, bytes };
      }),
    );
    const refused = arrived.flatMap(({ name, bytes }) => {
      const refusal = refusalOf(name, bytes);
      return refusal === null ? [] : [`${name} ${refusal}`];
    });
    const readable = arrived.filter(({ name, bytes }) => refusalOf(name, bytes) === null);
    const uploads = await takeFiles(ports, readable, target.workflow);
    const taken = uploads.map(({ title }) => title);
    return c.html(page('Add documents', uploadMarkup({ taken, refused })));
  });

  return app;
}

function isFor(artifact: StoredArtifact, target: LinkTarget): boolean {
  const { type, learner } = artifact;
  return SHARED.has(type) && (learner === null || learner === target.learner);
}

/** Learners see nothing before people have released it, however early they have the link. */
async function isReleased(ports: ServerPorts, workflow: string): Promise<boolean> {
  const root = await ports.engine.read(workflow);
  if (root === null) return false;
  return contextOf<Partial<CertificationContext>>(root).outputs?.shared !== undefined;
}

function polite(
  c: Context,
  status: number,
  title: string,
  text: string,
): Response | Promise<Response> {
  c.status(status as 200);
  return c.html(page(title, html`<p>${text}</p>`));
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

type Shared = {
  id: string;
  type: string;
  name: string;
  learner: string | null;
  meta: Record<string, unknown>;
};

function sharedMarkup(base: string, shared: Shared[]) {
  const of = (type: string) => shared.filter((each) => each.type === type);
  const link = (each: Shared) => `${base}/${each.id}`;
  const topicOf = (each: Shared) => String(each.meta.topic ?? each.name);
  const beside = (video: Shared, type: string) =>
    of(type).find((each) => topicOf(each) === topicOf(video));
  if (shared.length === 0)
    return html`<p>There is nothing here yet. Come back after your trainer has released the material.</p>`;
  return html`${of('deck').map((deck) => html`<section><h2>Your remediation deck</h2><p><a class="button" href="${link(deck)}">Download the slides</a> (PowerPoint)</p></section>`)}
${of('video').map((video) => {
  const [captions, poster, transcript] = ['captions', 'poster', 'transcript'].map((type) =>
    beside(video, type),
  );
  return html`<section><h2>${topicOf(video)}</h2>
<video controls preload="metadata" ${poster ? html`poster="${link(poster)}"` : ''}><source src="${link(video)}" type="video/mp4">${captions ? html`<track kind="captions" srclang="en" label="English" src="${link(captions)}" default>` : ''}</video>
${transcript ? html`<p><a href="${link(transcript)}">Transcript</a></p>` : ''}<p class="note">Synthetic presenter.</p></section>`;
})}
${of('storyboard').map((board) => html`<section><h2>${topicOf(board)}</h2><p><a class="button" href="${link(board)}">Read the storyboard</a> (the video could not be made)</p></section>`)}`;
}

function uploadMarkup(done: { taken: string[]; refused: string[] } | null) {
  return html`${done === null ? '' : html`<div class="notice" role="status">${done.taken.length > 0 ? html`<p>Received: ${done.taken.join(', ')}.</p>` : ''}${done.refused.length > 0 ? html`<p>Not taken: ${done.refused.join('; ')}.</p>` : ''}${done.taken.length + done.refused.length === 0 ? html`<p>Choose a file first.</p>` : ''}</div>`}
<form method="post" enctype="multipart/form-data">
<p><label for="documents">Documents (PDF, Word, PowerPoint, HTML, Markdown or text)</label></p>
<p><input id="documents" name="documents" type="file" multiple required></p>
<p><button type="submit">Add documents</button></p>
</form>`;
}
