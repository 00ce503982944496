/** What the letters say. Friendly and short; nothing about a learner that the learner did not do. */
import type { Letter } from './letter.ts';

/** Day and time in words, in universal time, which the words say. */
export function inWords(ms: number): string {
  const date = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(ms);
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(ms);
  // Versions of the language data differ about the comma after the weekday.
  return `${date.replace(',', '')} at ${time} (UTC)`;
}

/** For a learner whose link had ended, or was taken back. */
export function newLink(facts: Facts & { url: string }): Letter {
  return {
    subject: `Your new link to ${facts.course}`,
    greeting: `Hello ${facts.name},`,
    before: ['Here is a new link to your page. Everything of yours is there as before.'],
    action: { label: 'Open your page', url: facts.url },
    after: ['The link is yours alone, so please do not pass it on.'],
    list: null,
  };
}

interface Facts {
  name: string;
  course: string;
}

export function invitation(facts: Facts & { url: string; closesAt: number }): Letter {
  return {
    subject: `Your ${facts.course} assessment is ready`,
    greeting: `Hello ${facts.name},`,
    before: [
      `Your assessment for ${facts.course} is ready. It shows which topics you already master and which are worth another look; afterwards you get material made for exactly those.`,
      `It is open until ${inWords(facts.closesAt)}. You need no account.`,
    ],
    action: { label: 'Open the assessment', url: facts.url },
    after: [
      'The link is yours alone, so please do not pass it on. Take your time, and answer what you can: a question left open costs you nothing more than a wrong answer would.',
    ],
    list: null,
  };
}

export function reminder(facts: Facts & { url: string }): Letter {
  return {
    subject: `A reminder: your ${facts.course} assessment is still open`,
    greeting: `Hello ${facts.name},`,
    before: [
      `Half of the time for the ${facts.course} assessment has passed, and we have not had your answers yet. There is still enough time to do it calmly.`,
    ],
    action: { label: 'Open the assessment', url: facts.url },
    after: [
      'The page tells you until when it is open. If you have handed it in within the last few minutes, please ignore this letter.',
    ],
    list: null,
  };
}

/** What is ready for a learner who answered. */
export interface Ready {
  url: string;
  hasDeck: boolean;
  weakAreas: string[];
  videos: string[];
}

export function results(facts: Facts & Ready): Letter {
  const deck = facts.hasDeck
    ? `We made a slide deck for you. It goes over ${listed(facts.weakAreas)}, quoting your course documents, so that you can look everything up.`
    : facts.weakAreas.length > 0
      ? `Worth another look: ${listed(facts.weakAreas)}.`
      : 'Your answers showed no clear gap, so there is no deck to work through. Well done.';
  return {
    subject: `Your ${facts.course} results and material`,
    greeting: `Hello ${facts.name},`,
    before: [`Thank you for doing the ${facts.course} assessment. Your results are ready.`, deck],
    action: { label: 'See your results and material', url: facts.url },
    list: videoList(facts.videos),
    after: [
      'The page is yours alone and needs no account. If something in it looks wrong to you, tell your educator: the results come from a few questions, not from a judgement of you.',
    ],
  };
}

/** For a learner who never answered: no result, no blame, and how to go on. */
export function withoutAnswers(facts: Facts & { url: string; videos: string[] }): Letter {
  return {
    subject: `${facts.course}: how to go on without the assessment`,
    greeting: `Hello ${facts.name},`,
    before: [
      `The ${facts.course} assessment has closed, and no answers from you reached us. So there is no result for you, and nothing is concluded about what you know.`,
      facts.videos.length > 0
        ? 'The videos made for your group are open to you all the same.'
        : 'You can go on with your course documents in the meantime.',
    ],
    action: { label: 'Open your page', url: facts.url },
    list: videoList(facts.videos),
    after: [
      'If you would still like to take the assessment, or if something kept you from it, tell your educator, who can open it for you again.',
    ],
  };
}

function videoList(videos: string[]): Letter['list'] {
  return videos.length === 0 ? null : { title: 'Short videos for your group', items: videos };
}

function listed(names: string[]): string {
  if (names.length === 0) return 'the topics worth another look';
  if (names.length === 1) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
