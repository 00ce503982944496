/** Statecharts in plain words: nobody has to know a state's name to see what goes on. */
import {
  type CheckpointKind,
  PHASE_TITLES,
  STEP_TITLES,
  type StepName,
} from '../../machines/vocabulary.ts';
import type { Tone } from './tones.ts';

export { PHASE_TITLES, STEP_TITLES };

/** What a checkpoint decides about. */
export const SUBJECTS: Record<CheckpointKind, string> = {
  questions: 'the questions',
  gaps: 'the gap analysis',
  scripts: 'the video scripts',
  release: 'the release to learners',
};

export const CHECKPOINT_TITLES: Record<CheckpointKind, string> = {
  questions: 'Questions to review',
  gaps: 'Gap analysis to review',
  scripts: 'Video scripts to review',
  release: 'Release to approve',
};

const STATUS: Record<string, { word: string; tone: Tone }> = {
  running: { word: 'Working', tone: 'active' },
  waiting: { word: 'Waiting', tone: 'waiting' },
  needs_attention: { word: 'Needs attention', tone: 'failed' },
  compensating: { word: 'Undoing', tone: 'compensating' },
  completed: { word: 'Completed', tone: 'done' },
  cancelled: { word: 'Cancelled', tone: 'idle' },
  compensated: { word: 'Undone', tone: 'idle' },
  stuck: { word: 'Stuck', tone: 'failed' },
  in_progress: { word: 'In progress', tone: 'active' },
  failed: { word: 'Failed', tone: 'failed' },
};

/** A status of a workflow or a step as a word and a tone; an unknown one is shown as it is. */
export function statusWords(status: string): { word: string; tone: Tone } {
  return STATUS[status] ?? { word: inWords(status), tone: 'idle' };
}

/** A step's title; what is unknown stays readable. */
export function stepTitle(step: string | null): string {
  if (step === null) return 'Not begun';
  return STEP_TITLES[step as StepName] ?? sentence(inWords(step));
}

const CALLS: Record<string, string> = {
  'drive.provision': 'Creating the folders',
  'forms.create_intake': 'Creating the forms',
  'knowledge.collect': 'Taking documents in',
  'knowledge.process': 'Reading and indexing the documents',
  'assessment.generate': 'Writing questions from the documents',
  'assessment.publish': 'Publishing the assessment form',
  'assessment.invite': 'Inviting the learners',
  'responses.watch': 'Asking to be told of answers',
  'responses.read': 'Reading the answers',
  'responses.remind': 'Reminding learners',
  'responses.shut': 'Closing the form',
  'responses.close': 'Closing, and reading the last answers',
  'gaps.analyse': 'Analysing the gaps',
  'presentation.build': 'Building a deck for each learner',
  'presentation.upload': 'Uploading the decks',
  'avatar.script': 'Writing the video scripts',
  'avatar.plan': 'Looking at what a video needs',
  'avatar.probe': 'Asking the rendering program whether it is ready',
  'avatar.submit': 'Handing a script and its slides to the rendering program',
  'avatar.follow': 'Watching a video being rendered',
  'avatar.verify': 'Checking a finished video',
  'avatar.publish': 'Storing a finished video',
  'avatar.draw': 'Drawing a video here',
  'avatar.render': 'Rendering a video',
  'avatar.upload': 'Uploading the videos',
  'drive.organise': 'Filing everything',
  'drive.share': 'Sharing with the learners',
  'learners.notify': 'Notifying the learners',
  'report.build': 'Writing the report',
  'report.upload': 'Uploading the report',
  'step.undo': 'Undoing a step',
};

/** What an external call does. */
export function callWords(activity: string): string {
  return CALLS[activity] ?? sentence(inWords(activity));
}

const MACHINES: Record<string, string> = {
  certification: 'Certification workflow',
  integrationCall: 'Integration call',
  checkpoint: 'Checkpoint',
  circuitBreaker: 'Circuit breaker',
  responseCollection: 'Response collection',
  avatarRender: 'Video rendering',
};

export function machineTitle(name: string): string {
  return MACHINES[name] ?? sentence(inWords(name));
}

/** camelCase, snake_case and dots as words. */
export function inWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_.]/g, ' ')
    .toLowerCase();
}

/** With a capital first letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "1 question", "3 questions". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** A stored file's name as people gave it, without the upload's id in front. */
export function fileName(name: string): string {
  return name.replace(/^upl_[0-9a-f]+-/, '');
}
