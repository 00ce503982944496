/** Pages behind signed links: what was shared, a learner's overview, uploads. */
import { type Context, Hono } from 'hono';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { refusalOf } from '../file-kinds.ts';
import type { App } from '../identity.ts';
import { openLink, polite } from '../link-page.ts';
import type { LinkKind, LinkTarget } from '../links.ts';
import { html, page } from '../page.ts';
import { type LearnerOutcome, resultMarkup } from '../result-part.ts';
import type { ServerPorts, StoredArtifact } from '../server-ports.ts';
import { shareMarkup } from '../share-page.ts';
import { contextOf } from '../views.ts';
import { sendArtifact, takeFiles } from './files.ts';

const SHARED = new Set(['deck', 'video', 'captions', 'poster', 'transcript', 'storyboard']);

export function learnerRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();

  const opened = (c: Context, kind: LinkKind) => openLink(c, ports.links, kind);

  for (const path of ['/d/*', '/learn/*', '/u/*'])
    app.use(path, async (c, next) => {
      await next();
      c.header('cache-control', 'private, no-store');
      c.header('x-robots-tag', 'noindex');
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
    const released = await isReleased(ports, target.workflow);
    const all = released ? await ports.artifacts.list(target.workflow) : [];
    const shared = all.filter((each) => isFor(each, target));
    const outcome = released ? await outcomeOf(ports, target) : undefined;
    const settings = await ports.requests.settings(target.workflow);
    return c.html(
      page(
        settings?.certification_name ?? 'Your course material',
        html`${resultMarkup(outcome)}${shareMarkup(c.req.path, shared)}`,
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

async function outcomeOf(
  ports: ServerPorts,
  { workflow, learner }: LinkTarget,
): Promise<LearnerOutcome | undefined> {
  const gaps = await ports.artifacts.latest(workflow, 'gaps');
  if (gaps === null) return undefined;
  const report: { learners: LearnerOutcome[] } = JSON.parse(
    (await ports.artifacts.read(gaps)).toString('utf8'),
  );
  return report.learners.find((each) => each.learner === learner);
}

/** Learners see nothing before people have released it, however early they have the link. */
async function isReleased(ports: ServerPorts, workflow: string): Promise<boolean> {
  const root = await ports.engine.read(workflow);
  if (root === null) return false;
  return contextOf<Partial<CertificationContext>>(root).outputs?.shared !== undefined;
}

function uploadMarkup(done: { taken: string[]; refused: string[] } | null) {
  return html`${done === null ? '' : html`<div class="notice" role="status">${done.taken.length > 0 ? html`<p>Received: ${done.taken.join(', ')}.</p>` : ''}${done.refused.length > 0 ? html`<p>Not taken: ${done.refused.join('; ')}.</p>` : ''}${done.taken.length + done.refused.length === 0 ? html`<p>Choose a file first.</p>` : ''}</div>`}
<form method="post" enctype="multipart/form-data">
<p><label for="documents">Documents (PDF, Word, PowerPoint, HTML, Markdown or text)</label></p>
<p><input id="documents" name="documents" type="file" multiple required></p>
<p><button type="submit">Add documents</button></p>
</form>`;
}
