/** Pages behind signed links: what was shared, and a learner's overview. */
import { type Context, Hono } from 'hono';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { contextOf } from '../fleet/views.ts';
import { type CaptionLine, captionLines } from '../learner/captions.ts';
import { ABOUT_YOU, nowMarkup, type Situation, situationOf } from '../learner/learner-home.ts';
import { openLink, polite } from '../learner/link-page.ts';
import type { LinkKind, LinkTarget } from '../learner/links.ts';
import { type LearnerOutcome, resultMarkup } from '../learner/result-part.ts';
import { newestOfTopics, shareMarkup } from '../learner/share-page.ts';
import { html, page } from '../page.ts';
import type { App } from '../people/identity.ts';
import type { ServerPorts, StoredArtifact } from '../server-ports.ts';
import { sendArtifact } from './files.ts';

/** What counts as opened: not the pictures and captions that a page fetches by itself. */
const OPENED = new Set(['deck', 'learner_report', 'video', 'transcript', 'storyboard']);
const SHARED = new Set([
  'deck',
  'learner_report',
  'video',
  'captions',
  'poster',
  'transcript',
  'storyboard',
]);

export function learnerRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();

  /** That something was opened is worth knowing, never worth an error to the learner. */
  const visited = async (c: Context, { workflow, learner }: LinkTarget, what: string) => {
    if (c.req.method !== 'GET') return;
    await ports.learners.visits
      .note(workflow, learner, what, ports.now())
      .catch((error: unknown) => {
        ports.log.warn({ workflow, error: String(error) }, 'a visit was not noted');
      });
  };

  const opened = (c: Context, kind: LinkKind) => openLink(c, ports, kind);

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
    if (OPENED.has(artifact.type)) await visited(c, target, artifact.id);
    return sendArtifact(c, ports, artifact);
  });

  app.get('/d/:token', async (c) => {
    const target = await opened(c, 'd');
    if (target instanceof Response) return target;
    const material = await materialFor(ports, target);
    await visited(c, target, 'home');
    return c.html(
      page(
        await titleOf(ports, target, 'Your course material'),
        html`${resultMarkup(material.outcome)}${shareMarkup(c.req.path, material.shared, material.lines)}`,
        LIVELY,
      ),
    );
  });

  app.get('/learn/:token', async (c) => {
    const target = await opened(c, 'learn');
    if (target instanceof Response) return target;
    const { workflow, learner } = target;
    const name = await ports.nameOf(workflow, learner);
    const { released, outcome, shared, lines } = await materialFor(ports, target);
    const videos = newestOfTopics(shared).length;
    const hasDeck = shared.some(({ type }) => type === 'deck');
    const hasResult = outcome?.answered === true && outcome.score !== null;
    const situation: Situation = released
      ? { kind: 'released', hasDeck, hasResult, videos }
      : await situationOf(ports, target);
    await visited(c, target, 'home');
    const share = new URL(ports.links.share(workflow, learner)).pathname;
    return c.html(
      page(
        await titleOf(ports, target, 'Your course'),
        html`<p>Hello${name === null ? '' : html` ${name}`}.</p>
${nowMarkup(situation)}
${resultMarkup(outcome)}
${released && shared.length > 0 ? shareMarkup(share, shared, lines) : ''}
${ABOUT_YOU}`,
        LIVELY,
      ),
    );
  });

  return app;
}

function isFor(artifact: StoredArtifact, target: LinkTarget): boolean {
  const { type, learner } = artifact;
  return SHARED.has(type) && (learner === null || learner === target.learner);
}

const LIVELY = { isLively: true, isWide: true };

interface Material {
  released: boolean;
  outcome: LearnerOutcome | undefined;
  shared: StoredArtifact[];
  /** What is said in the videos, by the id of their captions. */
  lines: Map<string, CaptionLine[]>;
}

/** Empty before people have released it, however early a learner has the link. */
async function materialFor(ports: ServerPorts, target: LinkTarget): Promise<Material> {
  if (!(await isReleased(ports, target.workflow)))
    return { released: false, outcome: undefined, shared: [], lines: new Map() };
  const all = await ports.artifacts.list(target.workflow);
  const shared = all.filter((each) => isFor(each, target));
  return {
    ...{ released: true, shared },
    outcome: await outcomeOf(ports, target),
    lines: await linesOf(ports, shared),
  };
}

/** Captions that cannot be read are left to the player; the page opens all the same. */
async function linesOf(
  ports: ServerPorts,
  shared: StoredArtifact[],
): Promise<Map<string, CaptionLine[]>> {
  const captions = shared.filter(({ type }) => type === 'captions');
  const read = captions.map(async (each): Promise<[string, CaptionLine[]]> => {
    const vtt = await ports.artifacts.read(each).catch(() => null);
    return [each.id, vtt === null ? [] : captionLines(vtt.toString('utf8'))];
  });
  return new Map(await Promise.all(read));
}

async function titleOf(
  ports: ServerPorts,
  { workflow }: LinkTarget,
  otherwise: string,
): Promise<string> {
  return (await ports.requests.settings(workflow))?.certification_name ?? otherwise;
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
