/** The three occasions on which learners get a letter. */
import type { GapReport } from '../content.ts';
import type { Activity, CallOutput } from '../ports.ts';
import { invitation, reminder, results, withoutAnswers } from './copy.ts';
import { digest, type NotificationPorts, type Posted, post } from './post.ts';

/** `assessment.invite`: each learner their own link to the published form. */
export function assessmentInvite(ports: NotificationPorts): Activity<'assessment.invite'> {
  return async (input, run) => {
    const posted = await post(ports, run, {
      step: input.step,
      occasion: `mail-invite-${short(input.form.id)}`,
      learners: input.settings.learners,
      letter: ({ id, name }) =>
        invitation({
          name,
          course: input.settings.certification_name,
          url: ports.links.form(run.root, id, input.form.id),
          closesAt: input.closes_at,
        }),
    });
    return withWarnings({ invited: posted.posted }, posted);
  };
}

/** `responses.remind`: to those whose answers are missing, once for each reminder. */
export function responsesRemind(ports: NotificationPorts): Activity<'responses.remind'> {
  return async (input, run) => {
    const { reminder: number = 1 } = input;
    const occasion = number === 1 ? 'remind' : `remind-${number}`;
    const posted = await post(ports, run, {
      step: input.step,
      occasion: `mail-${occasion}-${short(input.form.id)}`,
      learners: input.missing,
      letter: ({ id, name }) =>
        reminder({
          name,
          course: input.settings.certification_name,
          url: ports.links.form(run.root, id, input.form.id),
        }),
    });
    return withWarnings({ reminded: posted.posted }, posted);
  };
}

/** `learners.notify`: results, deck and videos; other words for whoever never answered. */
export function learnersNotify(ports: NotificationPorts): Activity<'learners.notify'> {
  return async (input, run) => {
    const course = input.settings.certification_name;
    const report = await gapReport(ports, run.root);
    const decks = await ports.artifacts.list(run.root, 'deck');
    const withDeck = new Set(decks.map(({ learner }) => learner));
    const videos = await watchable(ports, run.root);
    const posted = await post(ports, run, {
      step: input.step,
      occasion: 'mail-results',
      learners: input.settings.learners,
      letter: ({ id, name }) => {
        const url = ports.links.share(run.root, id);
        const result = report?.learners.find(({ learner }) => learner === id);
        if (!result?.answered) return withoutAnswers({ name, course, url, videos });
        const weakAreas = result.weak_areas;
        return results({ name, course, url, hasDeck: withDeck.has(id), weakAreas, videos });
      },
    });
    return withWarnings({ notified: posted.posted }, posted);
  };
}

async function gapReport(ports: NotificationPorts, workflow: string): Promise<GapReport | null> {
  const artifact = await ports.artifacts.latest(workflow, 'gaps', 'gaps.json');
  if (artifact === null) return null;
  return JSON.parse((await ports.artifacts.read(artifact)).toString('utf8')) as GapReport;
}

async function watchable(ports: NotificationPorts, workflow: string): Promise<string[]> {
  const videos = await ports.artifacts.list(workflow, 'video');
  return videos.map(({ meta, name }) => {
    const minutes = Number(meta.duration_seconds) / 60;
    const topic = typeof meta.topic === 'string' ? meta.topic : name;
    return minutes > 0
      ? `${topic} (about ${Math.max(1, Math.round(minutes))} min, captioned)`
      : topic;
  });
}

function short(id: string): string {
  return digest(id).slice(0, 12);
}

function withWarnings<T extends object>(
  output: T,
  { warnings }: Posted,
): T & Pick<CallOutput<'learners.notify'>, 'warnings'> {
  return warnings.length > 0 ? { ...output, warnings } : output;
}
