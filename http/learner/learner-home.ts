/** A learner's own page: what to do now, then results and material once they are released. */
import type { CertificationContext } from '../../machines/certification-context.ts';
import { contextOf } from '../fleet/views.ts';
import { html } from '../page.ts';
import type { ServerPorts } from '../server-ports.ts';
import type { LinkTarget } from './links.ts';

type Markup = ReturnType<typeof html>;

/** Where a learner stands; each has its own words. */
export type Situation =
  | { kind: 'early' }
  | { kind: 'answer'; form: string; closes_at: number | null }
  | { kind: 'answered'; form: string; closes_at: number | null }
  | { kind: 'analysed' }
  | { kind: 'missed' }
  | { kind: 'released'; hasDeck: boolean; hasResult: boolean; videos: number }
  | { kind: 'stopped' };

/** What is known without looking at material. @param released what the release page would show */
export async function situationOf(
  ports: ServerPorts,
  { workflow, learner }: Pick<LinkTarget, 'workflow' | 'learner'>,
): Promise<Exclude<Situation, { kind: 'released' }>> {
  const root = await ports.engine.read(workflow);
  if (root === null) return { kind: 'early' };
  const { outputs, closes_at = null } = contextOf<Partial<CertificationContext>>(root);
  const form = outputs?.form;
  if (root.status !== 'active') return { kind: 'stopped' };
  if (!form) return { kind: 'early' };
  if (outputs.answered) return { kind: outputs.answered.includes(learner) ? 'analysed' : 'missed' };
  // Google's forms have pages of their own, and only Google knows who answered.
  if (ports.forms === null) return { kind: 'answer', form: form.url, closes_at };
  const page = await ports.forms.read(form.id);
  const answers = await ports.forms.answers(form.id, learner);
  if (!page?.accepting) return { kind: answers === null ? 'early' : 'analysed' };
  const path = new URL(ports.links.form(workflow, learner, form.id)).pathname;
  return { kind: answers === null ? 'answer' : 'answered', form: path, closes_at };
}

/** The first thing on the page: one instruction, one button. */
export function nowMarkup(situation: Situation): Markup {
  const { title, text, action } = wordsOf(situation);
  return html`<section class="now" aria-labelledby="now">
<h2 id="now">${title}</h2>
${text}
${action ? html`<p><a class="button" href="${action.href}">${action.name}</a></p>` : ''}
</section>`;
}

interface Words {
  title: string;
  text: Markup;
  action?: { href: string; name: string };
}

function wordsOf(situation: Situation): Words {
  if (situation.kind === 'released') return released(situation);
  if (situation.kind === 'answer')
    return {
      title: 'Now: answer the assessment',
      text: html`<p>Answer every question as well as you can; a wrong answer costs nothing. ${until(situation.closes_at)}</p>`,
      action: { href: situation.form, name: 'Open the assessment' },
    };
  if (situation.kind === 'answered')
    return {
      title: 'Your answers have arrived',
      text: html`<p>There is nothing you have to do. You can still change your answers. ${until(situation.closes_at)}</p>`,
      action: { href: situation.form, name: 'Look at my answers' },
    };
  return {
    title: STANDING[situation.kind].title,
    text: html`<p>${STANDING[situation.kind].text}</p>`,
  };
}

const STANDING: Record<
  'early' | 'analysed' | 'missed' | 'stopped',
  { title: string; text: string }
> = {
  early: {
    title: 'Nothing to do yet',
    text: 'The assessment is being prepared. You will get a mail when you can answer it; this page then leads there too.',
  },
  analysed: {
    title: 'Nothing to do now',
    text: 'The assessment is closed and your answers are in. Your trainer looks at the results; you will get a mail when your material is ready.',
  },
  missed: {
    title: 'The assessment is closed',
    text: 'No answers of yours arrived, so there is no result for you. If you still want to take part, please ask your trainer.',
  },
  stopped: {
    title: 'This course has ended',
    text: 'It ended before anything was released. Your trainer can tell you more.',
  },
};

function released({ hasDeck, hasResult, videos }: Situation & { kind: 'released' }): Words {
  const steps = [
    ...(hasResult ? [html`<li><a href="#results">Read your results</a></li>`] : []),
    ...(hasDeck ? [html`<li><a href="#deck">Go through your slides</a></li>`] : []),
    ...(videos > 0
      ? [
          html`<li><a href="#videos">${videos === 1 ? 'Watch the video' : `Watch the ${videos} videos`}</a></li>`,
        ]
      : []),
  ];
  if (steps.length === 0)
    return {
      title: 'Nothing to do',
      text: html`<p>The course is complete, and no material was made for you.</p>`,
    };
  return { title: 'Your material is ready', text: html`<ol class="steps">${steps}</ol>` };
}

const WHEN = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'full',
  timeStyle: 'short',
  timeZone: 'UTC',
});

function until(closes_at: number | null): Markup {
  if (closes_at === null) return html``;
  const iso = new Date(closes_at).toISOString();
  return html`It is open until <time datetime="${iso}">${WHEN.format(closes_at)}</time> (UTC).`;
}

/** What is kept, in one fold at the end. */
export const ABOUT_YOU: Markup = html`<details class="about"><summary>About your data</summary>
<p>Only you have this link; please do not pass it on. Your trainer sees your results and whether this page and your slides were opened, not how long you spent.</p>
<p>Your name and address are kept sealed, apart from everything else. If you want them erased, tell your trainer.</p></details>`;
