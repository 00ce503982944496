/** `/api/cohorts` and `/api/learners`: findings, and what was made of them. Names only for educators. */
import { type Context, Hono } from 'hono';
import { filmsFor, readCohort } from '../cohort-view.ts';
import type { App } from '../people/identity.ts';
import { notFound } from '../problem.ts';
import type { ServerPorts } from '../server-ports.ts';

/** Auditors read findings by id; who the learners are is not theirs to know. */
function maySeeNames(c: Context<App>): boolean {
  const roles = c.get('roles');
  return roles.includes('educator') || roles.includes('admin');
}

export function cohortRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.get('/:workflow', async (c) => {
    const workflow = c.req.param('workflow');
    const showNames = maySeeNames(c);
    const cohort = await readCohort(ports, workflow, showNames);
    if (cohort === null) throw notFound(`cohort ${workflow}`);
    const { settings, gaps, lines, ...rest } = cohort;
    c.header('cache-control', 'private, no-store');
    return c.json({
      workflow_id: workflow,
      certification_name: settings.certification_name,
      pass_mark: gaps?.pass_mark ?? settings.assessment.pass_mark,
      domains: settings.domains.map(({ name, weight }) => ({ name, weight })),
      names_shown: showNames,
      cohort: gaps?.cohort ?? null,
      learners: lines,
      ...rest,
    });
  });
  return app;
}

export function learnerRecordRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.get('/:learner', async (c) => {
    const learner = c.req.param('learner');
    const places = await ports.learners.places(learner);
    const wanted = c.req.query('workflow');
    const place =
      wanted === undefined ? places.at(-1) : places.find((each) => each.workflow === wanted);
    const cohort = place && (await readCohort(ports, place.workflow, maySeeNames(c)));
    const line = cohort?.lines.find(({ id }) => id === learner);
    if (!place || !cohort || !line) throw notFound(`learner ${learner}`);
    const [artifacts, visits] = await Promise.all([
      ports.artifacts.list(place.workflow),
      ports.learners.visits.of(place.workflow),
    ]);
    const { settings, gaps, released } = cohort;
    c.header('cache-control', 'private, no-store');
    return c.json({
      ...line,
      workflow_id: place.workflow,
      certification_name: settings.certification_name,
      pass_mark: gaps?.pass_mark ?? settings.assessment.pass_mark,
      status: place.status,
      erased: !place.sealed,
      released,
      names_shown: maySeeNames(c),
      videos: filmsFor(artifacts, visits, learner),
      elsewhere: places.filter(({ workflow }) => workflow !== place.workflow),
    });
  });
  return app;
}
